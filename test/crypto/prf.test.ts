import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { finishPrf, seedPrf, startPrf } from '../../src/crypto/prf';

/** RFC 5246 5, by node:crypto. */
function reference(secret: Uint8Array, seed: Buffer, length: number): string {
  const hmac = (...data: Uint8Array[]): Buffer => createHmac('sha256', secret).update(Buffer.concat(data)).digest();
  let chained = hmac(seed);
  let out = Buffer.alloc(0);
  while (out.length < length) {
    out = Buffer.concat([out, hmac(chained, seed)]);
    chained = hmac(chained);
  }
  return out.subarray(0, length).toString('hex');
}

test('any secret, label, seed and length; nothing is written beyond it', () => {
  const bytes = fc.uint8Array({ maxLength: 140 });
  const label = fc.string({ unit: 'grapheme-ascii', maxLength: 32 });
  fc.assert(
    fc.property(bytes, label, bytes, fc.nat(130), (secret, text, seed, length) => {
      const out = new Uint8Array(length + 2);
      startPrf(Uint8Array.of(1, ...secret), 1, secret.length + 1);
      seedPrf(text, Uint8Array.of(2, ...seed), 1, seed.length + 1);
      finishPrf(out, 1, length);
      expect([out[0], out[length + 1]]).toEqual([0, 0]);
      const expected = reference(secret, Buffer.concat([Buffer.from(text), seed]), length);
      expect(Buffer.from(out.subarray(1, length + 1)).toString('hex')).toBe(expected);
    }),
  );
});
