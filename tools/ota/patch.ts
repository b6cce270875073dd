/** Writes patches, which src/image/patch.ts reads: new code as pieces of old code, and pieces that are new. */
import { type PackedImage, patchMagic } from '../../build/package';

/** Bytes that have to be the same for a copy to be worth its command. */
const BLOCK = 12;
/** Places in the old code that are tried for each piece of the new. */
const TRIES = 16;

function numberBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...numberBytes(value >>> 7)];
}

/** Where each block of the old code stands. */
function placesOf(old: Buffer): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = 0; at + BLOCK <= old.length; at++) {
    const block = old.toString('latin1', at, at + BLOCK);
    const known = places.get(block);
    if (known === undefined) places.set(block, [at]);
    else if (known.length < TRIES) known.push(at);
  }
  return places;
}

function sameBytes(old: Buffer, from: number, code: Buffer, at: number): number {
  let size = 0;
  while (from + size < old.length && at + size < code.length && old[from + size] === code[at + size]) size++;
  return size;
}

/** The commands that make `code` of `old`. */
export function patchCommands(old: Buffer, code: Buffer): Buffer {
  const places = placesOf(old);
  const commands: Buffer[] = [];
  let fresh = 0; // where the new bytes begin that no command has
  const endFresh = (at: number): void => {
    if (at > fresh) commands.push(Buffer.from(numberBytes((at - fresh) * 2)), code.subarray(fresh, at));
  };
  for (let at = 0; at < code.length; ) {
    const found = (places.get(code.toString('latin1', at, at + BLOCK)) ?? []).map((from) => ({ from, size: sameBytes(old, from, code, at) }));
    const best = found.sort((a, b) => b.size - a.size).at(0);
    if (best === undefined) {
      at++;
    } else {
      endFresh(at);
      commands.push(Buffer.from([...numberBytes(best.size * 2 + 1), ...numberBytes(best.from)]));
      at += best.size;
      fresh = at;
    }
  }
  endFresh(code.length);
  return Buffer.concat(commands);
}

/** The package that makes `image` on devices that run `old`. */
export function packPatch(old: PackedImage, image: PackedImage): Buffer {
  return Buffer.concat([Buffer.from(patchMagic), old.sha256, image.head, patchCommands(old.code, image.code)]);
}
