import fc from 'fast-check';
import { path, Record, record } from '../../src/format/format';
import { putPath, readPath, startPaths } from '../../src/format/path-text';
import { Id } from '../../src/format/type';
import { written } from '../bytes/written';
import { idsOf } from './payload';

const none = Id.none;

/** Reads `base` and `name`, which lie in the other order, as below the request path. @returns The ids, or undefined. */
function read(base: string, name: string, request: readonly number[] = [], startsBare = false): number[] | undefined {
  const bytes = Buffer.from(`9${name}9${base}9`);
  expect(startPaths(Int32Array.of(9, ...idsOf(request)), 1)).toBe(request.length);
  const baseStart = name.length + 2;
  if (!readPath(bytes, baseStart, baseStart + base.length, 1, 1 + name.length, startsBare)) return undefined;
  return [...record.subarray(0, Record.columns)].filter((id) => id !== none);
}

test.each([
  ['/3', [3]],
  ['/3/0', [3, 0]],
  ['/0/0/0/0', [0, 0, 0, 0]],
  ['/65534/65534/65534/65534', [65534, 65534, 65534, 65534]],
  ['/10/20/30', [10, 20, 30]],
  ['/', []],
])('"%s" is a path, wherever base name and name meet', (text, ids) => {
  for (let at = 0; at <= text.length; at++) {
    expect(read(text.slice(0, at), text.slice(at))).toEqual(ids);
  }
});

test.each(['', '//', '3', '3/0', '/3/', '//3', '/3//0', '/01', '/00', '/3/00', '/3/007', '/65535', '/3/99999999999999', '/1/2/3/4/5', '/1/2/3/4/', '/-1', '/3/:', '/3 ', ' /3', '/3/0x', '/a'])(
  '"%s" is none',
  (text) => {
    for (let at = 0; at <= text.length; at++) {
      expect(read(text.slice(0, at), text.slice(at))).toBe(undefined);
    }
  },
);

test('where it is allowed, the first slash may be missing', () => {
  expect(read('3/0/', '1', [], true)).toEqual([3, 0, 1]);
  expect(read('/3/0/', '1', [], true)).toEqual([3, 0, 1]);
  expect(read('', '7', [], true)).toEqual([7]);
  expect(read('', '', [], true)).toBe(undefined);
  expect(read('3/', '', [], true)).toBe(undefined);
});

test.each<[string, readonly number[], boolean]>([
  ['/3/0/1', [3], true],
  ['/3/0/1', [3, 0], true],
  ['/3/0/1', [3, 0, 1], true],
  ['/3/0/1/5', [3, 0, 1], true],
  ['/3/0/1/5', [3, 0, 1, 5], true],
  ['/4/0/1', [3], false],
  ['/3/1/1', [3, 0], false],
  ['/3/0/10', [3, 0, 1], false],
  ['/3/0/1/6', [3, 0, 1, 5], false],
  ['/3/0/1', [3, 0, 1, 5], false],
  ['/3', [3, 0], false],
  ['/', [3], false],
])('"%s" sent to %j: %s', (text, request, isBelow) => {
  expect(read('', text, request) !== undefined).toBe(isBelow);
});

test('whatever is accepted, is written so', () => {
  const character = fc.constantFrom(...'/0123456789x');
  const ids = fc.array(fc.integer({ min: 0, max: 65534 }), { minLength: 1, maxLength: 4 });
  const text = fc.oneof(fc.string({ unit: character, maxLength: 10 }), ids.map((each) => `/${each.join('/')}`));
  fc.assert(
    fc.property(text, fc.nat(8), (all, at) => {
      const read1 = read(all.slice(0, at), all.slice(at));
      const isPath = all === '/' || /^(\/(0|[1-9]\d*)){1,4}$/.test(all);
      const numbers = all.split('/').slice(1).filter(Boolean).map(Number);
      expect(read1).toEqual(isPath && numbers.every((id) => id < 65535) ? numbers : undefined);
    }),
    { numRuns: 200 },
  );
});

test('a path is written whole, or what is behind a base', () => {
  path.set([3303, 0, 5700, 65534]);
  expect(written(() => putPath(0, 4)).toString()).toBe('/3303/0/5700/65534');
  expect(written(() => putPath(0, 1)).toString()).toBe('/3303');
  expect(written(() => putPath(1, 4)).toString()).toBe('0/5700/65534');
  expect(written(() => putPath(3, 4)).toString()).toBe('65534');
  expect(written(() => putPath(4, 4)).toString()).toBe('');
});
