/**
 * Bytes from outside are hostile: whatever comes, the client does not throw, answers each message once at the most,
 * and still does its work (RFC 7252 4.2, 11.1).
 */
import fc from 'fast-check';
import { generate } from 'coap-packet';
import { createRandom } from '../../boards/sim/random';
import vectors from '../vectors.json';
import { smartLight, start } from '../stack/device';
import { Format, writeRequest } from '../stack/message';
import type { Server } from '../stack/server';
import { instance, resource, tlv } from '../stack/tlv';

type Light = ReturnType<typeof smartLight>;

/** Each run is long: the first failure is shown as it is (with its seed), not made smaller. */
const RUNS = { numRuns: 40, endOnFailure: true };

/** Requests of every kind, to be mutilated. */
const TEMPLATES: Buffer[] = [
  writeRequest('GET', '/3/0/0', { token: Buffer.from('a'), messageId: 1 }),
  writeRequest('GET', '/3', { accept: Format.tlv, token: Buffer.from('abcd'), messageId: 1 }),
  writeRequest('GET', '/3311', { accept: Format.link, token: Buffer.from('abcdefgh'), messageId: 1 }),
  writeRequest('GET', '/3303/0/5700', { observe: 0, token: Buffer.from('ob'), messageId: 1 }),
  writeRequest('GET', '/3303/0/5700', { observe: 1, token: Buffer.from('ob'), messageId: 1 }),
  writeRequest('PUT', '/3311/0/5850', { payload: '1', format: Format.text, token: Buffer.from('w'), messageId: 1 }),
  writeRequest('PUT', '/3311/0', { payload: tlv(resource(5850, '01'), resource(5851, 50)), format: Format.tlv, token: Buffer.from('w'), messageId: 1 }),
  writeRequest('POST', '/1/0', { payload: Buffer.from('c10265c20303f2c20507d0c10601c10755', 'hex'), format: Format.tlv, token: Buffer.from('w'), messageId: 1 }),
  writeRequest('PUT', '/3311/0/5851', { query: 'pmin=1&pmax=20&gt=3.5&st=1', token: Buffer.from('wa'), messageId: 1 }),
  writeRequest('POST', '/3303/0/5605', { payload: "0='a',1", format: Format.text, token: Buffer.from('x'), messageId: 1 }),
  writeRequest('POST', '/3311', { payload: tlv(instance(1, resource(5850, '00'))), format: Format.tlv, token: Buffer.from('c'), messageId: 1 }),
  writeRequest('DELETE', '/3311/1', { token: Buffer.from('d'), messageId: 1 }),
  writeRequest('PUT', '/3/0/14', { payload: '+02:00', format: Format.text, token: Buffer.from('t'), messageId: 1 }),
  generate({ code: '0.00', confirmable: true, messageId: 1 }),
  generate({ code: '0.00', ack: true, messageId: 1 }),
  generate({ code: '0.00', reset: true, messageId: 1 }),
  generate({ code: '2.05', confirmable: true, messageId: 1, token: Buffer.from('q') }),
  ...vectors.filter(({ id }) => id.startsWith('coap-')).map(({ input }) => Buffer.from(input, 'hex')),
];

/** Changes a datagram here and there: bits, bytes put in and taken out, cut, doubled. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let result = [...bytes];
  for (let count = 1 + below(4); count > 0; count--) {
    const at = below(result.length + 1);
    const kind = below(7);
    if (kind === 0 && at < result.length) result[at] ^= 1 << below(8);
    if (kind === 1 && at < result.length) result[at] = below(256);
    if (kind === 2) result.splice(at, 0, below(256));
    if (kind === 3) result.splice(at, 1 + below(3));
    if (kind === 4) result = result.slice(0, at);
    if (kind === 5) result.splice(at, 0, ...result.slice(at, at + 1 + below(20)));
    if (kind === 6) result.splice(at, 0, ...Array<number>(1 + below(30)).fill([0, 0xff, 0x0d, 0xee][below(4)]));
  }
  return Buffer.from(result.slice(0, 1152));
}

/** The answers among what the client sent: not its own requests and notifications, which the server did not ask for. */
function answersTo(messageId: number, server: Server, from: number): number {
  return server.heard.slice(from).filter(({ packet }) => (packet.ack || packet.reset) && packet.messageId === messageId).length;
}

/** Sends datagrams one after the other; each gets one answer at the most. */
function bombard({ server, simulation }: Light, datagrams: Iterable<Buffer>): void {
  for (const bytes of datagrams) {
    const from = server.heard.length;
    server.send(bytes);
    simulation.run(3);
    if (bytes.length >= 4 && answersTo(bytes.readUInt16BE(2), server, from) > 1) throw new Error(`answered twice: ${bytes.toString('hex')}`);
  }
}

/**
 * Checks that the client is at work. What was sent may have been a lucky Disable, Reboot, Delete or a new lifetime:
 * then it comes back by itself.
 */
