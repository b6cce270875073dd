import { Config } from 'config';
import { Transport } from '../board';
import { readUri, Scheme } from '../coap/uri';
import { Row, texts, textSizeAt, textStart } from '../model/values';
import { SecurityMode, Server, serverRow } from './accounts';

/** What the LwM2M Server URI of an account says (LwM2M 1.1 Core E.1): coap://HOST[:PORT], coaps://… or coap+tcp://…. */

const enum PreferredTransport {
  tcp = 84,
  udp = 85,
}

let scheme: Scheme = Scheme.malformed;

/**
 * Reads the URI in a row; `uriHost` and `uriPort` have its parts afterwards.
 * @returns false when it is none that can be used with the Security Mode: another scheme, no host, an impossible port.
 */
export function readServerUri(row: number, mode: number): boolean {
  scheme = row === Row.none ? Scheme.malformed : readUri(texts, textStart(row), textStart(row) + textSizeAt(row));
  const isOpen = scheme === Scheme.coap || (Config.tcp === 1 && scheme === Scheme.coapTcp);
  return mode === SecurityMode.noSec ? isOpen : Config.dtls + Config.bootstrap > 0 && scheme === Scheme.coaps;
}

/** The transport to the server of a link, after `readServerUri`. LwM2M 1.1 Core E.2: Preferred Transport is for new connections. */
export function serverTransport(link: number): Transport {
  const row = Config.tcp === 1 && scheme !== Scheme.coaps ? serverRow(link, Server.preferredTransport) : Row.none;
  const preferred = row === Row.none || textSizeAt(row) !== 1 ? 0 : texts[textStart(row)];
  const isTcp = preferred === PreferredTransport.tcp || (scheme === Scheme.coapTcp && preferred !== PreferredTransport.udp);
  return Config.tcp === 1 && isTcp ? Transport.tcp : Transport.udp;
}
