/**
 * How datagrams go between an Espruino image that runs on Node (espruino-start.ts) and the peers of it: as packets on
 * Serial1, by a modem at Serial1, or by Espruino's sockets. Which, the image shows by what it does first.
 */
import type { StartedImage } from './espruino-start';
import { ScriptedModem } from './scripted-modem';

export interface Datagram {
  readonly payload: Buffer;
  /** Where it went. */
  readonly port: number;
  /** Sends the board a datagram from where this one went. */
  answer(payload: Buffer): void;
}

/** Bytes of the headers of IPv4 (RFC 791) and UDP (RFC 768). */
const enum Header {
  ip = 20,
  both = 28,
}

/** Packets between the ENDs of SLIP (RFC 1055). */
function packetsOf(line: Buffer): Buffer[] {
  const packets = line.toString('latin1').split('\xc0').filter((packet) => packet !== '');
  return packets.map((packet) => Buffer.from(packet.replaceAll('\xdb\xdc', '\xc0').replaceAll('\xdb\xdd', '\xdb'), 'latin1'));
}

function toLine(packet: Buffer): string {
  return `\xc0${packet.toString('latin1').replaceAll('\xdb', '\xdb\xdd').replaceAll('\xc0', '\xdb\xdc')}\xc0`;
}

/** A packet to where one with these headers came from. */
function answerTo(headers: Buffer, payload: Buffer): Buffer {
  const packet = Buffer.concat([headers, payload]);
  headers.copy(packet, 12, 16, 20);
  headers.copy(packet, 16, 12, 16);
  headers.copy(packet, 20, 22, 24);
  headers.copy(packet, 22, 20, 22);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(packet.length - Header.ip, 24);
  packet.writeUInt16BE(0, 26); // RFC 768: no checksum
  packet.writeUInt16BE(0, 10);
  let sum = 0;
  for (let at = 0; at < Header.ip; at += 2) sum += packet.readUInt16BE(at);
  packet.writeUInt16BE(0xffff - (sum % 0xffff), 10); // RFC 791 3.1
  return packet;
}

/** @returns What takes the datagrams that the image has sent since the last time. */
export function datagramsOf(image: StartedImage): () => Datagram[] {
  const byModem: Datagram[] = [];
  const ports = new Map<number, number>();
  const modem = new ScriptedModem(
    { write: (bytes) => image.tell('data', bytes) },
    {
      opened: (id, _host, port) => ports.set(id, port),
      closed: () => undefined,
      sent: (id, payload) => byModem.push({ payload, port: ports.get(id) ?? 0, answer: (answer) => modem.deliver(id, answer) }),
    },
  );
  modem.pin('D6', 1);
  modem.state = 'awake';
  let hasModem = false;

  function takeFromModem(bytes: string): Datagram[] {
    // Its answers have the image write more.
    for (let text = bytes; text !== ''; text = image.takeWritten().toString('latin1')) modem.receive(text);
    return byModem.splice(0);
  }

  return () => {
    const written = image.takeWritten();
    hasModem ||= written.toString('latin1').startsWith('AT');
    if (hasModem) return takeFromModem(written.toString('latin1'));
    const packets = packetsOf(written).map((packet) => ({
      payload: packet.subarray(Header.both),
      port: packet.readUInt16BE(Header.ip + 2),
      answer: (payload: Buffer) => image.tell('data', toLine(answerTo(packet.subarray(0, Header.both), payload))),
    }));
    const sent = image.takeSent().map(({ payload, port, address }) => ({
      payload,
      port,
      answer: (answer: Buffer) => image.tell('message', answer.toString('latin1'), { address, port }),
    }));
    return [...packets, ...sent];
  };
}
