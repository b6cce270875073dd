/** Numbers of DTLS 1.2 (RFC 6347, RFC 5246) that a server of pre-shared keys needs. */

/** As on the wire: the ones' complement of 1.2. */
export const DTLS_1_2 = 0xfefd;
/** RFC 6347 4.2.1: a HelloVerifyRequest says 1.0, whatever will be negotiated. */
export const DTLS_1_0 = 0xfeff;

export const enum ContentType {
  ChangeCipherSpec = 20,
  Alert = 21,
  Handshake = 22,
  ApplicationData = 23,
  /** RFC 9146 4: a protected record with a Connection ID, its own type inside. */
  Tls12Cid = 25,
}

export const enum HandshakeType {
  ClientHello = 1,
  ServerHello = 2,
  HelloVerifyRequest = 3,
  ServerKeyExchange = 12,
  ServerHelloDone = 14,
  ClientKeyExchange = 16,
  Finished = 20,
}

export const enum Extension {
  /** RFC 7627 */
  ExtendedMasterSecret = 23,
  /** RFC 9146 3 */
  ConnectionId = 54,
  /** RFC 5746 */
  RenegotiationInfo = 0xff01,
}

/** RFC 5746 3.3: a cipher suite that stands for an empty renegotiation_info. */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;

export const enum AlertLevel {
  Warning = 1,
  Fatal = 2,
}

/** RFC 5246 7.2, RFC 4279 2. */
export const enum Alert {
  CloseNotify = 0,
  UnexpectedMessage = 10,
  BadRecordMac = 20,
  HandshakeFailure = 40,
  IllegalParameter = 47,
  DecodeError = 50,
  DecryptError = 51,
  ProtocolVersion = 70,
  NoRenegotiation = 100,
  UnknownPskIdentity = 115,
}

const ALERT_NAMES: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  47: 'illegal_parameter',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  90: 'user_canceled',
  100: 'no_renegotiation',
  110: 'unsupported_extension',
  115: 'unknown_psk_identity',
};

/** The name of an alert as the RFCs write it, or its number. */
export function alertName(alert: number): string {
  return ALERT_NAMES[alert] ?? `alert ${alert}`;
}

/** What the peer sent is wrong; the alert is what it is told. */
export class DtlsError extends Error {
  constructor(
    readonly alert: Alert,
    message: string,
  ) {
    super(message);
  }
}
