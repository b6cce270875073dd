/** Alerts (RFC 5246 7.2, RFC 4279 2) as a server of pre-shared keys sends and shows them. */
import type { Alert } from '../../../src/dtls/protocol';

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
