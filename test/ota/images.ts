/** The images of the update tests: the same lamp in several versions, signed, for the board that is asked for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Changes } from '../../build/config';
import { buildImage } from '../../build/image';
import { packImage, type Signer } from '../../build/package';
import { root } from '../../build/paths';
import { makeKey, publicKey, signatureSize, signOnce } from '../../tools/ota/lms';

const key = makeKey(5, Buffer.alloc(48, 0x4d));
let used = 0;

/** Signs for the tests, as `ota pack` does. */
export const signer: Signer = {
  signatureSize: signatureSize(5),
  sign: (manifest) => signOnce(key, used++, manifest, Buffer.alloc(32, 1)),
};

export const trustedKey = publicKey(key).toString('hex');

export interface LampImage {
  readonly version: string;
  /** The script of the image. */
  readonly code: Buffer;
  /** A signed package. */
  readonly whole: Buffer;
}

export const application = path.join(__dirname, 'app');
export const simulatedBoard = path.join(__dirname, 'board');

/**
 * @param changes Settings over those of the lamp.
 * @throws BuildFailure
 */
export async function buildLamp(version: string, board = simulatedBoard, changes: Changes = {}): Promise<LampImage> {
  const { file } = await buildImage({ app: application, board, dist: path.join(root, 'dist/ota', version), settings: { ...changes, imageVersion: version } });
  const code = readFileSync(file);
  return { version, code, whole: packImage(code, { board: path.basename(board), app: 'lamp', version }, signer) };
}
