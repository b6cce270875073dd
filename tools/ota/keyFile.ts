/**
 * The private key of those who sign images, in a file. A one-time key is marked as used, on the disk, before it signs: a
 * crash may lose a signature, and no index is ever used twice. For the same reason a key file must not be copied, and not be
 * restored from a backup.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BuildFailure } from '../../build/failure';
import type { Signer } from '../../build/package';
import { type Height, heights, makeKey, publicKey, signatureSize, type SigningKey, signOnce } from './lms';

interface Stored {
  readonly height: Height;
  readonly id: string;
  readonly seed: string;
  readonly leaves: string;
  /** The index of the first one-time key that has not been used. */
  readonly next: number;
}

/** Puts `text` into the file as a whole, on the disk when this returns. */
function replaceFile(file: string, text: string): void {
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  writeFileSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
  const folder = openSync(path.dirname(path.resolve(file)), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function store(file: string, { height, id, seed, leaves }: SigningKey, next: number): void {
  const stored: Stored = { height, id: id.toString('hex'), seed: seed.toString('hex'), leaves: leaves.toString('base64'), next };
  replaceFile(file, `${JSON.stringify(stored, null, 2)}\n`);
}

function load(file: string): { key: SigningKey; next: number } {
  let stored: Partial<Stored>;
  if (file.endsWith('.pub')) throw new BuildFailure(`${file} is the public key, which devices have. The private one signs: ${file.slice(0, -'.pub'.length)}`);
  try {
    stored = JSON.parse(readFileSync(file, 'utf8')) as Partial<Stored>;
  } catch (error) {
    throw new BuildFailure(`${file} cannot be read as a key (${(error as Error).message}); make one: npx mote ota keygen ${file}`);
  }
  const { height, id, seed, leaves, next } = stored;
  if (height === undefined || !heights.includes(height) || id === undefined || seed === undefined || leaves === undefined || next === undefined) {
    throw new BuildFailure(`${file} is no key of "mote ota keygen"`);
  }
  return { key: { height, id: Buffer.from(id, 'hex'), seed: Buffer.from(seed, 'hex'), leaves: Buffer.from(leaves, 'base64') }, next };
}

/** Where the public key of a key file is kept: for `npm run build -- --key`. */
export function publicKeyFile(file: string): string {
  return `${file}.pub`;
}

/** Makes a key file, and one with its public key beside it. @throws BuildFailure when there is one already. */
export function createKeyFile(file: string, height: Height): void {
  const trusted = publicKeyFile(file);
  if (existsSync(trusted)) throw new BuildFailure(`${trusted} is there already, and devices may trust that key: choose another name`);
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (existsSync(file)) throw new BuildFailure(`${file} is there already, and a key that has signed must not be overwritten: choose another name`);
    throw new BuildFailure(`${file} cannot be made: ${(error as Error).message}. Choose another place.`);
  }
  const key = makeKey(height, randomBytes(48));
  store(file, key, 0);
  replaceFile(trusted, `${publicKey(key).toString('hex')}\n`);
}

/** Marks the next one-time key as used. Only one process at a time may do that. */
function takeIndex(file: string): { key: SigningKey; index: number } {
  const lock = `${file}.lock`;
  try {
    closeSync(openSync(lock, 'wx'));
  } catch {
    throw new BuildFailure(`${lock} is there: another "ota pack" signs at this moment. If none does, one has been stopped half-way: remove the file, and go on`);
  }
  try {
    const { key, next } = load(file);
    if (next >= 2 ** key.height) {
      throw new BuildFailure(`${file} has signed all of its ${2 ** key.height} images; devices need one that trusts another key`);
    }
    store(file, key, next + 1);
    return { key, index: next };
  } finally {
    rmSync(lock);
  }
}

/** How many images a key file can still sign. */
export function signaturesLeft(file: string): number {
  const { key, next } = load(file);
  return 2 ** key.height - next;
}

/** @throws BuildFailure when the file is no key; its `sign` too, when all one-time keys are used. */
export function fileSigner(file: string): Signer {
  return {
    signatureSize: signatureSize(load(file).key.height),
    sign(manifest) {
      const { key, index } = takeIndex(file);
      return signOnce(key, index, manifest, randomBytes(32));
    },
  };
}
