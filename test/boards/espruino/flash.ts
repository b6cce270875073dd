/**
 * Flash memory with Espruino's Storage in it, as far as the boards and `mote flash` use it (Espruino's jsflash.c), byte by byte,
 * and the power cut wherever a test wants it.
 */
import { crc32 } from 'node:zlib';

const pageBytes = 4096;
const headerBytes = 32;

interface File {
  readonly name: string;
  /** Where its bytes are. */
  readonly at: number;
  readonly size: number;
}

const aligned = (size: number): number => (size + 3) & ~3;

export class Flash {
  readonly bytes: Buffer;
  /** Steps until the power is cut: a byte that is written, or a half of an erasure. */
  stepsLeft = Infinity;
  /** Whether that has happened. Nothing is written after it. */
  isCut = false;
  /** How often Storage was compacted by itself, which is not done here. */
  compactions = 0;
  erasures = 0;

  constructor(pages = 32, readonly start = 0x320000) {
    this.bytes = Buffer.alloc(pages * pageBytes, 255);
  }

  private step(): void {
    if (this.stepsLeft === 0) this.isCut = true;
    if (this.isCut) throw new Error('the power is cut');
    this.stepsLeft--;
  }

  /** The files in their order, and where they end. */
  private walk(): { files: File[]; end: number } {
    const files: File[] = [];
    let at = 0;
    while (at + headerBytes <= this.bytes.length && this.bytes.readUInt32LE(at) !== 0xffffffff) {
      const size = this.bytes.readUIntLE(at, 3);
      const name = this.bytes.toString('latin1', at + 4, at + headerBytes).replace(/\0+$/, '');
      if (name !== '' && !name.startsWith('\0')) files.push({ name, at: at + headerBytes, size });
      at += headerBytes + aligned(size);
    }
    return { files, end: at };
  }

  private find(name: string): File | undefined {
    return this.walk().files.find((file) => file.name === name);
  }

  private program(at: number, data: Buffer): void {
    for (const [index, byte] of data.entries()) {
      this.step();
      this.bytes[at + index] &= byte;
    }
  }

  list(): string[] {
    return this.walk().files.map(({ name }) => name);
  }

  read(name: string, offset = 0, length = 0): string | undefined {
    const file = this.find(name);
    if (file === undefined) return undefined;
    const from = Math.min(offset, file.size);
    return this.bytes.toString('latin1', file.at + from, file.at + Math.min(file.size, length <= 0 ? file.size : from + length));
  }

  getFree(): number {
    return this.bytes.length - this.walk().end;
  }

  erase(name: string): void {
    const file = this.find(name);
    if (file !== undefined) this.program(file.at - headerBytes + 4, Buffer.alloc(4));
  }

  /** Of all files together, without a power cut: what `mote flash` may do. */
  compact(): void {
    const kept = this.walk().files.map(({ at, size }) => Buffer.from(this.bytes.subarray(at - headerBytes, at + aligned(size))));
    Buffer.concat([...kept, this.bytes.fill(255)], this.bytes.length).copy(this.bytes);
  }

  /** As in flash, what is not yet written of a file reads as ones, and is written once. */
  write(name: string, data: string | Uint8Array, offset = 0, size = 0): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data);
    const wanted = size === 0 ? bytes.length : size;
    const isBlank = ({ at }: File, from: number, count: number): boolean => this.bytes.subarray(at + from, at + from + count).every((byte) => byte === 255);
    let file = this.find(name);
    if (name.length > 28 || bytes.length === 0) throw new Error('Espruino refuses such a file');
    if (offset === 0 && (file?.size !== wanted || !isBlank(file, 0, wanted))) {
      this.erase(name);
      const { end } = this.walk();
      if (end + headerBytes + aligned(wanted) > this.bytes.length) {
        this.compactions++;
        throw new Error('Unable to find or create file');
      }
      const header = Buffer.alloc(headerBytes);
      header.writeUIntLE(wanted, 0, 3);
      header.write(name, 4, 'latin1');
      this.program(end, header);
      file = this.find(name);
    }
    if (file === undefined) throw new Error('Unable to find or create file');
    if (offset + bytes.length > file.size) throw new Error('Too much data for file size');
    if (!isBlank(file, offset, bytes.length)) throw new Error('File already written with different data');
    this.program(file.at + offset, bytes);
    return true;
  }

  readJSON(name: string): unknown {
    const text = this.read(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** Module `Flash`. What the power cuts short of an erasure leaves anything in the page. */
  readonly module = {
    read: (length: number, address: number): Uint8Array => new Uint8Array(this.bytes.subarray(address - this.start, address - this.start + length)),
    getPage: (address: number) => ({ addr: address & ~(pageBytes - 1), length: pageBytes }),
    erasePage: (address: number): void => {
      const page = (address - this.start) & ~(pageBytes - 1);
      this.step();
      for (let i = 0; i < pageBytes; i++) this.bytes[page + i] |= (i * 151 + (i >>> 3)) & 255;
      this.step();
      this.bytes.fill(255, page, page + pageBytes);
      this.erasures++;
    },
  };
}

/** Module `Flash` of whichever memory there is when it is called. */
export function moduleOf(flash: () => Flash): Flash['module'] {
  return {
    read: (length, address) => flash().module.read(length, address),
    getPage: (address) => flash().module.getPage(address),
    erasePage: (address) => flash().module.erasePage(address),
  };
}

/** What a board has that `mote flash` has flashed: its own pages, slots for images of so many. */
export function flashed(slotPages = 2, flash = new Flash(), bootStub: string | Buffer = 'the boot stub'): Flash {
  flash.write('.bootcde', bootStub);
  const address = flash.start + pageBytes;
  flash.write('mote.at', String(address));
  flash.write('mote.slot', String(slotPages));
  flash.write('mote.pad', '\xff', 0, flash.getFree() + pageBytes - flash.bytes.length - 2 * headerBytes);
  flash.write('mote', '\xff', 0, (4 + 2 * slotPages) * pageBytes);
  return flash;
}

/** What the boards take of Espruino's global `E`. */
export const engine = {
  CRC32: (bytes: string | Uint8Array): number => crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
  toUint8Array: (bytes: string | ArrayBuffer | readonly number[]): Uint8Array =>
    typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'latin1')) : bytes instanceof Array ? Uint8Array.from(bytes) : new Uint8Array(bytes),
  toString: (bytes: Uint8Array | ArrayBuffer): string => Buffer.from(new Uint8Array(bytes)).toString('latin1'),
  reboot: (): void => undefined,
  enableWatchdog: (): void => undefined,
  hwRand: (): number => 2002641757,
};
