import { verifySignature } from '../../src/image/lms';
import { createTestStorage } from './storage';
import rfc8554 from './rfc8554.json';

interface Signed {
  publicKey: string;
  message: Buffer;
  signature: Buffer;
}

function isValid({ publicKey, message, signature }: Signed): boolean {
  const storage = createTestStorage(signature.length + 5);
  storage.areas[1].set(signature, 5);
  return verifySignature(storage, 1, 5, 5 + signature.length, message, message.length, publicKey);
}

const cases = rfc8554.map(({ name, publicKey, message, signature }): [string, Signed] => [
  name,
  { publicKey, message: Buffer.from(message, 'hex'), signature: Buffer.from(signature, 'hex') },
]);

describe.each(cases)('RFC 8554 Appendix F, %s', (_name, signed) => {
  test('the signature is valid', () => {
    expect(isValid(signed)).toBe(true);
  });

  test('not of another message', () => {
    const message = Buffer.from(signed.message);
    message[7] ^= 1;
    expect(isValid({ ...signed, message })).toBe(false);
    expect(isValid({ ...signed, message: message.subarray(1) })).toBe(false);
  });

  test('not with a bit changed anywhere', () => {
    for (let at = 0; at < signed.signature.length; at += at < 16 ? 4 : 44) {
      const signature = Buffer.from(signed.signature);
      signature[at + (at >>> 2) % 4] ^= 1 << (at >>> 4) % 8;
      expect([at, isValid({ ...signed, signature })]).toEqual([at, false]);
    }
  });

  test('not cut short, and not with more behind it', () => {
    for (const size of [0, 3, 4, 100, signed.signature.length - 1]) {
      expect(isValid({ ...signed, signature: signed.signature.subarray(0, size) })).toBe(false);
    }
    expect(isValid({ ...signed, signature: Buffer.concat([signed.signature, Buffer.alloc(1)]) })).toBe(false);
  });

  test('not by another key, or by none', () => {
    const { publicKey } = signed;
    const digits = [7, 15, 23, 24, 119];
    for (const at of digits) {
      expect(isValid({ ...signed, publicKey: publicKey.slice(0, at) + (publicKey[at] === '7' ? '6' : '7') + publicKey.slice(at + 1) })).toBe(false);
    }
    expect(isValid({ ...signed, publicKey: '' })).toBe(false);
    expect(isValid({ ...signed, publicKey: publicKey.slice(2) })).toBe(false);
    expect(isValid({ ...signed, publicKey: publicKey.toUpperCase() })).toBe(true);
  });
});
