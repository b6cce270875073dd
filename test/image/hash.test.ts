import { createHash } from 'node:crypto';
import { hasSha256 } from '../../src/image/hash';
import { Manifest } from '../../src/image/manifest';
import { createTestStorage } from './storage';

const at = 88;

function manifestOf(code: Buffer, size: number): Buffer {
  const manifest = Buffer.alloc(Manifest.version);
  manifest.writeUInt16BE(at, Manifest.size);
  manifest.writeUInt32BE(size, Manifest.codeSize);
  createHash('sha256').update(code).digest().copy(manifest, Manifest.sha256);
  return manifest;
}

test.each([0, 1, 1023, 1024, 1025, 3000])('code of %i bytes: its own hash, and that of no other', (size) => {
  const storage = createTestStorage();
  const code = Buffer.from(Array.from({ length: size }, (_, i) => (i * 37) & 255));
  storage.areas[1].set(code, at);
  expect(hasSha256(storage, 1, manifestOf(code, size))).toBe(true);
  expect(hasSha256(storage, 1, manifestOf(code, size + 1))).toBe(false);
  storage.areas[1][at + size - 1] ^= 1;
  expect(hasSha256(storage, 1, manifestOf(code, size))).toBe(size === 0);
});
