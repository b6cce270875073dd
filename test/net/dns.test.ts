import fc from 'fast-check';
import { decodeAnswer, Dns, encodeQuestion, Resolved } from '../../src/net/dns';

/** As tshark dissects them: "A lwm2m.example.org", and the response "CNAME a.example.org A 192.0.2.7", both with pointers. */
const QUESTION = '123401000001000000000000056c776d326d076578616d706c65036f72670000010001';
const ANSWER =
  '123481800001000200000000056c776d326d076578616d706c65036f72670000010001' +
  'c00c000500010000012c00040161c012' +
  'c02f000100010000012c0004c0000207';

function question(name: string, id = 0x1234): Buffer {
  const to = Buffer.alloc(Dns.question);
  return to.subarray(0, encodeQuestion(to, id, name));
}

/** What an answer says, with the address where it says one. It lies in the middle of a buffer, as in a packet. */
function resolved(answer: Uint8Array, asked: Uint8Array = question('lwm2m.example.org')): [Resolved, string?] {
  const packet = Buffer.concat([Buffer.alloc(28, 0xc0), answer, Buffer.alloc(8, 0xc0)]);
  const address = new Uint8Array(4);
  const outcome = decodeAnswer(packet, 28, 28 + answer.length, asked, asked.length, address);
  return outcome === Resolved.address ? [outcome, address.join('.')] : [outcome];
}

const answered = (change: (bytes: Buffer) => Buffer | void): Buffer => {
  const bytes = Buffer.from(ANSWER, 'hex');
  return change(bytes) ?? bytes;
};

test('a question is as tshark reads it, and its answer gives the address behind the alias', () => {
  expect(question('lwm2m.example.org').toString('hex')).toBe(QUESTION);
  expect(resolved(Buffer.from(ANSWER, 'hex'))).toEqual([Resolved.address, '192.0.2.7']);
});

test.each<[string, Resolved, Buffer]>([
  ['another id', Resolved.ignore, answered((b) => void (b[0] ^= 1))],
  ['another name', Resolved.ignore, answered((b) => void (b[13] ^= 1))],
  ['a question', Resolved.ignore, answered((b) => void (b[2] &= 0x7f))],
  ['cut short by the server', Resolved.ignore, answered((b) => void (b[2] |= 2))],
  ['two questions', Resolved.ignore, answered((b) => void (b[5] = 2))],
  ['no such name', Resolved.none, answered((b) => void (b[3] |= 3))],
  ['no answers', Resolved.none, answered((b) => void (b[7] = 0))],
  ['an alias alone', Resolved.none, answered((b) => void (b[7] = 1))],
  ['fewer answers than it says', Resolved.ignore, answered((b) => b.subarray(0, b.length - 16))],
  ['a cut address', Resolved.ignore, answered((b) => b.subarray(0, b.length - 1))],
  ['a reserved kind of label', Resolved.ignore, answered((b) => void (b[35] = 0x80))],
  ['an address of another class', Resolved.none, answered((b) => void (b[b.length - 11] = 3))],
  ['an IPv6 address', Resolved.none, answered((b) => void (b[b.length - 13] = 28))],
])('%s', (_, outcome, answer) => {
  expect(resolved(answer)).toEqual([outcome]);
});

const label = fc.stringMatching(/^[a-z0-9-]{1,63}$/);
const names = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

test('the labels of every name are counted (RFC 1035 3.1)', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 0, max: 65535 }), (name, id) => {
      const bytes = question(name, id);
      const long = name.length > 253;
      expect(bytes.length).toBe(long ? 0 : 12 + name.length + 2 + 4);
      if (long) return;
      const labels = name.split('.').flatMap((each) => [each.length, ...Buffer.from(each)]);
      expect([...bytes.subarray(12)]).toEqual([...labels, 0, 0, 1, 0, 1]);
      expect(bytes.readUInt16BE(0)).toBe(id);
    }),
  );
});

test.each(['', '.', 'a..b', '.a', 'a.', 'a b', 'ö.example', `${'a'.repeat(64)}.b`, `${'a.'.repeat(127)}a`, 'a\u0000b'])('"%s" is no name of a host', (name) => {
  expect(question(name).length).toBe(0);
});

test('whatever comes back, it ends within its bytes', () => {
  const asked = question('lwm2m.example.org');
  const beginning = fc.constantFrom(Buffer.from(ANSWER, 'hex').subarray(0, 35), Buffer.alloc(0));
  fc.assert(
    fc.property(beginning, fc.uint8Array({ maxLength: 60 }), (begin, rest) => {
      const answer = Buffer.concat([begin, rest]);
      const alone = new Uint8Array(answer);
      const address = new Uint8Array(4);
      // The bytes around it change nothing.
      expect(resolved(answer)[0]).toBe(decodeAnswer(alone, 0, alone.length, asked, asked.length, address));
    }),
    { numRuns: 1000 },
  );
});
