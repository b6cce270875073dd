/**
 * Links: a UDP socket each, connected to its peer, so that the kernel drops what others send; or a TCP connection.
 */
import { createSocket, type Socket } from 'dgram';
import { lookup } from 'dns';
import { connect, type Socket as Stream } from 'net';
import { type BoardEvents, Transport } from '../../src/board';

interface Link {
  socket: Socket | undefined;
  stream: Stream | undefined;
  /** Whether it can send. */
  open: boolean;
}

/** By link number. Whoever is called back late finds out here that its link is no longer the one it belongs to. */
const links: (Link | undefined)[] = [];

/** See `Board.open`. Of a name with addresses of both families the IPv4 one is taken: more LwM2M servers listen there. */
export function openLink(events: BoardEvents, number: number, host: string, port: number, transport: Transport): void {
  closeLink(number);
  const link: Link = { socket: undefined, stream: undefined, open: false };
  links[number] = link;

  function fail(): void {
    if (links[number] !== link) return;
    closeLink(number);
    events.opened(number, 1);
  }

  function received(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && links[number] === link; at += events.buffer.length) {
      const chunk = bytes.subarray(at, at + events.buffer.length);
      for (let i = 0; i < chunk.length; i++) events.buffer[i] = chunk[i];
      events.received(number, chunk.length);
    }
  }

  lookup(host, { verbatim: false }, function (error, address, family) {
    if (error !== null) return fail();
    if (links[number] !== link) return;
    if (transport === Transport.tcp) {
      const stream = connect(port, address);
      link.stream = stream;
      stream.setNoDelay(true);
      stream.on('error', fail);
      stream.on('close', fail);
      stream.on('connect', function () {
        link.open = true;
        events.opened(number, 0);
      });
      stream.on('data', received);
      return;
    }
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    link.socket = socket;
    socket.on('error', function () {
      // On an open link this is an ICMP message, such as "port unreachable" from a server that restarts. Anybody can
      // forge those; the datagram counts as lost and the retransmissions of CoAP decide.
      if (!link.open) fail();
    });
    socket.on('connect', function () {
      link.open = true;
      events.opened(number, 0);
    });
    socket.on('message', function (datagram) {
      datagram.copy(events.buffer); // as much as fits
      events.received(number, datagram.length);
    });
    socket.connect(port, address);
  });
}

/** See `Board.close`. */
export function closeLink(number: number): void {
  const link = links[number];
  links[number] = undefined;
  if (link !== undefined && link.socket !== undefined) link.socket.close();
  if (link !== undefined && link.stream !== undefined) link.stream.destroy();
}

export function anyLinkOpen(): boolean {
  for (let number = 0; number < links.length; number++) {
    if (links[number] !== undefined) return true;
  }
  return false;
}

export function closeLinks(): void {
  for (let number = 0; number < links.length; number++) closeLink(number);
}

/** See `Board.send`. */
export function sendOnLink(number: number, buffer: Uint8Array, length: number): void {
  const link = links[number];
  if (link === undefined || !link.open) return;
  // A copy, since the kernel may take the bytes later than the client writes the next message into its buffer.
  const datagram = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) datagram[index] = buffer[index];
  if (link.stream !== undefined) link.stream.write(datagram);
  else if (link.socket !== undefined) link.socket.send(datagram);
}
