import fc from 'fast-check';
import { uint16At, uint24At, writeUint16, writeUint24 } from '../../src/bytes/big-endian';

const anywhere = fc.record({ value: fc.integer(), at: fc.nat(5), bytes: fc.uint8Array({ minLength: 8, maxLength: 8 }) });

test('2 bytes are read and written as Node does, and their neighbours stay', () => {
  fc.assert(
    fc.property(anywhere, ({ value, at, bytes }) => {
      const written = Buffer.from(bytes);
      written.writeUIntBE(value & 0xffff, at, 2);
      writeUint16(bytes, at, value);
      expect(Buffer.from(bytes)).toEqual(written);
      expect(uint16At(bytes, at)).toBe(value & 0xffff);
    }),
  );
});

test('3 bytes are read and written as Node does, and their neighbours stay', () => {
  fc.assert(
    fc.property(anywhere, ({ value, at, bytes }) => {
      const written = Buffer.from(bytes);
      written.writeUIntBE(value & 0xffffff, at, 3);
      writeUint24(bytes, at, value);
      expect(Buffer.from(bytes)).toEqual(written);
      expect(uint24At(bytes, at)).toBe(value & 0xffffff);
    }),
  );
});
