/** Links: UDP over IPv4 over SLIP on the data line. */
import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { type BoardEvents, Transport } from '../../src/board';
import { Dns } from '../../src/net/dns';
import { receiveSlip, sendSlip, SlipReceiver, SlipSender, startSlip } from '../../src/net/slip';
import { cameAlong, decodeUdp, encodeUdp, Packet, readAddress, Route, udp, UdpBytes, UdpField, writePort } from '../../src/net/udp';
import type { Links } from './board';
import type { Espruino } from './engine';
import { dynamicPort, hardwareRandom } from './random';
import { fileSettings } from './settings';
import { giveLineToConsole, openLine, writeLine } from './line';
import { lookUp, receiveAnswer, startNames } from './names';

declare const E: Espruino;
declare function setTimeout(callback: (error: number) => void, milliseconds: number, error: number): number;

const enum Table {
  /** A link a server, one for downloads, and one to the DNS server. */
  links = Config.servers + 1 + Config.dns,
  dns = Config.servers + 1,
  /** Bytes that are written to the line at once. */
  chunkBytes = 64,
}

const enum LinkState {
  closed,
  opening,
  open,
}

/** Bytes of the largest packet. */
const packetBytes: number = UdpBytes.headers + (Config.dns < 1 || Config.messageBytes > Dns.question ? Config.messageBytes : Dns.question);

const enum Key {
  controlC = 3,
}

const states = /* @__PURE__ */ newUint8s(Table.links);
/** How often each link was opened or closed: what comes late finds out here that it is not the same link any more. */
const turns = /* @__PURE__ */ newUint8s(Table.links);
const routes = /* @__PURE__ */ newUint8s(Table.links * Route.bytes);
const receiver = /* @__PURE__ */ newInt32s(SlipReceiver.columns);
const sender = /* @__PURE__ */ newInt32s(SlipSender.columns);
const incoming = /* @__PURE__ */ newUint8s(packetBytes);
const outgoing = /* @__PURE__ */ newUint8s(packetBytes);
const chunk = /* @__PURE__ */ newUint8s(Table.chunkBytes);
let events: BoardEvents;

/** Takes the packet that has come. @returns The link whose datagram is in the engine's buffer now; -1 when there is none. */
function takePacket(length: number): number {
  if (decodeUdp(incoming, length, packetBytes) !== Packet.udp) return -1;
  for (let link = 0; link < Table.links; link++) {
    if (states[link] === LinkState.open && cameAlong(incoming, routes, link * Route.bytes)) {
      const start = udp[UdpField.payloadStart];
      const end = udp[UdpField.payloadEnd];
      if (Config.dns === 1 && link === Table.dns) {
        if (end <= packetBytes) receiveAnswer(incoming, start, end);
        return -1;
      }
      const room = events.buffer.length;
      // Of a packet that is not all there, no more is told than that it is too large.
      if (length > packetBytes && end - start <= room) return -1;
      events.buffer.set(incoming.subarray(start, end - start > room ? start + room : end));
      return link;
    }
  }
  return -1;
}

function receiveBytes(text: string): void {
  const bytes = E.toUint8Array(text);
  // No packet begins with it: IPv4 begins with 0x45.
  if (receiver[SlipReceiver.size] === 0 && bytes[0] === Key.controlC) {
    giveLineToConsole();
    return;
  }
  const end = bytes.length;
  for (let at = 0; at < end; ) {
    at = receiveSlip(receiver, bytes, at, end, incoming, packetBytes);
    const length = receiver[SlipReceiver.packet];
    const link = length > 0 ? takePacket(length) : -1;
    // The engine is called from here, so that its calls do not go as deep.
    if (link >= 0) events.received(link, udp[UdpField.payloadEnd] - udp[UdpField.payloadStart]);
  }
}

/** Begins a link's route: this side's address, and both ports. */
function startRoute(link: number, port: number): void {
  const route = link * Route.bytes;
  readAddress(fileSettings.address === undefined ? '10.0.0.2' : fileSettings.address, routes, route + Route.source);
  writePort(routes, route + Route.sourcePort, dynamicPort(hardwareRandom()));
  writePort(routes, route + Route.destinationPort, port);
}

function ask(question: Uint8Array, length: number): void {
  sendOnLink(Table.dns, question, length);
}

function startLinks(to: BoardEvents): void {
  events = to;
  if (Config.dns === 1) {
    startRoute(Table.dns, Dns.port);
    readAddress(fileSettings.bridge === undefined ? '10.0.0.1' : fileSettings.bridge, routes, Table.dns * Route.bytes + Route.destination);
    states[Table.dns] = LinkState.open;
    startNames(ask);
  }
  openLine(receiveBytes);
}

/** See `Board.open`. There is no TCP and no IPv6. */
function openLink(link: number, host: string, port: number, transport: Transport): void {
  closeLink(link);
  const turn = turns[link];
  const destination = link * Route.bytes + Route.destination;
  states[link] = LinkState.opening;
  startRoute(link, port);

  function finish(error: number): void {
    if (turns[link] !== turn) return;
    states[link] = error === 0 ? LinkState.open : LinkState.closed;
    events.opened(link, error);
  }

  if (transport === Transport.tcp) {
    setTimeout(finish, 0, 1);
  } else if (readAddress(host, routes, destination)) {
    setTimeout(finish, 0, 0);
  } else if (Config.dns < 1) {
    setTimeout(finish, 0, 1);
  } else {
    lookUp(host, function (isFound, address) {
      if (turns[link] === turn && isFound) routes.set(address, destination);
      finish(isFound ? 0 : 1);
    });
  }
}

/** See `Board.close`. */
function closeLink(link: number): void {
  states[link] = LinkState.closed;
  turns[link] = (turns[link] + 1) & 255;
}

/** See `Board.send`. */
function sendOnLink(link: number, buffer: Uint8Array, length: number): void {
  if (states[link] !== LinkState.open) return;
  outgoing.set(buffer.subarray(0, length), UdpBytes.headers);
  const total = encodeUdp(outgoing, length, routes, link * Route.bytes);
  startSlip(sender);
  for (let size = sendSlip(sender, outgoing, total, chunk, Table.chunkBytes); size > 0; ) {
    writeLine(chunk.subarray(0, size));
    size = sendSlip(sender, outgoing, total, chunk, Table.chunkBytes);
  }
}

export const links: Links = { start: startLinks, open: openLink, close: closeLink, send: sendOnLink };
