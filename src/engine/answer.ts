/**
 * What a callback of the application gives back. Errors have the values of the CoAP codes they are sent as.
 */
export const enum Answer {
  done = 0,
  /** The answer comes later, by `complete`. */
  later = -1,
  badRequest = 0x80,
  unauthorized = 0x81,
  forbidden = 0x83,
  notFound = 0x84,
  methodNotAllowed = 0x85,
  notAcceptable = 0x86,
  requestEntityIncomplete = 0x88,
  requestEntityTooLarge = 0x8d,
  internalServerError = 0xa0,
  notImplemented = 0xa1,
  serviceUnavailable = 0xa3,
}
