/** Numbers of DTLS 1.2 (RFC 6347) and of TLS 1.2, on which it is built (RFC 5246). */

export const enum ContentType {
  changeCipherSpec = 20,
  alert = 21,
  handshake = 22,
  applicationData = 23,
  /** A record with a Connection ID; its own type is within (RFC 9146 4). */
  tls12Cid = 25,
}

export const enum HandshakeType {
  helloRequest = 0,
  clientHello = 1,
  serverHello = 2,
  helloVerifyRequest = 3,
  serverKeyExchange = 12,
  serverHelloDone = 14,
  clientKeyExchange = 16,
  finished = 20,
}

export const enum AlertLevel {
  warning = 1,
  fatal = 2,
}

/** Descriptions of alerts (RFC 5246 7.2). */
export const enum Alert {
  closeNotify = 0,
  unexpectedMessage = 10,
  badRecordMac = 20,
  handshakeFailure = 40,
  illegalParameter = 47,
  decodeError = 50,
  decryptError = 51,
  protocolVersion = 70,
  internalError = 80,
  noRenegotiation = 100,
  unsupportedExtension = 110,
  unknownPskIdentity = 115,
  /** No alert. */
  none = -1,
}

/** Cipher suites, and the value in their place that says the client knows of RFC 5746. */
export const enum Suite {
  pskAes128CbcSha256 = 0x00ae,
  emptyRenegotiationInfo = 0x00ff,
  pskAes128Ccm = 0xc0a4,
  pskAes128Ccm8 = 0xc0a8,
}

export const enum Extension {
  /** RFC 7627 */
  extendedMasterSecret = 23,
  /** RFC 9146 */
  connectionId = 54,
  /** RFC 5746 */
  renegotiationInfo = 0xff01,
}

/** DTLS 1.2 as it stands in records and messages: FE FD. */
export const enum Version {
  major = 254,
  minor = 253,
  /** The minor byte of DTLS 1.0, which a HelloVerifyRequest may carry (RFC 6347 4.2.1). */
  minor10 = 255,
}

/** Sizes in bytes. */
export const enum Size {
  recordHeader = 13,
  handshakeHeader = 12,
  random = 32,
  master = 48,
  finished = 12,
  hash = 32,
  sessionId = 32,
  cookie = 255,
  connectionId = 32,
  /** The longest key of its kind that LwM2M asks for (LwM2M 1.1 Transport 5.2.8.1). */
  preSharedKey = 64,
}
