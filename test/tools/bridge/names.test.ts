import fc from 'fast-check';
import { decodeAnswer, Dns, encodeQuestion, Resolved } from '../../../src/net/dns';
import { answerTo, type Lookup } from '../../../tools/bridge/names';

const known: Lookup = (name) =>
  name === 'lwm2m.example.org' ? Promise.resolve('192.0.2.7') : Promise.reject(Object.assign(new Error('none'), { code: name === 'slow.example' ? 'EAI_AGAIN' : 'ENOTFOUND' }));

function question(name: string): Buffer {
  const to = Buffer.alloc(Dns.question);
  return to.subarray(0, encodeQuestion(to, 0x1234, name));
}

test('a name that this machine knows: as tshark dissects it, and as a board reads it', async () => {
  const asked = question('lwm2m.example.org');
  const answer = (await answerTo(asked, known))!;
  expect(answer.toString('hex')).toBe(
    '123481800001000100000000056c776d326d076578616d706c65036f72670000010001' + 'c00c000100010000003c0004c0000207',
  );
  const address = new Uint8Array(4);
  expect(decodeAnswer(answer, 0, answer.length, asked, asked.length, address)).toBe(Resolved.address);
  expect([...address]).toEqual([192, 0, 2, 7]);
});

test.each([
  ['no.example', 3],
  ['slow.example', 2],
])('%s: response code %d, which is none to a board', async (name, code) => {
  const asked = question(name);
  const answer = (await answerTo(asked, known))!;
  expect(answer[3] & 15).toBe(code);
  expect(decodeAnswer(answer, 0, answer.length, asked, asked.length, new Uint8Array(4))).toBe(Resolved.none);
});

test('what is asked for but is no IPv4 address has no answer; what is no query is not implemented', async () => {
  const other = question('lwm2m.example.org');
  other[other.length - 3] = 28;
  expect((await answerTo(other, known))!.readUInt16BE(6)).toBe(0);
  const status = question('lwm2m.example.org');
  status[2] |= 2 << 3;
  expect((await answerTo(status, known))![3] & 15).toBe(4);
});

test('whatever a board sends to port 53, there is an answer or none', async () => {
  const whole = question('lwm2m.example.org');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 12, 20, whole.length), fc.uint8Array({ maxLength: 40 }), async (size, rest) => {
      const answer = await answerTo(Buffer.concat([whole.subarray(0, size), rest]), known);
      if (answer !== undefined) expect(answer.readUInt16BE(2) & 0x8000).toBe(0x8000);
    }),
  );
  expect(await answerTo((await answerTo(whole, known))!, known)).toBeUndefined();
});
