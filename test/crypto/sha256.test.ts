import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { copyHash, finishHash, hashOnce, newHash, startHash, updateHash } from '../../src/crypto/sha256';

const h = newHash();
const other = newHash();

function finished(hash: typeof h): string {
  const out = new Uint8Array(34);
  finishHash(hash, out, 1);
  expect([out[0], out[33]]).toEqual([0, 0]);
  return Buffer.from(out.subarray(1, 33)).toString('hex');
}

const expected = (message: Uint8Array): string => createHash('sha256').update(message).digest('hex');

test('a message of each size up to two blocks', () => {
  for (let size = 0; size <= 130; size++) {
    const message = Uint8Array.from({ length: size }, (_, i) => (i * 151 + size) & 255);
    startHash(h);
    updateHash(h, message, 0, size);
    expect(finished(h)).toBe(expected(message));
  }
});

test('NIST: 1,000,000 times "a" (FIPS 180-4 example)', () => {
  const message = new Uint8Array(10000).fill(0x61);
  startHash(h);
  for (let i = 0; i < 100; i++) {
    updateHash(h, message, 0, message.length);
  }
  expect(finished(h)).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
});

test('a message in pieces, with a copy taken between them', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, fc.uint8Array({ maxLength: 70 }), (parts, tail) => {
      startHash(h);
      for (const part of parts) {
        const framed = Uint8Array.of(1, 2, ...part, 3);
        updateHash(h, framed, 2, framed.length - 1);
      }
      copyHash(h, other);
      updateHash(other, tail, 0, tail.length);
      const whole = Buffer.concat(parts);
      expect(finished(other)).toBe(expected(Buffer.concat([whole, tail])));
      expect(finished(h)).toBe(expected(whole));
    }),
  );
});

test('a whole message, into where it lies as well', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 40, maxLength: 150 }), (message) => {
      const size = message.length - 3;
      const wanted = expected(message.subarray(0, size));
      hashOnce(h, message, size, message, 5);
      expect(Buffer.from(message.subarray(5, 37)).toString('hex')).toBe(wanted);
    }),
  );
});
