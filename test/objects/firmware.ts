/** A device that can be updated, and what a server does to update it. */
import type { Option } from 'coap-packet';
import { PACKAGE_MAGIC } from '../../boards/sim/firmware';
import { type Device as Started, type DeviceOptions, startRegistered } from '../stack/device';
import { Format, type Message, uint } from '../stack/message';

export type Device = Started<typeof import('./apps/updatable')>;

export const config = { callbacks: 48, jobs: 8, definitions: 200, textBytes: 2048, transfers: 1, transferBytes: 64 };

export function startDevice(options: DeviceOptions = {}): Device {
  return startRegistered('test/objects/apps/updatable', { formats: 'all', ...options, config: { ...config, ...options.config } });
}

/** A package of the simulated board. */
export function firmwarePackage(size: number): Buffer {
  const bytes = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + (i >>> 8) * 7) & 255));
  bytes[0] = PACKAGE_MAGIC;
  return bytes;
}

/** State and Update Result. */
export function status({ server }: Device): [number, number] {
  return [Number(server.read('/5/0/3', Format.text).text), Number(server.read('/5/0/5', Format.text).text)];
}

export function block1(number: number, more: boolean, szx: number, size1?: number): Option[] {
  const option = { name: 'Block1', value: uint(number * 16 + (more ? 8 : 0) + szx) };
  return size1 === undefined ? [option] : [option, { name: 'Size1', value: uint(size1) }];
}

/** Pushes one block. */
export function pushBlock({ server }: Device, payload: Buffer, number: number, szx = 6, format: number = Format.opaque): Message {
  const size = 16 << szx;
  const part = payload.subarray(number * size, (number + 1) * size);
  const isFirst = number === 0 ? payload.length : undefined;
  return server.ask('PUT', '/5/0/0', { format, payload: part, options: block1(number, (number + 1) * size < payload.length, szx, isFirst) });
}

/** Pushes a payload in blocks. @returns The codes of the answers; the last is the first that is not 2.31. */
export function push(device: Device, payload: Buffer, szx = 6, format: number = Format.opaque): string[] {
  const codes: string[] = [];
  for (let number = 0; number * (16 << szx) < payload.length; number++) {
    codes.push(pushBlock(device, payload, number, szx, format).code);
    if (codes[number] !== '2.31') break;
  }
  return codes;
}
