/**
 * SLIP (RFC 1055): packets on a serial line. A line is two rows of numbers that its owner makes once, with `newInt32s`:
 * one for each direction. Nothing else is kept, so that a host can have many lines.
 */
const enum Slip {
  end = 0xc0,
  escape = 0xdb,
  escapedEnd = 0xdc,
  escapedEscape = 0xdd,
}

/** The columns of a line's receiving direction; all 0 at first. */
export const enum SlipReceiver {
  /** Bytes of the packet so far, in the caller's buffer. */
  size,
  /** 1 when the byte before was an escape. */
  escaped,
  /** 1 when the packet is damaged or too large: what follows is dropped up to the next END. */
  broken,
  /** Length of the packet that has just ended; 0 while none has. */
  packet,
  /** Packets dropped so far. */
  dropped,
  columns,
}

/** The columns of a line's sending direction. */
export const enum SlipSender {
  /** The byte of the packet that comes next; beyond the last one when the packet has been written whole. */
  next,
  /** 1 when `next` has been escaped, and its second byte is due. */
  escaped,
  columns,
}

function noteByte(receiver: Int32Array, byte: number, into: Uint8Array, room: number): void {
  let value = byte;
  if (receiver[SlipReceiver.escaped] === 1) {
    receiver[SlipReceiver.escaped] = 0;
    if (byte !== Slip.escapedEnd && byte !== Slip.escapedEscape) {
      receiver[SlipReceiver.broken] = 1; // RFC 1055: a protocol violation
    }
    value = byte === Slip.escapedEnd ? Slip.end : Slip.escape;
  } else if (byte === Slip.escape) {
    receiver[SlipReceiver.escaped] = 1;
    return;
  }
  const size = receiver[SlipReceiver.size];
  if (size < room) {
    into[size] = value & 255;
  }
  receiver[SlipReceiver.size] = size + 1;
}

/** @returns The length of the packet that has ended here; 0 when there is none. */
function endPacket(receiver: Int32Array): number {
  const isBroken = receiver[SlipReceiver.broken] === 1 || receiver[SlipReceiver.escaped] === 1;
  const size = receiver[SlipReceiver.size]; // RFC 1055: 0 between two ENDs, which is no packet
  receiver[SlipReceiver.size] = 0;
  receiver[SlipReceiver.escaped] = 0;
  receiver[SlipReceiver.broken] = 0;
  if (isBroken) {
    receiver[SlipReceiver.dropped]++;
    return 0;
  }
  return size;
}

/**
 * Reads bytes `at` to `end` - 1 that have come from the line, up to the end of a packet. Call it again, with what it
 * returned, until that is `end`.
 * @param into Where the packet grows, the same buffer in each call; its first `room` bytes are used.
 * @returns Where it stopped. `SlipReceiver.packet` says whether, and how long, a packet lies in `into`; of one that is longer than
 *   `room`, as much as fits.
 */
export function receiveSlip(
  receiver: Int32Array,
  from: Uint8Array,
  at: number,
  end: number,
  into: Uint8Array,
  room: number,
): number {
  receiver[SlipReceiver.packet] = 0;
  while (at < end && receiver[SlipReceiver.packet] === 0) {
    const byte = from[at];
    at++;
    if (byte === Slip.end) {
      receiver[SlipReceiver.packet] = endPacket(receiver);
    } else {
      noteByte(receiver, byte, into, room);
    }
  }
  return at;
}

/** Begins to send a packet. */
export function startSlip(sender: Int32Array): void {
  sender[SlipSender.next] = -1;
  sender[SlipSender.escaped] = 0;
}

/**
 * Writes the next bytes for the line: as many as fit into the first `room` bytes of `to`. Call it until it returns 0.
 * @param packet The packet, bytes 0 to `length` - 1.
 * @returns How many bytes it has written.
 */
export function sendSlip(sender: Int32Array, packet: Uint8Array, length: number, to: Uint8Array, room: number): number {
  let size = 0;
  while (size < room && sender[SlipSender.next] <= length) {
    const next = sender[SlipSender.next];
    // RFC 1055: an END before the packet, too, so that noise does not become part of it
    const byte = next < 0 || next === length ? Slip.end : packet[next];
    const isSpecial = next >= 0 && next < length && (byte === Slip.end || byte === Slip.escape);
    if (isSpecial && sender[SlipSender.escaped] === 0) {
      to[size] = Slip.escape;
      sender[SlipSender.escaped] = 1;
    } else {
      to[size] = (isSpecial ? (byte === Slip.end ? Slip.escapedEnd : Slip.escapedEscape) : byte) & 255;
      sender[SlipSender.escaped] = 0;
      sender[SlipSender.next] = next + 1;
    }
    size++;
  }
  return size;
}
