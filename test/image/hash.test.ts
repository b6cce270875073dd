import { createHash } from 'node:crypto';
import { hasSha256 } from '../../src/image/hash';
import { Manifest } from '../../src/image/manifest';
import { createTestStorage } from './storage';

const at = 88;
const manifestOf = (code: Buffer): Buffer => Buffer.concat([Buffer.alloc(Manifest.sha256), createHash('sha256').update(code).digest()]);

test.each([0, 1, 1023, 1024, 1025, 3000])('code of %i bytes: its own hash, and that of no other', (size) => {
  const storage = createTestStorage();
  const code = Buffer.from(Array.from({ length: size }, (_, i) => (i * 37) & 255));
  storage.areas[1].set(code, at);
  expect(hasSha256(storage, 1, at, size, manifestOf(code))).toBe(true);
  expect(hasSha256(storage, 1, at, size + 1, manifestOf(code))).toBe(false);
  storage.areas[1][at + size - 1] ^= 1;
  expect(hasSha256(storage, 1, at, size, manifestOf(code))).toBe(size === 0);
});
