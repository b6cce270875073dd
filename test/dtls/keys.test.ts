/** What is left of keys. The schedule itself is in vectors.test.ts. */
import { createCipheriv, createHmac } from 'node:crypto';
import { encryptBytes } from '../../src/crypto/cbc';
import { finishHmac, restartHmac } from '../../src/crypto/hmac';
import { Secret, secrets } from '../../src/dtls/associations';
import { connected } from './pair';

function code(): string {
  const out = new Uint8Array(32);
  restartHmac();
  finishHmac(out, 0);
  return Buffer.from(out).toString('hex');
}

test('HMAC has no secret when a handshake is over', () => {
  const pair = connected();
  expect(pair.events).toEqual(['protected']);
  expect(code()).toBe(createHmac('sha256', Buffer.alloc(32)).digest('hex'));
});

test('AES has no key when an association is over, nor have the tables', () => {
  const pair = connected();
  pair.close();
  const block = new Uint8Array(16);
  encryptBytes(block, 0);
  expect(Buffer.from(block)).toEqual(createCipheriv('aes-128-ecb', Buffer.alloc(16), null).update(Buffer.alloc(16)));
  expect(secrets.subarray(0, Secret.suite).every((byte) => byte === 0)).toBe(true);
});
