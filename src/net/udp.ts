import { newInt32s, newUint8s, textSize, writeText } from 'runtime';
import { uint16At, writeUint16 } from '../bytes/big-endian';

/**
 * UDP over IPv4 (RFC 768, RFC 791): headers and checksums, where the packet lies. Addresses and ports are kept as they
 * stand in the headers, in a *route*, 12 bytes of a table of the caller's.
 */
export const enum Route {
  /** This side's address, then the peer's: 4 bytes each. */
  source = 0,
  destination = 4,
  /** This side's port, then the peer's: 2 bytes each, big-endian. */
  sourcePort = 8,
  destinationPort = 10,
  bytes = 12,
}

export const enum UdpBytes {
  /** Both headers as `encodeUdp` writes them: the payload goes behind them. */
  headers = 28,
  /** What every host accepts (RFC 791 3.1), both headers included. */
  packet = 576,
}

const enum Ip {
  version = 4,
  /** Bytes of the header without options. */
  header = 20,
  totalLength = 2,
  flags = 6,
  dontFragment = 0x40,
  timeToLive = 8,
  protocol = 9,
  checksum = 10,
  source = 12,
  udp = 17,
  hops = 64,
}

const enum UdpHeader {
  length = 4,
  checksum = 6,
  bytes = 8,
}

/** What came of decoding a packet. */
export const enum Packet {
  udp,
  /** No UDP over IPv4, or a fragment. */
  other,
  /** A checksum or a length is wrong. */
  damaged,
}

/** What `decodeUdp` notes. The addresses are bytes 12 to 19 of the packet, source first. */
export const enum UdpField {
  sourcePort,
  destinationPort,
  payloadStart,
  payloadEnd,
  columns,
}

/** The fields of the packet decoded last. */
export const udp: Int32Array = /* @__PURE__ */ newInt32s(UdpField.columns);

const digits = /* @__PURE__ */ newUint8s(15);

/** Adds bytes `start` to `end` - 1 to a one's complement sum of 16 bits (RFC 1071). */
function addUp(sum: number, bytes: Uint8Array, start: number, end: number): number {
  let total = sum;
  let at = start;
  for (; at + 1 < end; at += 2) {
    total += uint16At(bytes, at);
    if (total > 65535) {
      total -= 65535;
    }
  }
  if (at < end) {
    total += bytes[at] << 8; // RFC 1071 1: an odd byte is padded with zero
  }
  return total > 65535 ? total - 65535 : total;
}

/** The one's complement sum of a datagram and its pseudo header (RFC 768). */
function udpSum(packet: Uint8Array, start: number, length: number): number {
  return addUp(addUp(Ip.udp + length, packet, Ip.source, Ip.header), packet, start, start + length);
}

/**
 * Decodes a packet of `length` bytes into `udp`. Total: whatever the bytes, it gives one of three outcomes.
 * @param room How many of its bytes are there. Of a longer packet the checksum is not verified: it can be refused, not used.
 */
export function decodeUdp(packet: Uint8Array, length: number, room: number): Packet {
  if (length < Ip.header || packet[0] >>> 4 !== Ip.version) {
    return Packet.other;
  }
  const header = (packet[0] & 15) * 4;
  const total = uint16At(packet, Ip.totalLength);
  if (header < Ip.header || total > length || header > total || addUp(0, packet, 0, header) !== 65535) {
    return Packet.damaged; // RFC 791 3.1
  }
  const isFragment = (packet[Ip.flags] & 0x3f) !== 0 || packet[Ip.flags + 1] !== 0;
  if (packet[Ip.protocol] !== Ip.udp || isFragment) {
    return Packet.other;
  }
  const size = total - header;
  const datagram = size < UdpHeader.bytes ? 0 : uint16At(packet, header + UdpHeader.length);
  if (datagram < UdpHeader.bytes || datagram > size) {
    return Packet.damaged; // RFC 768
  }
  // RFC 768: 0 means that the sender made no checksum
  const isVerified = length <= room && uint16At(packet, header + UdpHeader.checksum) !== 0;
  if (isVerified && udpSum(packet, header, datagram) !== 65535) {
    return Packet.damaged;
  }
  udp[UdpField.sourcePort] = uint16At(packet, header);
  udp[UdpField.destinationPort] = uint16At(packet, header + 2);
  udp[UdpField.payloadStart] = header + UdpHeader.bytes;
  udp[UdpField.payloadEnd] = header + datagram;
  return Packet.udp;
}

