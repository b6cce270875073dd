import fc from 'fast-check';
import * as espruino from '../../src/runtime/espruino';
import * as js from '../../src/runtime/js';

const portable = [js, espruino];

test('it has all that the other engines have', () => {
  expect(Object.keys(espruino).sort()).toEqual(Object.keys(js).sort());
});

test('bytes are copied as js.ts does, between buffers and within one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 30, maxLength: 30 }), fc.nat(10), fc.nat(10), fc.nat(20), fc.boolean(), (bytes, from, at, size, within) => {
      const [expected, copied] = portable.map(({ copyBytes }) => {
        const source = Uint8Array.from(bytes);
        const to = within ? source : new Uint8Array(30);
        copyBytes(source, from, from + size, to, at);
        return to;
      });
      expect(copied).toEqual(expected);
    }),
  );
});

test.each([['js', js], ['espruino', espruino]] as const)('%s finds a value in a part of a table', (_, { indexOf }) => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 12 }), fc.nat(5), fc.nat(12), fc.nat(12), (values, value, a, b) => {
      const [start, end] = [Math.min(a, b, values.length), Math.min(Math.max(a, b), values.length)];
      const place = values.slice(start, end).indexOf(value);
      expect(indexOf(Uint16Array.from(values), value, start, end)).toBe(place < 0 ? -1 : start + place);
    }),
  );
});
