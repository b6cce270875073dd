/** Packages that a server pushes in blocks (RFC 7959 2.5): all formats, a bad wire, and what comes in between. */
import { UpdateResult } from '../../src/board';
import { block1, type Device, firmwarePackage, push, pushBlock, startDevice, status } from '../objects/firmware';
import { Format } from './message';

const stored = ({ simulation }: Device): Buffer => Buffer.from(simulation.firmware.complete ?? []);

/** A byte string of CBOR. */
function cbor(value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x5a, 0, value.length >>> 16, (value.length >>> 8) & 255, value.length & 255]), value]);
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const formats: [string, number, (value: Buffer) => Buffer][] = [
  ['opaque', 42, (value) => value],
  ['TLV', 11542, (value) => Buffer.concat([Buffer.from([0xd8, 0, value.length >>> 16, (value.length >>> 8) & 255, value.length & 255]), value])],
  ['text', 0, (value) => Buffer.from(value.toString('base64'))],
  ['CBOR', 60, cbor],
  ['SenML CBOR', 112, (value) => Buffer.concat([hex('81a200662f352f302f3008'), cbor(value)])],
  ['SenML JSON', 110, (value) => Buffer.from(`[{"n":"/5/0/0","vd":"${value.toString('base64url')}"}]`)],
  ['LwM2M CBOR', 11544, (value) => Buffer.concat([hex('a105a100a100'), cbor(value)])],
  ['LwM2M JSON', 11543, (value) => Buffer.from(`{"bn":"/5/0/0","e":[{"sv":"${value.toString('base64')}"}]}`)],
];

test.each(formats)('int-755: %s in blocks, and whole', (_name, format, write) => {
  const device = startDevice();
  const large = firmwarePackage(20_000);
  const codes = push(device, write(large), 6, format);
  expect([codes.length > 19, new Set(codes.slice(0, -1)), codes.pop()]).toEqual([true, new Set(['2.31']), '2.04']);
  expect(status(device)).toEqual([2, 0]);
  expect(stored(device).equals(large)).toBe(true);
  device.server.write('/5/0/0', Buffer.from([0]), Format.opaque);
  expect(device.server.write('/5/0/0', write(firmwarePackage(300)), format)).toBe('2.04');
  expect(stored(device).equals(firmwarePackage(300))).toBe(true);
  device.server.write('/5/0/0', Buffer.from([0]), Format.opaque);
  expect(push(device, write(firmwarePackage(700)), 1, format).pop()).toBe('2.04'); // heads may be cut by blocks of 32 bytes
});

test('100 KB over a wire that loses, doubles and delays', () => {
  const device = startDevice();
  for (const direction of [device.simulation.wire.toBoard, device.simulation.wire.toServer]) {
    Object.assign(direction, { loss: 0.1, duplication: 0.1, minDelay: 5, maxDelay: 400 });
  }
  const large = firmwarePackage(100 * 1024);
  expect(push(device, large).pop()).toBe('2.04');
  expect(stored(device).equals(large)).toBe(true);
});

test('each block is stored before it is answered, and State is 1 meanwhile', () => {
  const device = startDevice();
  const payload = firmwarePackage(3000);
  expect(pushBlock(device, payload, 0).code).toBe('2.31');
  expect(device.simulation.firmware.arriving.length).toBe(1024);
  expect(status(device)).toEqual([1, 0]);
  expect(device.server.execute('/5/0/2')).toBe('4.05');
  expect(device.server.write('/5/0/1', 'coap://files/a')).toBe('4.05');
});