function expectAlive({ server, simulation }: Light): void {
  simulation.run(250_000); // until the message ids of the bombardment are forgotten (EXCHANGE_LIFETIME)
  const seen = server.requests.length;
  if (server.registrations.size === 0) simulation.runUntil(() => server.registrations.size > 0, 40 * 86_400_000);
  simulation.run(10_000);
  expect(server.read('/3/0/0').text).toBe('Mote');
  expect(server.read('/3/0', Format.tlv).code).toBe('2.05');
  expect(server.requests.length).toBeGreaterThanOrEqual(seen);
}

test('random bytes (10,000 datagrams)', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 250, maxLength: 250 }), (datagrams) => {
      const light = smartLight();
      bombard(light, datagrams.map((bytes) => Buffer.from(bytes)));
      expectAlive(light);
    }),
    RUNS,
  );
});

test('random bytes behind the head of a request for a path that is there (10,000 datagrams)', () => {
  const heads = ['/3', '/3/0', '/3311/0', '/3311/0/5850', '/3303', '/1/0'].map((path) => writeRequest('PUT', path, { token: Buffer.alloc(0), messageId: 0 }));
  const body = fc.record({ head: fc.constantFrom(...heads), method: fc.integer({ min: 1, max: 7 }), tail: fc.uint8Array({ maxLength: 60 }) });
  fc.assert(
    fc.property(fc.array(body, { minLength: 250, maxLength: 250 }), (datagrams) => {
      const light = smartLight();
      bombard(
        light,
        datagrams.map(({ head, method, tail }, index) => {
          const bytes = Buffer.concat([head, tail]);
          bytes[1] = method;
          bytes.writeUInt16BE(0x4000 + index, 2);
          return bytes;
        }),
      );
      expectAlive(light);
    }),
    RUNS,
  );
});

test('valid datagrams, mutilated (20,000)', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const light = smartLight();
      const random = createRandom(seed);
      bombard(
        light,
        Array.from({ length: 500 }, (_, index) => {
          const template = Buffer.from(TEMPLATES[Math.floor(random() * TEMPLATES.length)]);
          if (template.length >= 4) template.writeUInt16BE(0x4000 + index, 2);
          return mutate(template, random);
        }),
      );
      expectAlive(light);
    }),
    RUNS,
  );
});

test('random TLV in writes and creates: what is refused has changed nothing (10,000 payloads)', () => {
  // Records that are nearly right: real ids, odd lengths and kinds.
  const record = fc
    .tuple(
      fc.constantFrom(0, 1, 2, 3),
      fc.boolean(),
      fc.constantFrom(0, 1, 2, 3),
      fc.constantFrom(0, 1, 2, 5, 6, 7, 8, 9, 12, 15, 17, 101, 102, 106, 5850),
      fc.uint8Array({ maxLength: 12 }),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([kind, wide, lengthBytes, id, value, error]) => {
      const size = Math.max(0, value.length + error);
      const head = [(kind << 6) | ((wide ? 1 : 0) << 5) | (lengthBytes << 3) | (lengthBytes === 0 ? size & 7 : 0)];
      const idBytes = wide ? [id >> 8, id & 255] : [id & 255];
      const length = [[], [size & 255], [0, size & 255], [0, 0, size & 255]][lengthBytes];
      return Buffer.from([...head, ...idBytes, ...length, ...value]);
    });
  const payload = fc.array(record, { minLength: 1, maxLength: 4 }).map((records) => Buffer.concat(records));
  const path = fc.constantFrom('/32769/0', '/32769/0/1', '/32769/0/2', '/32769/0/102', '/32769/0/102/0', '/32769');
  const { server } = start('test/stack/apps/types');
  server.simulation.run(100);
  let refused = 0;
  let before = server.read('/32769').payload.toString('hex');
  fc.assert(
    fc.property(path, fc.constantFrom('PUT', 'POST'), payload, (to, method, bytes) => {
      const { code } = server.ask(method, to, { payload: bytes, format: Format.tlv });
      expect(code).toMatch(/^(2\.0[14]|4\.00|4\.03|4\.04|4\.05|4\.13|5\.00|5\.03)$/);
      const after = server.read('/32769').payload.toString('hex');
      if (!code.startsWith('2.')) {
        refused += 1;
        expect(after).toBe(before);
      }
      before = after;
    }),
    { ...RUNS, numRuns: 10_000 },
  );
  expect(refused).toBeGreaterThan(1000);
  expect(server.read('/3/0/16').text).toBe('U');
});

test('answers to Register that are mutilated: nothing breaks, and the right one is understood in the end', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { server, simulation } = start('test/stack/apps/quiet');
      const random = createRandom(seed);
      const usual = server.script;
      server.script = ({ packet: { messageId, token } }) => {
        const options = ['rd', '5a3f'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) }));
        for (let count = 0; count < 10; count++) server.send(mutate(generate({ code: '2.01', ack: true, messageId, token, options }), random));
        return undefined;
      };
      simulation.run(600_000);
      server.script = usual;
      server.registrations.clear();
      simulation.runUntil(() => server.registrations.size > 0, 3 * 86_400_000);
      simulation.run(1000);
      expect(server.read('/3/0/16').text).toBe('U');
    }),
    { ...RUNS, numRuns: 50 },
  );
});
