/** A capture that Wireshark opens: the classic file format, https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap. */
import { closeSync, openSync, writeSync } from 'node:fs';

const magicOfMicroseconds = 0xa1b2c3d4;
/** LINKTYPE_RAW: packets begin with their IP header. */
const linkTypeRaw = 101;
const snapLength = 65535;

export interface Capture {
  /** Writes a packet, at once: a capture that is broken off is whole up to there. */
  write(packet: Uint8Array, milliseconds: number): void;
  close(): void;
}

/** @throws When the file cannot be written. */
export function createCapture(file: string): Capture {
  const descriptor = openSync(file, 'w');
  const header = Buffer.alloc(24);
  header.writeUInt32LE(magicOfMicroseconds, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(linkTypeRaw, 20);
  writeSync(descriptor, header);
  return {
    write(packet, milliseconds) {
      const record = Buffer.alloc(16 + packet.length);
      record.writeUInt32LE(Math.floor(milliseconds / 1000), 0);
      record.writeUInt32LE(Math.floor((milliseconds % 1000) * 1000), 4);
      record.writeUInt32LE(packet.length, 8);
      record.writeUInt32LE(packet.length, 12);
      record.set(packet, 16);
      writeSync(descriptor, record);
    },
    close: () => closeSync(descriptor),
  };
}
