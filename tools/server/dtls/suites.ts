/** Cipher suites, and how each protects a record. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyBlock } from './keys';
import { Reader } from './reader';

/** Keys of one direction. */
export interface RecordCipher {
  /** Bytes that a protected record has beyond its plaintext, at most. */
  readonly expansion: number;
  /**
   * @param nonce Epoch and sequence number, 8 bytes.
   * @param additional The additional data for a plaintext of this length.
   */
  seal(nonce: Buffer, additional: (length: number) => Buffer, plaintext: Buffer): Buffer;
  /** @returns undefined for what was not sealed with these keys. */
  open(additional: (length: number) => Buffer, fragment: Buffer): Buffer | undefined;
}

/** The keys of a connection; read is what the client writes with. */
export interface ConnectionKeys {
  read: RecordCipher;
  write: RecordCipher;
}

export interface CipherSuite {
  readonly id: number;
  readonly name: string;
  derive(master: Buffer, clientRandom: Buffer, serverRandom: Buffer): ConnectionKeys;
}

const KEY = 16;
const EXPLICIT_NONCE = 8;
/** RFC 6655 3: the client_write_IV. */
const FIXED_NONCE = 4;
const BLOCK = 16;
const MAC = 32;

/** RFC 6655: the best first. */
export const CIPHER_SUITES: readonly CipherSuite[] = [
  ccm(0xc0a8, 'TLS_PSK_WITH_AES_128_CCM_8', 8),
  ccm(0xc0a4, 'TLS_PSK_WITH_AES_128_CCM', 16),
  // RFC 5487 3.2
  { id: 0x00ae, name: 'TLS_PSK_WITH_AES_128_CBC_SHA256', derive: deriveCbc },
];

function ccm(id: number, name: string, tagLength: number): CipherSuite {
  return {
    id,
    name,
    derive(master, clientRandom, serverRandom) {
      const block = new Reader(keyBlock(master, clientRandom, serverRandom, 2 * KEY + 2 * FIXED_NONCE));
      const [readKey, writeKey] = [block.take(KEY), block.take(KEY)];
      const [readNonce, writeNonce] = [block.take(FIXED_NONCE), block.take(FIXED_NONCE)];
      return { read: ccmCipher(readKey, readNonce, tagLength), write: ccmCipher(writeKey, writeNonce, tagLength) };
    },
  };
}

function ccmCipher(key: Buffer, fixedNonce: Buffer, authTagLength: number): RecordCipher {
  return {
    expansion: EXPLICIT_NONCE + authTagLength,
    seal(nonce, additional, plaintext) {
      const cipher = createCipheriv('aes-128-ccm', key, Buffer.concat([fixedNonce, nonce]), { authTagLength });
      cipher.setAAD(additional(plaintext.length), { plaintextLength: plaintext.length });
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
    },
    open(additional, fragment) {
      const length = fragment.length - EXPLICIT_NONCE - authTagLength;
      if (length < 0) return undefined;
      // RFC 5246 6.2.3.3: the explicit nonce is the peer's to choose.
      const nonce = Buffer.concat([fixedNonce, fragment.subarray(0, EXPLICIT_NONCE)]);
      const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength });
      decipher.setAuthTag(fragment.subarray(EXPLICIT_NONCE + length));
      decipher.setAAD(additional(length), { plaintextLength: length });
      try {
        return Buffer.concat([decipher.update(fragment.subarray(EXPLICIT_NONCE, EXPLICIT_NONCE + length)), decipher.final()]);
      } catch {
        return undefined; // the tag is wrong
      }
    },
  };
}

function deriveCbc(master: Buffer, clientRandom: Buffer, serverRandom: Buffer): ConnectionKeys {
  const block = new Reader(keyBlock(master, clientRandom, serverRandom, 2 * MAC + 2 * KEY));
  const [readMac, writeMac] = [block.take(MAC), block.take(MAC)];
  const [readKey, writeKey] = [block.take(KEY), block.take(KEY)];
  return { read: cbcCipher(readKey, readMac), write: cbcCipher(writeKey, writeMac) };
}

/** RFC 5246 6.2.3.2: the MAC is under the encryption. */
function cbcCipher(key: Buffer, macKey: Buffer): RecordCipher {
  const mac = (additional: Buffer, plaintext: Buffer): Buffer => createHmac('sha256', macKey).update(additional).update(plaintext).digest();
  return {
    expansion: BLOCK + MAC + BLOCK,
    seal(_nonce, additional, plaintext) {
      const iv = randomBytes(BLOCK);
      const content = Buffer.concat([plaintext, mac(additional(plaintext.length), plaintext)]);
      const padding = BLOCK - (content.length % BLOCK);
      const padded = Buffer.concat([content, Buffer.alloc(padding, padding - 1)]);
      const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
      return Buffer.concat([iv, cipher.update(padded), cipher.final()]);
    },
    open(additional, fragment) {
      const size = fragment.length - BLOCK;
      if (size < MAC + 1 || size % BLOCK !== 0) return undefined;
      const decipher = createDecipheriv('aes-128-cbc', key, fragment.subarray(0, BLOCK)).setAutoPadding(false);
      const padded = Buffer.concat([decipher.update(fragment.subarray(BLOCK)), decipher.final()]);
      const padding = padded[size - 1];
      const right = padding + 1 + MAC <= size && padded.subarray(size - padding - 1).every((byte) => byte === padding);
      // RFC 5246 6.2.3.2: with wrong padding the MAC is computed none the less.
      const length = size - MAC - (right ? padding + 1 : 1);
      const plaintext = padded.subarray(0, length);
      const same = timingSafeEqual(mac(additional(length), plaintext), padded.subarray(length, length + MAC));
      return right && same ? plaintext : undefined;
    },
  };
}
