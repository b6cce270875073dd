import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { startAes } from '../../src/crypto/aes';
import { decryptCbc, encryptCbc } from '../../src/crypto/cbc';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('NIST SP 800-38A F.2.1 and F.2.2, CBC-AES128', () => {
  const key = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
  const iv = '000102030405060708090a0b0c0d0e0f';
  const plaintext =
    '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' + '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710';
  const ciphertext =
    '7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2' + '73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7';
  const bytes = Uint8Array.from(Buffer.from(iv + plaintext, 'hex'));
  startAes(key, 0);
  encryptCbc(bytes, 16, bytes.length);
  expect(hex(bytes)).toBe(iv + ciphertext);
  decryptCbc(bytes, 16, bytes.length);
  expect(hex(bytes)).toBe(iv + plaintext);
});

test('any key, initialisation vector and blocks, as node:crypto has it, and back', () => {
  const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(block, block, fc.array(block, { maxLength: 6 }), fc.nat(20), (key, iv, blocks, at) => {
      const plaintext = Buffer.concat(blocks);
      const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
      const bytes = Uint8Array.from([...new Uint8Array(at), ...iv, ...plaintext, 7]);
      startAes(key, 0);
      encryptCbc(bytes, at + 16, bytes.length - 1);
      expect(hex(bytes)).toBe(hex(Buffer.concat([Buffer.alloc(at), iv, cipher.update(plaintext), cipher.final(), Buffer.of(7)])));
      decryptCbc(bytes, at + 16, bytes.length - 1);
      expect(hex(bytes)).toBe(hex(Buffer.concat([Buffer.alloc(at), iv, plaintext, Buffer.of(7)])));
    }),
  );
});
