/** Bodies larger than a message (RFC 7959), towards the client and from it. */
import type { Option } from 'coap-packet';
import { type Device, startRegistered } from './device';
import { Format, type Message, uint } from './message';

type App = typeof import('./apps/store');
const config = { textBytes: 6000, transferBytes: 4096, transfers: 2, definitions: 128, resources: 200, resourceInstances: 24 };
let device: Device<App>;

beforeEach(() => {
  device = startRegistered<App>('test/stack/apps/store', { config });
});

const body = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >>> 8)) & 255));
const block = (name: 'Block1' | 'Block2', number: number, more: boolean, szx: number): Option => ({
  name,
  value: uint(number * 16 + (more ? 8 : 0) + szx),
});

const valueOf = (option: Option): number => [...option.value].reduce((value, byte) => value * 256 + byte, 0);

function optionOf(message: Message, name: string): number | undefined {
  const option = message.packet.options.find((each) => each.name === name);
  return option === undefined ? undefined : valueOf(option);
}

/** Writes in blocks, beginning with block `from`. @returns The codes of the answers. */
function put(path: string, payload: Buffer, szx: number, format: number = Format.opaque, from = 0): string[] {
  const size = 16 << szx;
  const codes: string[] = [];
  for (let number = from; number * size < payload.length; number++) {
    const part = payload.subarray(number * size, (number + 1) * size);
    const option = block('Block1', number, (number + 1) * size < payload.length, szx);
    const answer = device.server.ask('PUT', path, { format, payload: part, options: [option] });
    expect(optionOf(answer, 'Block1')).toBe(valueOf(option));
    codes.push(answer.code);
    if (!['2.31', '2.04'].includes(answer.code)) break;
  }
  return codes;
}

/** Reads a body block by block. `szx` is asked for from the first block on; otherwise the client chooses. */
function get(path: string, szx?: number, accept: number = Format.opaque): { bytes: Buffer; messages: Message[] } {
  const messages: Message[] = [];
  let at = 0;
  let chosen = szx;
  for (;;) {
    const options = chosen === undefined ? [] : [block('Block2', at / (16 << chosen), false, chosen)];
    const message = device.server.ask('GET', path, { accept, options });
    messages.push(message);
    const option = optionOf(message, 'Block2');
    if (message.code !== '2.05') break;
    at += message.payload.length;
    if (option === undefined || (option & 8) === 0) break;
    chosen = option & 7;
  }
  return { bytes: Buffer.concat(messages.map(({ payload }) => payload)), messages };
}

describe('Block1: a payload in blocks', () => {
  test.each([
    [1, 6],
    [1024, 6],
    [1025, 6],
    [3000, 6],
    [3000, 2],
    [100, 0],
  ])('%i bytes with SZX %i', (size, szx) => {
    const blocks = Math.ceil(size / (16 << szx));
    expect(put('/33000/0/1', body(size), szx)).toEqual([...Array<string>(blocks - 1).fill('2.31'), '2.04']);
    expect(get('/33000/0/1').bytes).toEqual(body(size));
  });

  test('is nothing until its last block', () => {
    put('/33000/0/1', body(100), 2);
    put('/33000/0/1', body(200).subarray(0, 128), 2, Format.opaque, 0);
    const first = device.server.ask('PUT', '/33000/0/1', { format: Format.opaque, payload: body(64), options: [block('Block1', 0, true, 2)] });
    expect(first.code).toBe('2.31');
    expect(get('/33000/0/1').bytes).toEqual(body(128));
  });

  test('that does not follow the one before is 4.08, and the first one begins anew', () => {
    const ask = (number: number, more: boolean): string =>
      device.server.ask('PUT', '/33000/0/1', { format: Format.opaque, payload: body(64), options: [block('Block1', number, more, 2)] }).code;
    expect(ask(1, true)).toBe('4.08');
    expect([ask(0, true), ask(2, true)]).toEqual(['2.31', '4.08']);
    expect([ask(0, true), ask(1, true), ask(0, true), ask(2, false)]).toEqual(['2.31', '2.31', '2.31', '4.08']);
    expect([ask(0, true), ask(1, false)]).toEqual(['2.31', '2.04']);
    expect(get('/33000/0/1').bytes.length).toBe(128);
  });

  test('that is too large is 4.13 with the size that there is room for', () => {
    expect(put('/33000/0/1', body(4097), 6)).toEqual(['2.31', '2.31', '2.31', '2.31', '4.13']);
    const announced = device.server.ask('PUT', '/33000/0/1', {
      format: Format.opaque,
      payload: body(64),
      options: [block('Block1', 0, true, 2), { name: 'Size1', value: uint(5000) }],
    });
    expect(announced.code).toBe('4.13');
    expect(optionOf(announced, 'Size1')).toBe(4096);
  });

  test('of the wrong size, or of the reserved one, is 4.00', () => {
    const ask = (bytes: number, option: Option): string =>
      device.server.ask('PUT', '/33000/0/1', { format: Format.opaque, payload: body(bytes), options: [option] }).code;
    expect(ask(63, block('Block1', 0, true, 2))).toBe('4.00');
    expect(ask(65, block('Block1', 0, false, 2))).toBe('4.00');
    expect(ask(64, block('Block1', 0, true, 7))).toBe('4.00');
  });

  test('two at a time, to different paths; a third has to wait until one is given up', () => {
    const ask = (path: string, number: number, more: boolean): string =>
      device.server.ask('PUT', path, { format: Format.opaque, payload: body(64), options: [block('Block1', number, more, 2)] }).code;
    expect([ask('/33000/0/1', 0, true), ask('/33000/1/1', 0, true), ask('/33000/0/2/7', 0, true)]).toEqual(['2.31', '2.31', '4.04']);
    expect(ask('/33000/0/3', 0, true)).toBe('5.03');
    expect([ask('/33000/0/1', 1, false), ask('/33000/1/1', 1, true), ask('/33000/0/3', 0, true)]).toEqual(['2.04', '2.31', '2.31']);
    device.simulation.run(248_000);
    expect(ask('/33000/1/1', 2, false)).toBe('4.08');
    expect([ask('/33000/0/1', 0, true), ask('/33000/1/1', 0, true)]).toEqual(['2.31', '2.31']);
  });

  test('of a resource that is not there is refused with its first block', () => {
    expect(put('/33000/7/1', body(200), 2)).toEqual(['4.04']);
    expect(put('/33000/0/6', body(200), 2, Format.text)[0]).toMatch(/4.0[45]/);
  });
});

