import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { openCcm, sealCcm, startCcm } from '../../src/crypto/ccm';

interface Message {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly plain: Uint8Array;
  readonly tagSize: 8 | 16;
}

const sized = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size });

const messages: fc.Arbitrary<Message> = fc.record({
  key: sized(16),
  nonce: sized(12),
  aad: fc.uint8Array({ maxLength: 40 }),
  plain: fc.uint8Array({ maxLength: 300 }),
  tagSize: fc.constantFrom(8, 16),
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Behind two bytes of another's, and before two more. */
function sealed({ key, nonce, aad, plain, tagSize }: Message): Uint8Array {
  const bytes = Uint8Array.of(1, 2, ...plain, ...new Uint8Array(tagSize), 3, 4);
  startCcm(Uint8Array.of(0, ...key), 1, nonce, 12);
  sealCcm(aad, aad.length, bytes, 2, 2 + plain.length, tagSize);
  return bytes;
}

test('seals as node:crypto does, and opens it again', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { key, nonce, aad, plain, tagSize } = message;
      const cipher = createCipheriv('aes-128-ccm', key, nonce, { authTagLength: tagSize });
      cipher.setAAD(aad, { plaintextLength: plain.length });
      const expected = hex(cipher.update(plain)) + (cipher.final(), hex(cipher.getAuthTag()));
      const bytes = sealed(message);
      expect(hex(bytes)).toBe(`0102${expected}0304`);
      startCcm(key, 0, nonce, 12);
      expect(openCcm(aad, aad.length, bytes, 2, 2 + plain.length, tagSize)).toBe(true);
      expect(hex(bytes.subarray(0, 2 + plain.length))).toBe(`0102${hex(plain)}`);
    }),
  );
});

test('one bit changed, anywhere: it is not opened, and leaves nothing readable', () => {
  fc.assert(
    fc.property(messages, fc.nat(), (message, position) => {
      const bytes = sealed(message);
      const end = 2 + message.plain.length;
      const nonce = message.nonce.slice();
      const aad = message.aad.slice();
      const parts = [nonce, aad, bytes.subarray(2, end + message.tagSize)];
      let bit = position % (8 * parts.reduce((size, part) => size + part.length, 0));
      for (const part of parts) {
        if (bit >= 0 && bit < part.length * 8) part[bit >>> 3] ^= 1 << (bit & 7);
        bit -= part.length * 8;
      }
      startCcm(message.key, 0, nonce, 12);
      expect(openCcm(aad, aad.length, bytes, 2, end, message.tagSize)).toBe(false);
      expect([...bytes.subarray(0, end)]).toEqual([1, 2, ...new Uint8Array(message.plain.length)]);
    }),
  );
});

test('another length of the additional data, or another key: not opened', () => {
  fc.assert(
    fc.property(messages, sized(16), (message, otherKey) => {
      const { nonce, aad, plain, tagSize } = message;
      const longer = Uint8Array.of(...aad, 0);
      const bytes = sealed(message);
      startCcm(message.key, 0, nonce, 12);
      expect(openCcm(longer, longer.length, bytes, 2, 2 + plain.length, tagSize)).toBe(false);
      const again = sealed(message);
      startCcm(otherKey, 0, nonce, 12);
      expect(openCcm(aad, aad.length, again, 2, 2 + plain.length, tagSize)).toBe(false);
    }),
  );
});
