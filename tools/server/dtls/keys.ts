/** The key schedule (RFC 5246 5, 6.3, 8.1; RFC 4279 2; RFC 7627 4). */
import { createHmac } from 'node:crypto';
import { vector } from './reader';

const MASTER_SECRET_LENGTH = 48;
const VERIFY_DATA_LENGTH = 12;

/** RFC 5246 5: P_SHA256. */
function prf(secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label, 'ascii'), seed]);
  const hmac = (...parts: readonly Buffer[]): Buffer => createHmac('sha256', secret).update(Buffer.concat(parts)).digest();
  let output = Buffer.alloc(0);
  for (let a = hmac(labelled); output.length < length; a = hmac(a)) output = Buffer.concat([output, hmac(a, labelled)]);
  return output.subarray(0, length);
}

/** RFC 4279 2: as many zeros as the key has bytes, then the key. */
export function premasterSecret(psk: Buffer): Buffer {
  return Buffer.concat([vector(2, Buffer.alloc(psk.length)), vector(2, psk)]);
}

export function masterSecret(premaster: Buffer, clientRandom: Buffer, serverRandom: Buffer): Buffer {
  return prf(premaster, 'master secret', Buffer.concat([clientRandom, serverRandom]), MASTER_SECRET_LENGTH);
}

/** RFC 7627 4. @param sessionHash Of all messages up to ClientKeyExchange. */
export function extendedMasterSecret(premaster: Buffer, sessionHash: Buffer): Buffer {
  return prf(premaster, 'extended master secret', sessionHash, MASTER_SECRET_LENGTH);
}

/** RFC 5246 6.3. */
export function keyBlock(master: Buffer, clientRandom: Buffer, serverRandom: Buffer, length: number): Buffer {
  return prf(master, 'key expansion', Buffer.concat([serverRandom, clientRandom]), length);
}

/** RFC 5246 7.4.9. @param transcript Hash of all messages before this Finished. */
export function verifyData(master: Buffer, side: 'client' | 'server', transcript: Buffer): Buffer {
  return prf(master, `${side} finished`, transcript, VERIFY_DATA_LENGTH);
}
