/** What lies in a slot, and goes over the air: manifest, signature, code. The layout is that of src/image/manifest.ts. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Manifest } from '../src/image/manifest';
import { BuildFailure } from './failure';

/** What the content of a slot begins with, and a patch. */
const imageMagic = 'MOTE';
export const patchMagic = 'MOTP';

/** What a manifest tells of an image. */
export interface ImageName {
  readonly board: string;
  readonly app: string;
  /** As `1.2.3`, numbers below 65536; more may follow after - or +. */
  readonly version: string;
}

/** Signs a manifest. Its signatures all have the same size. */
export interface Signer {
  readonly signatureSize: number;
  sign(manifest: Buffer): Buffer;
}

const versionPattern = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:[-+][\w.+-]+)?$/;

/** @throws BuildFailure when it is no version. */
export function versionNumbers(version: string): number[] {
  const numbers = versionPattern.exec(version)?.slice(1).map(Number) ?? [];
  if (numbers.length !== 3 || numbers.some((number) => number > 65535)) {
    throw new BuildFailure(`"${version}" is no version of an image; write it like 1.2.3, each number below 65536`);
  }
  return numbers;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'ascii')]);
}

/** @throws BuildFailure when a name is too long or not ASCII. */
function manifest(code: Buffer, { board, app, version }: ImageName, signatureSize: number): Buffer {
  const texts = Buffer.concat([board, app, version].map(text));
  const size = (Manifest.texts + texts.length + 3) & ~3;
  if (size > Manifest.limit || /[^\x20-\x7e]/.test(board + app + version)) {
    throw new BuildFailure(`the names "${board}", "${app}" and "${version}" do not fit the manifest: use ASCII, ${Manifest.limit - Manifest.texts - 3} characters together`);
  }
  const bytes = Buffer.alloc(size);
  bytes.write(imageMagic, Manifest.magic);
  bytes.writeUInt16BE(size, Manifest.size);
  bytes.writeUInt16BE(signatureSize, Manifest.signatureSize);
  bytes.writeUInt32BE(code.length, Manifest.codeSize);
  bytes.writeUInt32BE(crc32(code), Manifest.crc);
  createHash('sha256').update(code).digest().copy(bytes, Manifest.sha256);
  versionNumbers(version).forEach((number, index) => bytes.writeUInt16BE(number, Manifest.version + 2 * index));
  texts.copy(bytes, Manifest.texts);
  return bytes;
}

/** The content of a slot. Without a signer it has no signature. @throws BuildFailure */
export function packImage(code: Buffer, name: ImageName, signer?: Signer): Buffer {
  const head = manifest(code, name, signer?.signatureSize ?? 0);
  return Buffer.concat([head, signer?.sign(head) ?? Buffer.alloc(0), code]);
}

export interface PackedImage extends ImageName {
  /** Manifest and signature. */
  readonly head: Buffer;
  readonly code: Buffer;
  readonly isSigned: boolean;
  readonly sha256: Buffer;
}

/** Where the head stands in a patch: behind its magic and the SHA-256 of the code it is for. */
const patchStart = 4 + 32;

/** Checks a package: what fills a slot, or a patch (src/image/sink.ts) with the head of what it makes. @throws BuildFailure when not. */
export function requirePackage(bytes: Buffer, file: string): void {
  const isPatch = bytes.toString('latin1', 0, 4) === patchMagic;
  const head = isPatch ? patchStart : 0;
  if (bytes.toString('latin1', head, head + 4) !== imageMagic) {
    throw new BuildFailure(`${file} is no package: "npx mote ota pack dist/APP-BOARD --key KEY" makes one of an image, update.pkg beside it`);
  }
  if (!isPatch) unpackImage(bytes, file);
}

/** Reads the content of a slot. @throws BuildFailure when it is not one, or its code is not what the manifest tells. */
export function unpackImage(bytes: Buffer, file: string): PackedImage {
  const size = bytes.length > Manifest.texts ? bytes.readUInt16BE(Manifest.size) : 0;
  if (size <= Manifest.texts || bytes.toString('latin1', 0, 4) !== imageMagic) {
    throw new BuildFailure(`${file} is no image; "npx mote build" writes image.bin into its folder in dist/`);
  }
  const signatureSize = bytes.readUInt16BE(Manifest.signatureSize);
  const code = bytes.subarray(size + signatureSize);
  const sha256 = bytes.subarray(Manifest.sha256, Manifest.sha256 + 32);
  if (!createHash('sha256').update(code).digest().equals(sha256)) {
    throw new BuildFailure(`${file} is damaged: its code is not what its manifest tells; build it again`);
  }
  let at: number = Manifest.texts;
  const [board, app, version] = Array.from({ length: 3 }, () => {
    const start = at + 1;
    at = start + bytes[at];
    return bytes.toString('ascii', start, at);
  });
  return { board, app, version, head: bytes.subarray(0, size + signatureSize), code, isSigned: signatureSize > 0, sha256 };
}
