import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifySignature } from '../../../src/image/lms';
import { createKeyFile, fileSigner, publicKeyFile, signaturesLeft } from '../../../tools/ota/keyFile';
import { createTestStorage } from '../../image/storage';

let folder: string;
let file: string;
const message = Buffer.from('a manifest');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mote-key-'));
  file = path.join(folder, 'key');
  createKeyFile(file, 5);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Whether the device takes it. */
function isValid(signature: Buffer): boolean {
  const storage = createTestStorage(signature.length);
  storage.areas[0].set(signature);
  return verifySignature(storage, 0, 0, signature.length, message, message.length, readFileSync(publicKeyFile(file), 'utf8').trim());
}

const indexOf = (signature: Buffer): number => signature.readUInt32BE(4);

test('each signature uses the next one-time key, and devices take them all', () => {
  const { sign, signatureSize } = fileSigner(file);
  const signatures = Array.from({ length: 32 }, () => sign(message));
  expect(signatures.map(indexOf)).toEqual(Array.from({ length: 32 }, (_, index) => index));
  expect(signatures.every((signature) => signature.length === signatureSize && isValid(signature))).toBe(true);
  expect(signaturesLeft(file)).toBe(0);
  expect(() => sign(message)).toThrow('has signed all of its 32 images');
});

test('an index is marked as used on the disk before it signs: one that is lost is not used again', () => {
  const { sign } = fileSigner(file);
  const first = indexOf(sign(message));
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { next: number };
  expect(stored.next).toBe(first + 1);
  // Power goes while the state is stored: what there is of the new file does not count.
  writeFileSync(`${file}.new`, '{ "height": 5, "nex');
  expect(indexOf(sign(message))).toBe(first + 1);
});

test('two processes do not sign at the same time', () => {
  writeFileSync(`${file}.lock`, '');
  expect(() => fileSigner(file).sign(message)).toThrow('another "ota pack" signs at this moment');
  expect(signaturesLeft(file)).toBe(32);
});

test('a failure leaves no lock', () => {
  const { sign } = fileSigner(file);
  writeFileSync(file, '{}');
  expect(() => sign(message)).toThrow('is no key');
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a key that is there is not overwritten; the private one is for its user alone', () => {
  expect(() => createKeyFile(file, 5)).toThrow('choose another name');
  rmSync(publicKeyFile(file));
  expect(() => createKeyFile(file, 5)).toThrow('choose another name');
  expect(() => fileSigner(path.join(folder, 'none'))).toThrow('npx mote ota keygen');
});

test('a public key without its private one is not overwritten, and no new key is made', () => {
  const before = readFileSync(publicKeyFile(file), 'utf8');
  rmSync(file);
  expect(() => createKeyFile(file, 5)).toThrow(`${publicKeyFile(file)} is there already`);
  expect(existsSync(file)).toBe(false);
  expect(readFileSync(publicKeyFile(file), 'utf8')).toBe(before);
});
