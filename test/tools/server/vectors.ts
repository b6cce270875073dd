/** Byte-exact examples from the standards and from other implementations, by their ids. */
import vectors from '../../vectors.json';

/** The input of an example. @throws Error when there is none of this id. */
export function vector(id: string): string {
  const found = vectors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`there is no vector ${id}`);
  return found.input;
}

export function vectorBytes(id: string): Buffer {
  return Buffer.from(vector(id), 'hex');
}

export function vectorText(id: string): Buffer {
  return Buffer.from(vector(id));
}

/** `[path, value]` of the Device instance that the examples of every format carry. */
export const DEVICE_VALUES: readonly (readonly [string, string | number])[] = [
  ['/3/0/0', 'Open Mobile Alliance'],
  ['/3/0/1', 'Lightweight M2M Client'],
  ['/3/0/2', '345000123'],
  ['/3/0/3', '1.0'],
  ['/3/0/6/0', 1],
  ['/3/0/6/1', 5],
  ['/3/0/7/0', 3800],
  ['/3/0/7/1', 5000],
  ['/3/0/8/0', 125],
  ['/3/0/8/1', 900],
  ['/3/0/9', 100],
  ['/3/0/10', 15],
  ['/3/0/11/0', 0],
  ['/3/0/13', 1367491215],
  ['/3/0/14', '+02:00'],
  ['/3/0/16', 'U'],
];
