/** CoAP message types (RFC 7252 3). */
export const enum MessageType {
  confirmable = 0,
  nonConfirmable = 1,
  acknowledgement = 2,
  reset = 3,
}

/** CoAP codes as they stand in the message: class * 32 + detail (RFC 7252 12.1, RFC 7959, RFC 8132). */
export const enum Code {
  empty = 0x00,
  get = 0x01,
  post = 0x02,
  put = 0x03,
  delete = 0x04,
  fetch = 0x05,
  patch = 0x06,
  ipatch = 0x07,
  lastRequest = 0x1f,
  firstResponse = 0x40,
  created = 0x41,
  deleted = 0x42,
  valid = 0x43,
  changed = 0x44,
  content = 0x45,
  continue = 0x5f,
  badRequest = 0x80,
  unauthorized = 0x81,
  badOption = 0x82,
  forbidden = 0x83,
  notFound = 0x84,
  methodNotAllowed = 0x85,
  notAcceptable = 0x86,
  requestEntityIncomplete = 0x88,
  conflict = 0x89,
  preconditionFailed = 0x8c,
  requestEntityTooLarge = 0x8d,
  unsupportedContentFormat = 0x8f,
  internalServerError = 0xa0,
  notImplemented = 0xa1,
  serviceUnavailable = 0xa3,
  proxyingNotSupported = 0xa5,
  /** Signals of a stream (RFC 8323 5). */
  csm = 0xe1,
  ping = 0xe2,
  pong = 0xe3,
  release = 0xe4,
  abort = 0xe5,
}

/** CoAP option numbers (RFC 7252 5.10, RFC 7641, RFC 7959). An odd number is critical. */
export const enum Option {
  uriHost = 3,
  eTag = 4,
  observe = 6,
  uriPort = 7,
  locationPath = 8,
  uriPath = 11,
  contentFormat = 12,
  uriQuery = 15,
  accept = 17,
  block2 = 23,
  block1 = 27,
  size2 = 28,
  proxyUri = 35,
  size1 = 60,
}

/** Options of a CSM (RFC 8323 5.3). */
export const enum Signal {
  maxMessageSize = 2,
  blockWise = 4,
}

/** Transmission parameters in milliseconds (RFC 7252 4.8). */
export const enum Time {
  ackTimeout = 2000,
  /** ACK_TIMEOUT * (ACK_RANDOM_FACTOR - 1) */
  ackSpread = 1000,
  /** How long after its first copy a message can be sent again. */
  maxTransmitSpan = 45000,
  maxTransmitWait = 93000,
  exchangeLifetime = 247000,
  nonLifetime = 145000,
  /** Between non-confirmable notifications (RFC 7641 4.5.1). */
  unconfirmed = 3000,
}

export const enum Transmission {
  maxRetransmit = 4,
}
