/** Packages that the device downloads from a URI (RFC 7959 2.4). */
import { generate, parse } from 'coap-packet';
import { UpdateResult } from '../../src/board';
import { type Device, firmwarePackage, pushBlock, startDevice, status } from '../objects/firmware';
import { serve } from './files';
import { Format } from './message';

const stored = ({ simulation }: Device): Buffer => Buffer.from(simulation.firmware.complete ?? []);

/** Writes the URI, and waits until the download is over. */
function pull(device: Device, uri: string, limit = 1_000_000): [number, number] {
  expect(device.server.write('/5/0/1', uri)).toBe('2.04');
  for (let waited = 0; waited < limit && status(device)[0] === 1; waited += 5000) device.simulation.run(5000);
  return status(device);
}

test('int-756, int-771: a download, and the URI in its parts', () => {
  const device = startDevice();
  const files = serve(device, 'files', 1234);
  expect(device.server.write('/5/0/1', 'coap://files:1234/dir/a%20b?x=1&y=%26')).toBe('2.04');
  expect(status(device)[1]).toBe(0);
  device.simulation.run(1000);
  expect(status(device)).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
  expect(files.blocks).toEqual([0, 1024, 2048, 3072, 4096]);
  expect(new Set(files.asked)).toEqual(new Set(['files/dir/a b?x=1&y=&']));
  expect(device.server.execute('/5/0/2')).toBe('2.04');
  device.server.registrations.clear();
  device.simulation.runUntil(() => device.server.registrations.size === 1, 20_000);
  device.simulation.run(2000);
  expect(status(device)).toEqual([0, 1]);
});

test('100 KB over a wire that loses, doubles and delays, while the server is answered', () => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(100 * 1024);
  files.size2 = files.content.length;
  for (const direction of [device.simulation.wire.toBoard, device.simulation.wire.toServer]) {
    Object.assign(direction, { loss: 0.1, duplication: 0.1, minDelay: 5, maxDelay: 200 });
  }
  expect(pull(device, 'coap://files/a', 2_000_000)).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
  expect(device.server.registrations.size).toBe(1);
});

test('the file server chooses smaller blocks', () => {
  const device = startDevice();
  const files = serve(device);
  files.szx = 4;
  expect(pull(device, 'coap://files/a')).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
  expect(files.blocks.length).toBe(20);
});

test('the package changes in the middle: the download begins anew', () => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  files.size2 = undefined;
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 10, 60_000);
  files.content = Buffer.concat([firmwarePackage(30_000), firmwarePackage(7)]);
  files.eTag = Buffer.from('v2');
  device.simulation.run(5000);
  expect(status(device)).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
});

test('int-775: the link is lost for good: Result 4', () => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 10, 60_000);
  files.silent = true;
  device.simulation.run(60_000);
  expect(status(device)).toEqual([1, 0]);
  device.simulation.run(1_000_000);
  expect(status(device)).toEqual([0, UpdateResult.connectionLost]);
  expect(device.server.registrations.size).toBe(1);
});

test('the link is lost for a while: the download goes on where it stopped', () => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  files.size2 = 60_000;
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 10, 60_000);
  files.silent = true;
  device.simulation.run(150_000);
  files.silent = false;
  device.simulation.run(200_000);
  expect(status(device)).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
  expect(files.blocks.filter((from) => from === 0).length).toBe(1);
});

test.each([
  ['4.04', UpdateResult.invalidUri],
  ['5.03', UpdateResult.connectionLost],
  ['5.05', UpdateResult.unsupportedProtocol],
])('int-778: %s', (code, result) => {
  const device = startDevice();
  serve(device).code = code;
  expect(pull(device, 'coap://files/a')).toEqual([0, result]);
});

test('a host that nobody knows: Result 4', () => {
  expect(pull(startDevice(), 'coap://nowhere/a')).toEqual([0, UpdateResult.connectionLost]);
});

