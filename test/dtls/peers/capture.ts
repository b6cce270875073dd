/** Datagrams as a capture file, and what Wireshark can decrypt of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Datagram } from './proxy';

/** A file of IPv4 packets without a link layer (LINKTYPE_RAW). */
const LINKTYPE_RAW = 101;
const UDP = 17;

function packet({ up, port, bytes }: Datagram, serverPort: number): Buffer {
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(28 + bytes.length, 2);
  ip[8] = 64;
  ip[9] = UDP;
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(up ? port : serverPort, 0);
  udp.writeUInt16BE(up ? serverPort : port, 2);
  udp.writeUInt16BE(8 + bytes.length, 4);
  for (const at of [12, 16]) ip.writeUInt32BE(0x7f000001, at);
  return Buffer.concat([ip, udp, bytes]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
}

/** Writes a capture in the format of libpcap. */
export function writeCapture(file: string, datagrams: readonly Datagram[], serverPort: number): void {
  const header = Buffer.concat([words(0xa1b2c3d4), Buffer.of(2, 0, 4, 0), words(0, 0, 65535, LINKTYPE_RAW)]);
  const packets = datagrams.map((datagram) => {
    const bytes = packet(datagram, serverPort);
    const seconds = Math.floor(datagram.time / 1000);
    return Buffer.concat([words(seconds, Math.floor(1000 * (datagram.time - 1000 * seconds)), bytes.length, bytes.length), bytes]);
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat([header, ...packets]));
}

/** How many of a capture's datagrams have data that Wireshark decrypts with a key. @throws Error when it cannot be run. */
export function countDecrypted(file: string, serverPort: number, hexKey: string): number {
  const args = ['-r', file, '-o', `dtls.psk:${hexKey}`, '-d', `udp.port==${serverPort},dtls`, '-Y', 'data && dtls', '-T', 'fields', '-e', 'frame.number'];
  const { status, stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tshark cannot read ${file}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '').length;
}
