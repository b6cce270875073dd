import { startAes } from '../../src/crypto/aes';
import { encryptBytes } from '../../src/crypto/cbc';
import { openCcm, sealCcm, startCcm } from '../../src/crypto/ccm';
import { finishHmac, startHmac, updateHmac } from '../../src/crypto/hmac';
import { finishPrf, seedPrf, startPrf } from '../../src/crypto/prf';
import { finishHash, newHash, startHash, updateHash } from '../../src/crypto/sha256';
import { paired } from '../format/vectors';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const h = newHash();

test.each(paired('sha256', { 'sha256-abc': 'abc', 'sha256-empty': '' }))('%s', (_id, vector, text) => {
  expect(vector.input).toBe(`'${text}'`);
  const out = new Uint8Array(32);
  startHash(h);
  updateHash(h, ascii(text), 0, text.length);
  finishHash(h, out, 0);
  expect(hex(out)).toBe(vector.expect);
});

test.each(
  paired('hmac', {
    'hmac-1': ['\x0b'.repeat(20), 'Hi There'],
    'hmac-2': ['Jefe', 'what do ya want for nothing?'],
  }),
)('%s', (_id, vector, [key, data]) => {
  const out = new Uint8Array(32);
  startHmac(ascii(key), 0, key.length);
  updateHmac(ascii(data), 0, data.length);
  finishHmac(out, 0);
  expect(hex(out)).toBe(vector.expect);
});

test.each(
  paired('aes', { 'aes-fips197': ['000102030405060708090a0b0c0d0e0f', '00112233445566778899aabbccddeeff'] }),
)('%s', (_id, vector, [key, plain]) => {
  const block = bytes(plain);
  startAes(bytes(key), 0);
  encryptBytes(block, 0);
  expect(hex(block)).toBe(vector.expect);
});

test.each(paired('prf', { 'prf-ietf': 100, 'prf-tinydtls-2': 60 }))('%s', (_id, vector, size) => {
  const [, secret, label, seed] = /^secret (\w+) label (\w+) \(.*\) seed (\w+)$/.exec(vector.input)!.map(String);
  const out = new Uint8Array(size);
  const text = Buffer.from(label, 'hex').toString('latin1');
  startPrf(bytes(secret), 0, secret.length / 2);
  seedPrf(text, bytes(seed), 0, seed.length / 2);
  finishPrf(out, 0, size);
  expect(hex(out)).toBe(vector.expect);
});

/** The sizes of the nonces. */
const nonces = {
  'ccm-38c-1': 7,
  'ccm-38c-3': 12,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17, 18].map((packet) => [`ccm-3610-${packet}`, 13])),
  'ccm-3610-33': 12,
  'ccm-3610-34': 12,
};

test.each(paired('ccm', nonces))('%s', (_id, { input, expect: sealed }, size) => {
  const [, key, nonce, aad, plain, tag] = /^K=(\w+) N=(\w+) A=(\w*) P=(\w+) tag=(\d+)$/.exec(input)!.map(String);
  const end = plain.length / 2;
  const message = bytes(plain + '00'.repeat(Number(tag)));
  expect(nonce.length / 2).toBe(size);
  startCcm(bytes(key), 0, bytes(nonce), size);
  sealCcm(bytes(aad), aad.length / 2, message, 0, end, Number(tag));
  expect(hex(message)).toBe(sealed);
  expect(openCcm(bytes(aad), aad.length / 2, message, 0, end, Number(tag))).toBe(true);
  expect(hex(message.subarray(0, end))).toBe(plain);
});
