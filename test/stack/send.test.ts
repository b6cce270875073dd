/** Send (LwM2M 1.1 Core 6.4.6). */
import CBOR from 'cbor-js';
import { type Device, type DeviceOptions, startRegistered } from './device';
import type { Message } from './message';

type App = typeof import('./apps/reporter');

const start = (options: DeviceOptions = {}): Device<App> => startRegistered<App>('test/stack/apps/reporter', { formats: 'all', ...options });
const sends = (device: Device<App>): Message[] => device.server.requests.filter(({ path }) => path === '/dp');

/** Answers Sends with a code; all else as usual. */
function answerSends(device: Device<App>, code: string | undefined): void {
  const { script } = device.server;
  device.server.script = (request) => (request.path === '/dp' ? (code === undefined ? undefined : { code }) : script(request));
}

/** The records of a SenML CBOR pack, by resolved name. */
function records(payload: Buffer): Record<string, unknown> {
  const bytes = new Uint8Array(payload);
  let base = '';
  const found: Record<string, unknown> = {};
  for (const record of CBOR.decode(bytes.buffer) as Record<string, unknown>[]) {
    base = (record[-2] as string | undefined) ?? base;
    found[base + ((record[0] as string | undefined) ?? '')] = record[2] ?? record[3];
  }
  return found;
}

test('LightweightM2M-1.1-int-310 Send: what the device chose, by POST /dp, and the answer is told', () => {
  const device = start();
  answerSends(device, '2.04');
  device.app.mute(false);
  expect(device.app.report()).toBe(true);
  device.simulation.run(1000);
  const [message] = sends(device);
  expect([message.code, message.format, message.packet.confirmable]).toEqual(['POST', 112, true]);
  expect(records(message.payload)).toEqual({ '/3303/0/5700': 20.5, '/3/0/11/0': 0 });
  expect(device.app.answers).toEqual([0x44]);
});

test('muted, which it is unless resource 23 is there and false, nothing is sent', () => {
  const device = start();
  expect(device.app.report()).toBe(false);
  device.app.mute(true);
  expect(device.app.report()).toBe(false);
  device.app.mute(false);
  expect(device.app.report()).toBe(true);
  device.simulation.run(1000);
  expect(sends(device)).toHaveLength(1);
});

test('an error and a silence are told, and not tried again', () => {
  const device = start();
  device.app.mute(false);
  answerSends(device, '4.04');
  device.app.report();
  device.simulation.run(1000);
  answerSends(device, undefined);
  device.app.report();
  device.simulation.run(100_000);
  expect(device.app.answers).toEqual([0x84, 0]);
  expect(device.server.read('/3303/0/5700').text).toBe('20.5');
});

test('values are those of the time when it goes out; several go one after the other', () => {
  const device = start();
  device.app.mute(false);
  answerSends(device, '2.04');
  device.app.report();
  device.app.measure(21);
  device.app.report();
  device.app.measure(22);
  device.simulation.run(5000);
  expect(sends(device).map(({ payload }) => records(payload)['/3303/0/5700'])).toEqual([22, 22]);
  expect(device.app.answers).toEqual([0x44, 0x44]);
});

test('what the table has no room for is refused whole, and the room is free again', () => {
  const device = start({ config: { sendPaths: 4 } });
  device.app.mute(false);
  answerSends(device, '2.04');
  expect([device.app.reportMany(5), device.app.reportMany(0), device.app.reportOfNothing()]).toEqual([false, false, false]);
  expect([device.app.reportMany(3), device.app.report()]).toEqual([true, false]);
  device.simulation.run(5000);
  expect([device.app.reportMany(4)]).toEqual([true]);
  device.simulation.run(5000);
  expect(device.app.answers).toEqual([0x44, 0x44]);
});

test('what does not fit into a message goes in blocks (RFC 7959 2.5)', () => {
  const device = start({ config: { messageBytes: 160 } });
  device.app.mute(false);
  const parts: Buffer[] = [];
  const { script } = device.server;
  device.server.script = (request) => {
    if (request.path !== '/dp') return script(request);
    parts.push(request.payload);
    const option = request.packet.options.find(({ name }) => name === 'Block1')!;
    const isLast = ((option.value as Buffer)[(option.value as Buffer).length - 1] & 8) === 0;
    return { code: isLast ? '2.04' : '2.31', options: [option] };
  };
  expect(device.app.reportMany(4)).toBe(true);
  device.simulation.run(20_000);
  expect(parts.length).toBeGreaterThan(1);
  expect(records(Buffer.concat(parts))).toMatchObject({ '/3303/0/5700': 20.5 });
  expect(device.app.answers).toEqual([0x44]);
});
