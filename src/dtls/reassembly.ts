import { copyBytes, newInt32s, newUint8s } from 'runtime';
import { Size } from './protocol';

/** Puts a handshake message together whose fragments come in any order, and more than once (RFC 6347 4.2.3). One at a time. */
const enum Bytes {
  /** The largest message that may come in fragments, without its header. */
  body = 192,
}

const enum Column {
  /** `message_seq` and size of the message that is being put together; -1 for none. */
  sequence,
  size,
  /** Its bytes that have not come yet. */
  missing,
  columns,
}

const row = /* @__PURE__ */ newInt32s(Column.columns);
/** Which bytes have come, a bit each. */
const came = /* @__PURE__ */ newUint8s(Bytes.body >>> 3);
/** The message, behind the header of one that is whole. */
export const reassembled = /* @__PURE__ */ newUint8s(Size.handshakeHeader + Bytes.body);

/** Forgets what has come. */
export function startReassembly(): void {
  row[Column.sequence] = -1;
}

/**
 * Takes a fragment of a message.
 * @param header Where its header is; it has been checked that the fragment lies within the message and the record.
 * @param offset First byte of the message that it has, and `size`, how many.
 * @returns Whether the message is whole now, in `reassembled`. One that is too large never is.
 */
export function takeFragment(bytes: Uint8Array, header: number, length: number, sequence: number, offset: number, size: number): boolean {
  if (length > Bytes.body) {
    return false;
  }
  if (row[Column.sequence] !== sequence || row[Column.size] !== length) {
    row[Column.sequence] = sequence;
    row[Column.size] = length;
    row[Column.missing] = length;
    for (let i = 0; i < Bytes.body >>> 3; i++) {
      came[i] = 0;
    }
    copyBytes(bytes, header, header + 6, reassembled, 0);
    copyBytes(bytes, header + 1, header + 4, reassembled, 9);
    for (let i = 6; i < 9; i++) {
      reassembled[i] = 0;
    }
  }
  for (let i = offset; i < offset + size; i++) {
    if ((came[i >>> 3] & (1 << (i & 7))) === 0) {
      came[i >>> 3] |= (1 << (i & 7)) & 255;
      row[Column.missing]--;
    }
    reassembled[Size.handshakeHeader + i] = bytes[header + Size.handshakeHeader + i - offset];
  }
  if (row[Column.missing] > 0) {
    return false;
  }
  startReassembly(); // what is whole may not be what was waited for
  return true;
}
