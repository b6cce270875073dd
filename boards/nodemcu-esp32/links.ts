/** Links: a UDP socket each, once WiFi is there. */
import { readText, textSize, writeText } from 'runtime';
import { Config } from 'config';
import { Bearer, type BoardEvents, type Network, Transport } from '../../src/board';
import type { NetModule, TimerModule, UdpSocket, WifiLease, WifiModule } from './engine';
import { fileSettings } from './settings';

declare const net: NetModule;
declare const tmr: TimerModule;
declare const wifi: WifiModule;
/** Calls a function, and returns false when it throws. */
declare function pcall(called: UdpSocket['send'], socket: UdpSocket, port: number, address: string, datagram: string): boolean;
/** @noSelf */
declare namespace string {
  function sub(text: string, first: number, last: number): string;
}

const enum Delay {
  /** Milliseconds between two attempts to join the network. */
  join = 10000,
  /** Milliseconds that a link waits for the network before it counts as impossible. */
  network = 30000,
}

/** @noSelf */
interface Link {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  /** Address literal of the peer, once it is known. */
  address: string;
  socket: UdpSocket | undefined;
}

/** By link number. Whoever is called back late finds out here that its link is no longer the one it belongs to. */
const table: Record<number, Link | undefined> = {};
let events: BoardEvents;
let isOnline = false;
const network: Network = { bearer: Bearer.wlan };

function later(milliseconds: number, action: () => void): void {
  const timer = tmr.create();
  timer.alarm(timer, milliseconds, tmr.ALARM_SINGLE, action);
}

function fail(link: Link): void {
  if (table[link.number] !== link || link.socket !== undefined) return;
  table[link.number] = undefined;
  events.opened(link.number, 1);
}

function receive(link: Link, datagram: string, port: number, address: string): void {
  if (table[link.number] !== link || port !== link.port || address !== link.address) return;
  const length = textSize(datagram);
  writeText(length > Config.messageBytes ? string.sub(datagram, 1, Config.messageBytes) : datagram, events.buffer, 0);
  events.received(link.number, length);
}

function start(link: Link, address: string | undefined): void {
  if (table[link.number] !== link || link.socket !== undefined) return;
  if (address === undefined) return fail(link);
  const socket = net.createUDPSocket();
  link.address = address;
  link.socket = socket;
  socket.listen(socket);
  socket.on(socket, 'receive', function (_socket, datagram, port, from) {
    receive(link, datagram, port, from);
  });
  events.opened(link.number, 0);
}

/** The name is looked up, which an address literal is at once. */
function resolve(link: Link): void {
  net.dns.resolve(link.host, function (_socket, address) {
    start(link, address);
  });
}

function onAddress(_event: string, lease: WifiLease): void {
  isOnline = true;
  network.address = lease.ip;
  network.router = lease.gw;
  for (let number = 0; number <= Config.servers; number++) {
    const link = table[number];
    if (link !== undefined && link.socket === undefined) resolve(link);
  }
}

/** The sockets stay: they work again when the network is back. */
function onDisconnected(): void {
  isOnline = false;
  later(Delay.join, wifi.sta.connect);
}

/** See `Board.network`. NodeMCU does not tell the signal strength of the network that it has joined. */
export function currentNetwork(): Network {
  return network;
}

/** Joins the network of `mote.lua`. */
export function startLinks(to: BoardEvents): void {
  events = to;
  if (fileSettings.wifi === undefined) return;
  wifi.sta.on('got_ip', onAddress);
  wifi.sta.on('disconnected', onDisconnected);
  wifi.mode(wifi.STATION);
  wifi.start();
  wifi.sta.config(fileSettings.wifi);
  wifi.sta.connect();
}

/** See `Board.open`. There is no IPv6 and no TCP. */
export function openLink(number: number, host: string, port: number, transport: Transport): void {
  closeLink(number);
  const link: Link = { number: number, host: host, port: port, address: '', socket: undefined };
  table[number] = link;
  const isPossible = transport === Transport.udp;
  later(isOnline || !isPossible ? 1 : Delay.network, function () {
    if (isOnline && isPossible) resolve(link);
    else fail(link);
  });
}

/** See `Board.close`. */
export function closeLink(number: number): void {
  const link = table[number];
  table[number] = undefined;
  if (link !== undefined && link.socket !== undefined) link.socket.close(link.socket);
}

/** See `Board.send`. */
export function sendOnLink(number: number, buffer: Uint8Array, length: number): void {
  const link = table[number];
  if (link === undefined || link.socket === undefined || length === 0) return;
  // It throws when there is no network: the datagram is lost.
  pcall(link.socket.send, link.socket, link.port, link.address, readText(buffer, 0, length));
}