test('int-776: less than the size that was told', () => {
  const device = startDevice();
  serve(device).size2 = 6000;
  expect(pull(device, 'coap://files/a')).toEqual([0, UpdateResult.integrityFailure]);
});

test.each([
  ['int-773: no storage', 'begin', UpdateResult.noStorage],
  ['int-774: out of memory', 'write', UpdateResult.outOfMemory],
  ['int-776: a corrupt package', 'finish', UpdateResult.integrityFailure],
  ['int-777: a package of another type', 'finish', UpdateResult.unsupportedPackage],
] as const)('%s', (_name, step, result) => {
  const device = startDevice();
  serve(device);
  device.simulation.firmware.results[step] = result;
  expect(pull(device, 'coap://files/a')).toEqual([0, result]);
});

test.each([
  ['an empty URI', UpdateResult.initial],
  ['Cancel', UpdateResult.cancelled],
])('%s ends a download', (by, result) => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 5, 60_000);
  expect(by === 'Cancel' ? device.server.execute('/5/0/10') : device.server.write('/5/0/1', '')).toBe('2.04');
  const asked = files.asked.length;
  device.simulation.run(300_000);
  expect(files.asked.length).toBeLessThan(asked + 2);
  expect(status(device)).toEqual([0, result]);
});

test.each([
  ['its next block', 1, '4.08'],
  ['its first block', 0, '4.05'],
])('a push that was given up before is not mixed into a download: %s', (_name, number, code) => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  files.size2 = files.content.length;
  expect(pushBlock(device, firmwarePackage(3000), 0).code).toBe('2.31');
  expect(device.server.write('/5/0/1', '')).toBe('2.04');
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 5, 60_000);
  expect(pushBlock(device, firmwarePackage(3000), number).code).toBe(code);
  device.simulation.run(300_000);
  expect(status(device)).toEqual([2, 0]);
  expect(stored(device).equals(files.content)).toBe(true);
});

test('a reboot in the middle: Result 4, and the URI can be written again', () => {
  const device = startDevice();
  const files = serve(device);
  files.content = firmwarePackage(60_000);
  files.size2 = undefined;
  device.server.write('/5/0/1', 'coap://files/a');
  device.simulation.runUntil(() => files.blocks.length === 5, 60_000);
  device.server.registrations.clear();
  device.simulation.board.reboot();
  device.simulation.runUntil(() => device.server.registrations.size === 1, 20_000);
  device.simulation.run(10);
  expect(status(device)).toEqual([0, UpdateResult.connectionLost]);
  expect(pull(device, 'coap://files/a')).toEqual([2, 0]);
});

test('int-771: HTTP through a CoAP proxy', () => {
  const device = startDevice({ settings: { endpoint: 'sim', server: 'coap://server', lifetime: 300, firmwareProxy: 'coap://proxy:5700' } });
  const proxy = serve(device, 'proxy', 5700);
  expect(device.server.read('/5/0/8/1', Format.text).text).toBe('2');
  expect(pull(device, 'http://files.example/a?b')).toEqual([2, 0]);
  expect(new Set(proxy.asked)).toEqual(new Set(['/?http://files.example/a?b']));
  expect(stored(device).equals(proxy.content)).toBe(true);
});

test('requests that come from where firmware is downloaded are not carried out', () => {
  const device = startDevice();
  const { simulation } = device;
  const heard: string[] = [];
  const endpoint = simulation.listen('files', 5683, (bytes) => {
    heard.push(parse(Buffer.from(bytes)).code);
    if (heard.length === 1) endpoint.send(generate({ code: 'GET', messageId: 7, token: Buffer.from('x'), options: [{ name: 'Uri-Path', value: Buffer.from('3') }] }));
  });
  device.server.write('/5/0/1', 'coap://files/a');
  simulation.run(1000);
  expect(heard).toEqual(['0.01']);
});