describe('Block2: a body in blocks', () => {
  test.each([undefined, 6, 4, 0])('with SZX %s asked for', (szx) => {
    put('/33000/0/1', body(2500), 6);
    const { bytes, messages } = get('/33000/0/1', szx);
    expect(bytes).toEqual(body(2500));
    expect(messages.length).toBe(Math.ceil(2500 / (16 << (szx ?? 6))));
    expect(new Set(messages.map((message) => optionOf(message, 'ETag'))).size).toBe(1);
    expect(optionOf(messages[0], 'Size2')).toBe(2500);
  });

  test('has another ETag when it has changed', () => {
    put('/33000/0/1', body(2500), 6);
    const before = get('/33000/0/1').messages[0];
    put('/33000/0/1', body(2501), 6);
    expect(optionOf(get('/33000/0/1').messages[0], 'ETag')).not.toBe(optionOf(before, 'ETag'));
  });

  test('that fits goes whole, and in blocks when smaller ones are asked for', () => {
    put('/33000/0/1', body(100), 6);
    const whole = device.server.read('/33000/0/1', Format.opaque);
    expect([whole.payload.length, optionOf(whole, 'Block2'), optionOf(whole, 'ETag')]).toEqual([100, undefined, undefined]);
    expect(get('/33000/0/1', 2).bytes).toEqual(body(100));
  });

  test('has no block behind its end, nor of the reserved size: 4.00', () => {
    put('/33000/0/1', body(100), 6);
    const ask = (number: number, szx: number): string =>
      device.server.ask('GET', '/33000/0/1', { accept: Format.opaque, options: [block('Block2', number, false, szx)] }).code;
    expect([ask(1, 2), ask(2, 2), ask(1, 6), ask(0, 7), ask(65535, 6)]).toEqual(['2.05', '4.00', '4.00', '4.00', '4.00']);
  });

  test('of an object, in TLV and in links', () => {
    put('/33000/0/1', body(1500), 6);
    put('/33000/1/1', body(1300), 6);
    const whole = get('/33000', undefined, Format.tlv).bytes;
    expect(whole.includes(body(1500))).toBe(true);
    expect(whole.includes(body(1300))).toBe(true);
    expect(get('/33000', 0, Format.tlv).bytes).toEqual(whole);
    expect(get('/33000', 0, Format.link).bytes.toString()).toBe(device.server.discover('/33000'));
  });
});

test('a notification that does not fit has its first block; the rest is fetched with another token (RFC 7959 2.6)', () => {
  const observed = device.server.observe('/33000/0/1', { accept: Format.opaque });
  expect(observed.answers[0].payload.length).toBe(0);
  put('/33000/0/1', body(2000), 6);
  device.simulation.run(5000);
  const notification = observed.answers[1];
  expect(notification.observe).toBeGreaterThan(0);
  expect(optionOf(notification, 'Block2')).toBe(8 + 6);
  const rest = device.server.ask('GET', '/33000/0/1', { accept: Format.opaque, options: [block('Block2', 1, false, 6)] });
  expect(Buffer.concat([notification.payload, rest.payload])).toEqual(body(2000));
  expect(optionOf(rest, 'ETag')).toBe(optionOf(notification, 'ETag'));
});
