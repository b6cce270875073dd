/** CCM and HMAC over Espruino's own AES and SHA-256, for which Node's stand here; test/engines runs them on Espruino itself. */
import fc from 'fast-check';
import * as native from '../../../boards/espruino-esp32/primitives';
import * as portable from '../../../src/crypto/primitives';
import { newHash } from '../../../src/crypto/sha256';

interface EspruinoCrypto {
  AES: { encrypt: (blocks: Uint8Array, key: Uint8Array, mode: { mode: string; iv?: Uint8Array }) => ArrayBuffer | undefined };
  SHA256: (bytes: Uint8Array) => ArrayBuffer | undefined;
}

/** Calls until the engine has no memory any more, and what it does then. */
let mockCallsLeft = Infinity;
let mockExhausted: () => undefined = () => undefined;

const exhausted: readonly (() => undefined)[] = [
  () => undefined,
  () => {
    throw new Error('Not enough stack memory to decode data');
  },
];

afterEach(() => {
  mockCallsLeft = Infinity;
  mockExhausted = exhausted[0];
});

jest.mock('crypto', (): EspruinoCrypto => {
  const { createCipheriv, createHash } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
  return {
    AES: {
      encrypt: (blocks, key, { mode, iv }) => {
        if (--mockCallsLeft < 0) return mockExhausted();
        const cipher = createCipheriv(`aes-128-${mode.toLowerCase()}`, key, iv ?? null).setAutoPadding(false);
        return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()])).buffer;
      },
    },
    SHA256: (bytes) => (--mockCallsLeft < 0 ? mockExhausted() : Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer),
  };
});

test.each(exhausted)('a hash is that of the portable one, memory exhausted or not (%#)', (how) => {
  mockExhausted = how;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 40, maxLength: 150 }), fc.nat(1), (message, calls) => {
      mockCallsLeft = calls;
      const [given, wanted] = [message.slice(), message.slice()];
      native.hashOnce(newHash(), given, message.length - 3, given, 5);
      portable.hashOnce(newHash(), wanted, message.length - 3, wanted, 5);
      expect(given).toEqual(wanted);
    }),
  );
});

const sized = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size });
const messages = fc.record({
  key: sized(16),
  nonce: fc.uint8Array({ minLength: 7, maxLength: 13 }),
  aad: fc.uint8Array({ maxLength: 62 }),
  plain: fc.uint8Array({ maxLength: 1200 }),
  tagSize: fc.constantFrom(8, 16),
});
type Message = typeof messages extends fc.Arbitrary<infer T> ? T : never;

/** Behind two bytes of another's, and before two more. */
function sealed(by: typeof native, { key, nonce, aad, plain, tagSize }: Message): Uint8Array {
  const bytes = Uint8Array.of(1, 2, ...plain, ...new Uint8Array(tagSize), 3, 4);
  by.startCcm(Uint8Array.of(0, ...key), 1, nonce, nonce.length);
  by.sealCcm(aad, aad.length, bytes, 2, 2 + plain.length, tagSize);
  return bytes;
}

test('seals as the portable CCM does, and opens it again', () => {
  fc.assert(
    fc.property(messages, (message) => {
      const { key, nonce, aad, plain, tagSize } = message;
      const bytes = sealed(native, message);
      expect(bytes).toEqual(sealed(portable, message));
      native.startCcm(key, 0, nonce, nonce.length);
      expect(native.openCcm(aad, aad.length, bytes, 2, 2 + plain.length, tagSize)).toBe(true);
      expect(bytes.subarray(0, 2 + plain.length)).toEqual(Uint8Array.of(1, 2, ...plain));
    }),
  );
});

test('one bit changed, anywhere: it is not opened, and leaves nothing readable', () => {
  fc.assert(
    fc.property(messages, fc.nat(), (message, position) => {
      const { key, nonce, aad, plain, tagSize } = message;
      const bytes = sealed(native, message);
      const end = 2 + plain.length;
      const changed = 2 + (position % (plain.length + tagSize));
      bytes[changed] ^= 1 << (position & 7);
      native.startCcm(key, 0, nonce, nonce.length);
      expect(native.openCcm(aad, aad.length, bytes, 2, end, tagSize)).toBe(false);
      expect(bytes.subarray(0, end)).toEqual(Uint8Array.of(1, 2, ...new Uint8Array(plain.length)));
    }),
  );
});

const hmacInputs = [fc.uint8Array({ maxLength: 200 }), fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 3 })] as const;

/** By the portable one, by the native one, and by the native one again with the same key. */
function hmacs(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array[] {
  return [portable, native, native].map((by, index) => {
    if (index < 2) by.startHmac(Uint8Array.of(7, ...key, 8), 1, key.length + 1);
    else by.restartHmac();
    const out = new Uint8Array(33);
    for (const part of parts) by.updateHmac(Uint8Array.of(9, ...part), 1, part.length + 1);
    by.finishHmac(out, 1);
    return out;
  });
}

test('HMAC as the portable one, one after the other, and again with the same key', () => {
  fc.assert(
    fc.property(...hmacInputs, (key, parts) => {
      const codes = hmacs(key, parts);
      expect(codes[1]).toEqual(codes[0]);
      expect(codes[2]).toEqual(codes[0]);
    }),
  );
});

test.each(exhausted)('memory or stack exhausted at any call (%#): HMAC is right nevertheless', (how) => {
  mockExhausted = how;
  fc.assert(
    fc.property(...hmacInputs, fc.nat(5), (key, parts, calls) => {
      mockCallsLeft = calls;
      const codes = hmacs(key, parts);
      expect(codes[1]).toEqual(codes[0]);
      expect(codes[2]).toEqual(codes[0]);
    }),
  );
});

test.each(exhausted.flatMap((how) => [0, 1].map((calls) => ({ how, calls }))))('memory or stack exhausted (%#): nothing is opened, and what is sealed is zeros', ({ how, calls }) => {
  mockExhausted = how;
  const message: Message = { key: new Uint8Array(16).fill(1), nonce: new Uint8Array(12).fill(2), aad: Uint8Array.of(3), plain: Uint8Array.of(4, 5, 6, 7), tagSize: 8 };
  const bytes = sealed(native, message);
  mockCallsLeft = calls;
  expect([...sealed(native, message).subarray(2, 14)]).toEqual(new Array(12).fill(0));
  native.startCcm(message.key, 0, message.nonce, 12);
  mockCallsLeft = calls;
  expect(native.openCcm(message.aad, 1, bytes, 2, 6, 8)).toBe(false);
  expect([...bytes.subarray(2, 6)]).toEqual([0, 0, 0, 0]);
  mockCallsLeft = Infinity;
  const again = sealed(native, message);
  native.startCcm(message.key, 0, message.nonce, 12);
  expect(native.openCcm(message.aad, 1, again, 2, 6, 8)).toBe(true);
});

test('an Espruino without them does not start the image', () => {
  jest.isolateModules(() => {
    Object.assign(jest.requireMock<EspruinoCrypto>('crypto'), { AES: undefined });
    expect(() => void jest.requireActual('../../../boards/espruino/natives')).toThrow('flash a build with TLS');
  });
});