describe('the order of blocks', () => {
  test('the last one again gets the same answer, and is stored once', () => {
    const device = startDevice();
    const payload = firmwarePackage(2500);
    expect([0, 1, 1, 1, 2, 2].map((number) => pushBlock(device, payload, number).code)).toEqual(['2.31', '2.31', '2.31', '2.31', '2.04', '2.04']);
    expect(stored(device).equals(payload)).toBe(true);
  });

  test('one that is left out is 4.08, and the first one begins anew', () => {
    const device = startDevice();
    const payload = firmwarePackage(2500);
    expect([0, 2, 0, 1, 2].map((number) => pushBlock(device, payload, number).code)).toEqual(['2.31', '4.08', '2.31', '2.31', '2.04']);
    expect(stored(device).equals(payload)).toBe(true);
  });

  test('without the first one: 4.08, and nothing happens', () => {
    const device = startDevice();
    expect(pushBlock(device, firmwarePackage(2500), 1).code).toBe('4.08');
    expect(status(device)).toEqual([0, 0]);
  });

  test('in another format: 4.08', () => {
    const device = startDevice();
    const payload = firmwarePackage(2500);
    pushBlock(device, payload, 0);
    expect(pushBlock(device, payload, 1, 6, 11542).code).toBe('4.08');
  });
});

test.each<[string, number, Buffer]>([
  ['a value that does not begin in the first block', 110, Buffer.from(`[{"n":"/5/0/0",${' '.repeat(40)}"vd":"AAAA"}]`)],
  ['a header of another resource', 11542, Buffer.concat([hex('c806ff'), Buffer.alloc(255)])],
  ['characters that are no Base64', 0, Buffer.alloc(100, 0x21)],
])('%s is 4.00, and State is 0 again', (_name, format, payload) => {
  const device = startDevice();
  expect(push(device, payload, 1, format).pop()).toBe('4.00');
  expect(status(device)).toEqual([0, 0]);
});

test('a format that nobody knows is 4.15, and a block of the wrong size 4.00', () => {
  const device = startDevice();
  expect(push(device, firmwarePackage(3000), 6, 999)).toEqual(['4.15']);
  const short = device.server.ask('PUT', '/5/0/0', { format: 42, payload: Buffer.alloc(100), options: block1(0, true, 6) });
  expect(short.code).toBe('4.00');
  expect(status(device)).toEqual([0, 0]);
});

test('a push that stalls for 247 s is over: Result 4', () => {
  const device = startDevice();
  const payload = firmwarePackage(3000);
  pushBlock(device, payload, 0);
  device.simulation.run(240_000);
  expect(status(device)).toEqual([1, 0]);
  device.simulation.run(8000);
  expect(status(device)).toEqual([0, UpdateResult.connectionLost]);
  expect(pushBlock(device, payload, 1).code).toBe('4.08');
  expect(push(device, payload).pop()).toBe('2.04');
});

test('int-755: a NUL in between gives the push up', () => {
  const device = startDevice();
  const payload = firmwarePackage(3000);
  pushBlock(device, payload, 0);
  expect(device.server.write('/5/0/0', Buffer.from([0]), Format.opaque)).toBe('2.04');
  expect(status(device)).toEqual([0, 0]);
  expect(pushBlock(device, payload, 1).code).toBe('4.08');
});

test('a reboot in the middle: Result 4, and the package can come again', () => {
  const device = startDevice();
  const payload = firmwarePackage(3000);
  pushBlock(device, payload, 0);
  device.server.registrations.clear();
  device.simulation.board.reboot();
  device.simulation.runUntil(() => device.server.registrations.size === 1, 20_000);
  device.simulation.run(10);
  expect(status(device)).toEqual([0, UpdateResult.connectionLost]);
  expect(push(device, payload).pop()).toBe('2.04');
});

test.each(['old', 'new'] as const)('power that goes while the state is stored (%s): State 0 or 2, never lost', (kept) => {
  const device = startDevice();
  const payload = firmwarePackage(3000);
  pushBlock(device, payload, 0);
  pushBlock(device, payload, 1);
  device.server.registrations.clear();
  device.simulation.storage.cutPower(1, kept);
  device.server.request('PUT', '/5/0/0', { format: 42, payload: payload.subarray(2048), options: block1(2, false, 6) });
  device.simulation.runUntil(() => device.server.registrations.size === 1, 20_000);
  device.simulation.run(10);
  expect(device.simulation.reboots).toBe(1);
  expect(status(device)).toEqual(kept === 'new' ? [2, 0] : [0, UpdateResult.connectionLost]);
});
