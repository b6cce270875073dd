/** Links: a UDP socket of the modem each, with the link's number. */
import { type BoardEvents, type Network, Transport } from '../../src/board';
import type { Links } from '../espruino/board';
import type { Espruino } from '../espruino/engine';
import { keepText, nextDatagram } from './at';
import { closeSocket, isOnline, type ModemEvents, network, openSocket, receivingSocket, sendDatagram, startModem, wakeModem } from './modem';

declare const E: Espruino;
declare function setTimeout(callback: () => void, milliseconds: number): number;

const enum Delay {
  /** Milliseconds that a link waits for the network and its socket before it counts as impossible. */
  open = 60000,
}

interface Link {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  /** Whether the client was told that it is open. It stays so while the modem opens its socket anew. */
  isOpen: boolean;
  /** Whether the socket is there. */
  hasSocket: boolean;
  /** The latest datagram that is to be sent while it is not; empty when there is none. */
  held: string;
}

const table: (Link | undefined)[] = [];
let events: BoardEvents;

function fail(link: Link): void {
  if (table[link.number] !== link || link.isOpen) return;
  table[link.number] = undefined;
  events.opened(link.number, 1);
}

/** A socket of that number may be left over from before a restart. */
function openOnModem(link: Link): void {
  closeSocket(link.number);
  openSocket(link.number, link.host, link.port);
}

const modemEvents: ModemEvents = {
  online() {
    for (let number = 0; number < table.length; number++) {
      const link = table[number];
      if (link !== undefined) openOnModem(link);
    }
  },
  offline() {
    for (let number = 0; number < table.length; number++) {
      const link = table[number];
      if (link !== undefined) link.hasSocket = false;
    }
  },
  opened(id, error) {
    const link = table[id];
    if (link === undefined) return;
    link.hasSocket = error === 0;
    if (error !== 0 && link.isOpen) return openOnModem(link);
    if (error !== 0) return fail(link);
    if (link.held !== '') sendDatagram(id, link.held);
    link.held = '';
    // Also when it was open before: another socket has another port.
    link.isOpen = true;
    events.opened(id, 0);
  },
};

/** Puts a datagram into the engine's buffer, unless nobody wants it. @returns The bytes that it has; -1 when nobody does. */
function takeDatagram(id: number, datagram: string): number {
  const link = table[id];
  if (link === undefined || !link.isOpen) return -1;
  const bytes = E.toUint8Array(datagram);
  const room = events.buffer.length;
  events.buffer.set(bytes.length > room ? bytes.subarray(0, room) : bytes);
  return bytes.length;
}

function receiveBytes(text: string): void {
  keepText(text);
  for (let datagram = nextDatagram(); datagram !== ''; datagram = nextDatagram()) {
    const id = receivingSocket();
    const length = takeDatagram(id, datagram);
    // The engine is called from here, so that its calls do not go as deep.
    if (length >= 0) events.received(id, length);
  }
}

function startLinks(to: BoardEvents): void {
  events = to;
  startModem(modemEvents, receiveBytes);
}

/** See `Board.open`. There is no TCP. */
function openLink(number: number, host: string, port: number, transport: Transport): void {
  closeLink(number);
  const link: Link = { number: number, host: host, port: port, isOpen: false, hasSocket: false, held: '' };
  table[number] = link;
  if (transport === Transport.udp) {
    if (isOnline()) openOnModem(link);
    else wakeModem();
  }
  setTimeout(
    function () {
      fail(link);
    },
    transport === Transport.udp ? Delay.open : 0,
  );
}

/** See `Board.close`. */
function closeLink(number: number): void {
  const link = table[number];
  table[number] = undefined;
  if (link !== undefined && link.hasSocket) closeSocket(number);
}

/** See `Board.send`. What a modem that is asleep, or restarts, is to send is kept until it can: the latest of each link. */
function sendOnLink(number: number, buffer: Uint8Array, length: number): void {
  const link = table[number];
  if (link === undefined || !link.isOpen || length === 0) return;
  const datagram = E.toString(buffer.subarray(0, length));
  if (datagram === undefined) return;
  if (link.hasSocket) {
    sendDatagram(number, datagram);
  } else {
    link.held = datagram;
    wakeModem();
  }
}

function currentNetwork(): Network {
  return network;
}

export const links: Links = { start: startLinks, open: openLink, close: closeLink, send: sendOnLink, network: currentNetwork };
