/** The header of a TLV (LwM2M 1.1 Core 7.4.5): a type byte, an id of 1 or 2 bytes, a length of 0 to 3 bytes. */

/** Bits 7-6 of the type byte. */
export const enum Kind {
  instance = 0x00,
  resourceInstance = 0x40,
  multiple = 0x80,
  resource = 0xc0,
}

/** The other bits of the type byte. */
export const enum TypeByte {
  wideId = 0x20,
  /** Bytes of the length field, from this bit on; when there are none, the length is in the bits below. */
  lengthShift = 3,
  inlineLength = 7,
}
