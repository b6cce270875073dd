import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { startAes } from '../../src/crypto/aes';
import { encryptBytes } from '../../src/crypto/cbc';

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('any key and block, wherever they lie', () => {
  fc.assert(
    fc.property(bytes16, fc.array(bytes16, { maxLength: 3 }), fc.nat(20), (key, blocks, at) => {
      startAes(Uint8Array.of(...new Uint8Array(at), ...key), at);
      const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      for (const plain of blocks) {
        const message = Uint8Array.of(...new Uint8Array(at), ...plain, 9);
        encryptBytes(message, at);
        expect(Buffer.from(message.subarray(at, at + 16)).toString('hex')).toBe(cipher.update(plain).toString('hex'));
        expect([...message.subarray(0, at), message[at + 16]]).toEqual([...new Uint8Array(at), 9]);
      }
    }),
  );
});
