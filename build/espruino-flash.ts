/** Espruino's flash memory as `mote flash` leaves it, for an image that runs on Node (espruino-start.ts): modules Storage and Flash. */
import { crc32 } from 'node:zlib';
import { StorageSlot } from '../src/board';
import { State, Status } from '../src/image/journal';
import { makeKey, publicKey, signatureSize, signOnce } from '../tools/ota/lms';
import { packImage } from './package';

/** The file `mote` as boards/espruino/pages.ts has it: bytes of a page, pages of a slot, and what begins in which page. */
const pageBytes = 4096;
const slotPages = 64;
const page = { records: 0, journal: 2, slotA: 4, end: 4 + 2 * slotPages };

/** Where the file begins in flash, and its header in Storage. */
const fileAt = pageBytes;
const headerAt = fileAt - 32;

/** The device's: no secret to anybody. */
const seed = Buffer.alloc(32, 7);

const key = makeKey(5, Buffer.alloc(48));

/** A package, signed by whom the device trusts, that is for it and as new as what it runs. */
export function packageOf(code: Buffer): Buffer {
  const signer = { signatureSize: signatureSize(5), sign: (manifest: Buffer) => signOnce(key, 0, manifest, Buffer.alloc(32)) };
  return packImage(code, { board: 'board', app: 'app', version: '1.0.0' }, signer);
}

/** Files that are not changed. */
const files = new Map([
  ['mote.at', String(fileAt)],
  ['mote.slot', String(slotPages)],
  ['mote.key', publicKey(key).toString('hex')],
]);

/** A record as boards/espruino/storage.ts has them. */
function record(slot: number, bytes: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from([slot, bytes.length >>> 8, bytes.length & 255, 0]), bytes]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(content));
  return Buffer.concat([checksum, content]);
}

/** The word of the journal (src/image/journal.ts) that says that the image in slot A is new, and started for the first time. */
function trial(): Buffer {
  const state = State.attempt | (Status.trial << State.statusShift);
  return Buffer.from([1, state, 1 ^ 255, state ^ 255]);
}

export class EspruinoFlash {
  private readonly bytes = Buffer.alloc(fileAt + page.end * pageBytes, 255);

  /** @param image What is in the slot that runs. */
  constructor(image: Buffer) {
    const header = Buffer.alloc(32);
    header.writeUIntLE(page.end * pageBytes, 0, 3);
    header.write('mote', 4);
    header.copy(this.bytes, headerAt);
    const put = (at: number, bytes: Buffer): unknown => bytes.copy(this.bytes, fileAt + at);
    put(page.records * pageBytes + 4, Buffer.concat([Buffer.from([0, 255, 255, 255]), record(StorageSlot.seed, seed)]));
    put(page.journal * pageBytes, trial());
    put(page.slotA * pageBytes, packageOf(image));
  }

  /** Whether it is the text of a file, which Espruino leaves where it is. */
  holds(text: string): boolean {
    return [...files.values()].includes(text);
  }

  /** @param readJSON Reads the settings. */
  modules(readJSON: () => object): Readonly<Record<'Storage' | 'Flash', object>> {
    const { bytes } = this;
    const read = (name: string, at = 0, size = bytes.length): string | undefined =>
      name === 'mote' ? bytes.toString('latin1', fileAt + at, fileAt + at + size) : files.get(name);
    const write = (_name: string, data: Uint8Array, at: number): boolean => {
      const place = bytes.subarray(fileAt + at, fileAt + at + data.length);
      if (place.some((byte) => byte !== 255)) throw new Error('not blank');
      place.set(data);
      return true;
    };
    return {
      Storage: { read, readJSON, write },
      Flash: {
        read: (size: number, at: number) => bytes.subarray(at, at + size),
        getPage: () => ({ length: pageBytes }),
        erasePage: (at: number) => bytes.fill(255, at, at + pageBytes),
      },
    };
  }
}