/** Whether the packet decoded last has come from the peer of the route at `at`, to this side of it. */
export function cameAlong(packet: Uint8Array, routes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 4; i++) {
    if (
      packet[Ip.source + i] !== routes[at + Route.destination + i] ||
      packet[Ip.source + 4 + i] !== routes[at + Route.source + i]
    ) {
      return false;
    }
  }
  return (
    udp[UdpField.sourcePort] === uint16At(routes, at + Route.destinationPort) &&
    udp[UdpField.destinationPort] === uint16At(routes, at + Route.sourcePort)
  );
}

/**
 * Writes both headers before a payload that lies in `packet` from `UdpBytes.headers` on.
 * @param routes Has the route at `at`.
 * @returns The length of the packet.
 */
export function encodeUdp(packet: Uint8Array, payloadBytes: number, routes: Uint8Array, at: number): number {
  const total = UdpBytes.headers + payloadBytes;
  for (let i = 0; i < Ip.header; i++) {
    packet[i] = 0;
  }
  packet[0] = ((Ip.version << 4) | (Ip.header >>> 2)) & 255;
  writeUint16(packet, Ip.totalLength, total);
  packet[Ip.flags] = Ip.dontFragment; // RFC 6864 4.1: so that the identification may be 0
  packet[Ip.timeToLive] = Ip.hops;
  packet[Ip.protocol] = Ip.udp;
  for (let i = 0; i < 8; i++) {
    packet[Ip.source + i] = routes[at + i];
  }
  writeUint16(packet, Ip.checksum, 65535 - addUp(0, packet, 0, Ip.header));
  for (let i = 0; i < 4; i++) {
    packet[Ip.header + i] = routes[at + Route.sourcePort + i];
  }
  writeUint16(packet, Ip.header + UdpHeader.length, UdpHeader.bytes + payloadBytes);
  writeUint16(packet, Ip.header + UdpHeader.checksum, 0);
  const sum = udpSum(packet, Ip.header, UdpHeader.bytes + payloadBytes);
  writeUint16(packet, Ip.header + UdpHeader.checksum, sum === 65535 ? 65535 : 65535 - sum); // RFC 768: a sum of 0 is sent as all ones
  return total;
}

/** Writes port `port` at `at` of a route table: `Route.sourcePort` or `Route.destinationPort` of a route. */
export function writePort(routes: Uint8Array, at: number, port: number): void {
  writeUint16(routes, at, port);
}

/**
 * Reads an address such as `192.0.2.1` into 4 bytes of `into`, from `at` on.
 * @returns false when the text is none; then `into` may have changed.
 */
export function readAddress(text: string, into: Uint8Array, at: number): boolean {
  const size = textSize(text);
  if (size > 15) {
    return false;
  }
  writeText(text, digits, 0);
  let part = 0;
  let value = -1;
  for (let i = 0; i < size; i++) {
    const digit = digits[i] - 48;
    if (digits[i] === 46 && value >= 0 && part < 3) {
      into[at + part] = value & 255;
      part++;
      value = -1;
    } else if (digit < 0 || digit > 9 || value === 0 || value * 10 + digit > 255) {
      return false; // a leading zero would be octal to some
    } else {
      value = value < 0 ? digit : value * 10 + digit;
    }
  }
  if (part !== 3 || value < 0) {
    return false;
  }
  into[at + 3] = value & 255;
  return true;
}
