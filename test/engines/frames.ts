/** Messages of CoAP over TCP (RFC 8323 3.2) as the datagrams they would be, and back. */

/** The frame of a datagram's message. */
export function toFrame(datagram: Buffer): Buffer {
  const token = datagram[0] & 15;
  const length = datagram.length - 4 - token;
  const extension = length < 13 ? [] : length < 269 ? [length - 13] : [(length - 269) >>> 8, (length - 269) & 255];
  const nibble = length < 13 ? length : length < 269 ? 13 : 14;
  return Buffer.concat([Buffer.of((nibble << 4) | token, ...extension, datagram[1]), datagram.subarray(4)]);
}

/** The datagram of one whole frame, non-confirmable. */
export function fromFrame(frame: Buffer): Buffer {
  const nibble = frame[0] >>> 4;
  const header = nibble < 13 ? 2 : nibble - 10;
  return Buffer.concat([Buffer.of(0x50 | (frame[0] & 15), frame[header - 1], 0, 0), frame.subarray(header)]);
}
