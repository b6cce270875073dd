/** Links: a UDP socket each. WiFi is there before the image starts. */
import { type BoardEvents, Transport } from '../../src/board';
import type { Host, UdpSocket } from './host';

declare const moteHost: Host;

interface Link {
  readonly number: number;
  readonly port: number;
  /** Address literal of the peer, once it is known. */
  address: string;
  socket: UdpSocket | undefined;
}

/** By link number. Whoever is called back late finds out here that its link is no longer the one it belongs to. */
const table: (Link | undefined)[] = [];
let events: BoardEvents;

export function startLinks(to: BoardEvents): void {
  events = to;
}

function receive(link: Link, socket: UdpSocket): void {
  if (table[link.number] !== link) return; // its socket is closed, and would throw
  const datagram = socket.read();
  if (datagram === undefined || datagram.port !== link.port || datagram.address !== link.address) return;
  const bytes = moteHost.bytesOf(datagram);
  const length = bytes.length;
  const room = events.buffer.length;
  for (let i = 0; i < length && i < room; i++) events.buffer[i] = bytes[i];
  events.received(link.number, length);
}

function start(link: Link, address: string | undefined): void {
  if (table[link.number] !== link) return;
  if (address === undefined) {
    table[link.number] = undefined;
    events.opened(link.number, 1);
    return;
  }
  link.address = address;
  link.socket = moteHost.openUdp(function (socket, datagrams) {
    for (let i = 0; i < datagrams; i++) receive(link, socket);
  });
  events.opened(link.number, 0);
}

/** See `Board.open`. There is no IPv6 and no TCP. */
export function openLink(number: number, host: string, port: number, transport: Transport): void {
  closeLink(number);
  const link: Link = { number: number, port: port, address: '', socket: undefined };
  table[number] = link;
  moteHost.setTimer(function () {
    if (transport === Transport.tcp) return start(link, undefined);
    moteHost.resolve(host, function (address) {
      start(link, address);
    });
  }, 0);
}

/** See `Board.close`. */
export function closeLink(number: number): void {
  const link = table[number];
  table[number] = undefined;
  if (link !== undefined && link.socket !== undefined) link.socket.close();
}

/** See `Board.send`. */
export function sendOnLink(number: number, buffer: Uint8Array, length: number): void {
  const link = table[number];
  if (link === undefined || link.socket === undefined) return;
  try {
    link.socket.write(buffer.subarray(0, length), link.address, link.port);
  } catch {
    // There is no network: the datagram is lost.
  }
}
