import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { finishHmac, startHmac, updateHmac } from '../../src/crypto/hmac';

const hmac = (key: Uint8Array, parts: readonly Uint8Array[]): string => {
  const out = new Uint8Array(33);
  startHmac(Uint8Array.of(7, ...key, 8), 1, key.length + 1);
  for (const part of parts) {
    updateHmac(part, 0, part.length);
  }
  finishHmac(out, 1);
  return Buffer.from(out.subarray(1)).toString('hex');
};

test('any key and message, one after the other', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.array(bytes, { maxLength: 3 }), (key, parts) => {
      expect(hmac(key, parts)).toBe(createHmac('sha256', key).update(Buffer.concat(parts)).digest('hex'));
    }),
  );
});

test.each([63, 64, 65])('a key of %d bytes', (size) => {
  const key = new Uint8Array(size).fill(0xaa);
  expect(hmac(key, [key])).toBe(createHmac('sha256', key).update(key).digest('hex'));
});
