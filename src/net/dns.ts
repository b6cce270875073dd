import { textSize, writeText } from 'runtime';
import { uint16At, writeUint16 } from '../bytes/big-endian';

/** A DNS client's messages (RFC 1035): the question for the IPv4 address of a name, and the answer to it. */
export const enum Dns {
  port = 53,
  /** Bytes of the longest question: header, name, type and class. */
  question = 12 + 255 + 4,
}

const enum Header {
  recursionDesired = 0x01,
  response = 0x80,
  /** Opcode and TC. */
  opcodeAndTruncated = 0x7a,
  responseCode = 0x0f,
  bytes = 12,
}

const enum Record {
  typeA = 1,
  classInternet = 1,
  /** Bytes of type and class. */
  question = 4,
  /** Bytes of type, class, time to live and data length. */
  fixed = 10,
}

const enum Label {
  maxBytes = 63,
  pointer = 0xc0,
  dot = 46,
}

const enum Name {
  /** RFC 1035 2.3.4: 255 with the first length and the root. */
  maxText = 253,
}

/** What an answer says. */
export const enum Resolved {
  address,
  /** The server says that there is no such address, or could not find out. */
  none,
  /** This is no answer to the question. */
  ignore,
}

/**
 * Writes the question for the address of `name` into the first `Dns.question` bytes of `to`.
 * @param id 0 to 65535, from the board's random.
 * @returns Its length; 0 when this is no name of a host.
 */
export function encodeQuestion(to: Uint8Array, id: number, name: string): number {
  const size = textSize(name);
  if (size === 0 || size > Name.maxText) {
    return 0;
  }
  for (let i = 0; i < Header.bytes; i++) {
    to[i] = 0;
  }
  writeUint16(to, 0, id);
  to[2] = Header.recursionDesired;
  to[5] = 1; // QDCOUNT
  writeText(name, to, Header.bytes + 1);
  const end = Header.bytes + 1 + size;
  // The byte before each label, a dot in the text, becomes its length (RFC 1035 3.1).
  let start = Header.bytes;
  for (let at = start + 1; at <= end; at++) {
    if (at === end || to[at] === Label.dot) {
      const length = at - start - 1;
      if (length === 0 || length > Label.maxBytes) {
        return 0;
      }
      to[start] = length & 255;
      start = at;
    } else if (to[at] <= 32 || to[at] > 126) {
      return 0;
    }
  }
  to[end] = 0;
  to[end + 1] = 0;
  to[end + 2] = Record.typeA;
  to[end + 3] = 0;
  to[end + 4] = Record.classInternet;
  return end + 1 + Record.question;
}

/** @returns Where a name ends that begins at `at`; -1 when it does not before `end`. */
function skipName(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] !== 0) {
    if (bytes[next] >= Label.pointer) {
      return next + 2; // RFC 1035 4.1.4: a pointer is the end of a name
    }
    if (bytes[next] > Label.maxBytes) {
      return -1;
    }
    next += 1 + bytes[next];
  }
  return next < end ? next + 1 : -1;
}

/**
 * Reads the answer in bytes `start` to `end` - 1 of `from`: its first address, whatever aliases lead there.
 * @param question What was asked, `questionBytes` long. An answer repeats it with the same id.
 * @param address Where the 4 bytes of the address go.
 */
export function decodeAnswer(
  from: Uint8Array,
  start: number,
  end: number,
  question: Uint8Array,
  questionBytes: number,
  address: Uint8Array,
): Resolved {
  if (
    end - start < questionBytes ||
    from[start] !== question[0] ||
    from[start + 1] !== question[1] ||
    (from[start + 2] & (Header.response | Header.opcodeAndTruncated)) !== Header.response ||
    from[start + 4] !== 0 ||
    from[start + 5] !== 1
  ) {
    return Resolved.ignore;
  }
  for (let i: number = Header.bytes; i < questionBytes; i++) {
    if (from[start + i] !== question[i]) {
      return Resolved.ignore;
    }
  }
  if ((from[start + 3] & Header.responseCode) !== 0) {
    return Resolved.none;
  }
  let at = start + questionBytes;
  for (let count = uint16At(from, start + 6); count > 0; count--) {
    at = skipName(from, at, end);
    if (at < 0 || at + Record.fixed > end) {
      return Resolved.ignore;
    }
    const size = uint16At(from, at + 8);
    const data = at + Record.fixed;
    if (data + size > end) {
      return Resolved.ignore;
    }
    if (
      from[at] === 0 &&
      from[at + 1] === Record.typeA &&
      from[at + 2] === 0 &&
      from[at + 3] === Record.classInternet &&
      size === 4
    ) {
      for (let i = 0; i < 4; i++) {
        address[i] = from[data + i];
      }
      return Resolved.address;
    }
    at = data + size;
  }
  return Resolved.none;
}
