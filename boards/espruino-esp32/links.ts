/** Links: a UDP socket each, bound to a port of its own, by Espruino's module `dgram`. */
import { Config } from 'config';
import { type BoardEvents, Transport } from '../../src/board';
import type { Links } from '../espruino/board';
import type { Dgram, DgramSocket, Espruino } from '../espruino/engine';
import { dynamicPort, random } from '../espruino/random';
import { isOnline, startWifi, wifi, wifiNetwork } from './wifi';

declare const E: Espruino;
declare function require(name: 'dgram'): Dgram;
declare function setTimeout(callback: () => void, milliseconds: number): number;

const enum Limit {
  /** A datagram that Espruino receives unless told, less the header that it puts before it. */
  usualDatagram = 528,
  /** Bytes of the receive buffer, on the C stack and in the network stack, which has to hold a burst. */
  receiveBuffer = 2048,
  /** Milliseconds that a link waits for the network before it counts as impossible. */
  network = 30000,
  /** Ports that are tried before a socket counts as impossible. */
  ports = 4,
}

interface Link {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  /** Address literal of the peer, once it is known. */
  address: string;
  /** The port of this side; the same for the life of the link, so that the server goes on knowing it. */
  ownPort: number;
  /** undefined while there is no network. */
  socket: DgramSocket | undefined;
  isOpen: boolean;
}

const dgram = require('dgram');
/** By link number. Whoever is called back late finds out here that its link is no longer the one it belongs to. */
const table: (Link | undefined)[] = [];
/** Links whose name is to be looked up. Espruino forgets a lookup when another one begins, so they go one by one. */
const lookups: Link[] = [];
let events: BoardEvents;

function isCurrent(link: Link): boolean {
  return table[link.number] === link;
}

function fail(link: Link): void {
  if (!isCurrent(link) || link.isOpen) return;
  closeLink(link.number);
  events.opened(link.number, 1);
}

function receive(link: Link, socket: DgramSocket, datagram: string, address: string, port: number): void {
  if (!isCurrent(link) || link.socket !== socket || address !== link.address || port !== link.port) return;
  const bytes = E.toUint8Array(datagram);
  const room = events.buffer.length;
  events.buffer.set(bytes.length > room ? bytes.subarray(0, room) : bytes);
  events.received(link.number, bytes.length);
}

/** Espruino closes a socket that receives an empty datagram, which anybody can send. */
function onClose(link: Link, socket: DgramSocket): void {
  if (isCurrent(link) && link.socket === socket) bind(link);
}

/** Gives the link a socket on its port. @returns Whether the port was to be had. */
function bindPort(link: Link): boolean {
  const socket = dgram.createSocket(
    Config.messageBytes <= Limit.usualDatagram - 8 ? { type: 'udp4' } : { type: 'udp4', recvBufferSize: Limit.receiveBuffer },
  );
  socket.on('message', function (datagram, from) {
    receive(link, socket, datagram, from.address, from.port);
  });
  socket.on('close', function () {
    onClose(link, socket);
  });
  try {
    socket.bind(link.ownPort);
  } catch {
    return false;
  }
  link.socket = socket;
  return true;
}

/** Gives the link a socket, on another port when its own is taken. */
function bind(link: Link): boolean {
  link.socket = undefined;
  for (let tries = 0; tries < Limit.ports; tries++) {
    if (bindPort(link)) return true;
    link.ownPort = dynamicPort(random());
  }
  return false;
}

function start(link: Link): void {
  if (!isCurrent(link)) return;
  if (!bind(link)) return fail(link);
  link.isOpen = true;
  events.opened(link.number, 0);
}

function isAddress(host: string): boolean {
  for (let i = 0; i < host.length; i++) {
    const character = host.charCodeAt(i);
    if (character !== 46 && (character < 48 || character > 57)) return false;
  }
  return true;
}

function lookUpNext(): void {
  const link = lookups[0];
  if (link === undefined) return;
  if (wifi === undefined) {
    found(link, link.host === 'localhost' ? '127.0.0.1' : undefined);
  } else {
    wifi.getHostByName(link.host, function (address) {
      found(link, address === null ? undefined : address);
    });
  }
}

function found(link: Link, address: string | undefined): void {
  lookups.splice(0, 1);
  if (address === undefined) {
    fail(link);
  } else {
    link.address = address;
    start(link);
  }
  lookUpNext();
}

/** The network is there for a link that waits for it. */
function goOn(link: Link): void {
  if (!isCurrent(link) || link.isOpen) return;
  if (isAddress(link.host)) {
    link.address = link.host;
    start(link);
  } else if (lookups.indexOf(link) < 0) {
    lookups.push(link);
    if (lookups.length === 1) lookUpNext();
  }
}

/** The network has come or gone. Sockets outlive that: what they are bound to is a port, at any address. */
function onNetwork(hasNewAddress: boolean): void {
  if (!isOnline()) return;
  for (let number = 0; number < table.length; number++) {
    const link = table[number];
    if (link !== undefined && link.isOpen && hasNewAddress) events.opened(number, 0);
    else if (link !== undefined) goOn(link);
  }
}

function startLinks(to: BoardEvents): void {
  events = to;
  startWifi(onNetwork);
}

/** See `Board.open`. There is no IPv6 and no TCP. */
function openLink(number: number, host: string, port: number, transport: Transport): void {
  closeLink(number);
  const link: Link = {
    number: number,
    host: host,
    port: port,
    address: '',
    ownPort: dynamicPort(random()),
    socket: undefined,
    isOpen: false,
  };
  table[number] = link;
  if (transport === Transport.tcp) {
    setTimeout(function () {
      fail(link);
    }, 0);
  } else if (isOnline()) {
    setTimeout(function () {
      goOn(link);
    }, 0);
  } else {
    setTimeout(function () {
      fail(link);
    }, Limit.network);
  }
}

/** See `Board.close`. */
function closeLink(number: number): void {
  const link = table[number];
  table[number] = undefined;
  if (link !== undefined && link.socket !== undefined) link.socket.close();
}

/** See `Board.send`. */
function sendOnLink(number: number, buffer: Uint8Array, length: number): void {
  const link = table[number];
  if (link === undefined || !link.isOpen || link.socket === undefined) return;
  const datagram = E.toString(buffer.subarray(0, length));
  if (datagram === undefined) return;
  try {
    link.socket.send(datagram, link.port, link.address);
  } catch {
    // Closed by an empty datagram, which is told later: this datagram is lost.
  }
}

export const links: Links = { start: startLinks, open: openLink, close: closeLink, send: sendOnLink, network: wifi === undefined ? undefined : wifiNetwork };
