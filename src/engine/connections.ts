import { newUint8s } from 'runtime';
import { Config } from 'config';
import { type Board, Transport } from '../board';
import { putBytes } from '../bytes/output';
import { resetLink, startStream } from '../coap/endpoint';
import { Links } from '../coap/link';
import { uriHost, uriPort } from '../coap/uri';
import { hasRandom } from '../crypto/random';
import { endProtection, protect } from '../dtls/transport';
import { numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { securityRow, Security, SecurityMode } from './accounts';
import { ClientEvent } from './events';
import { readServerUri, serverTransport } from './server-uri';

/** The links to servers: opened as their accounts say, over UDP or TCP, protected or not. */
const transports = /* @__PURE__ */ newUint8s(Config.servers);
let board: Board;
/** Whose account the link for downloads has; -1: nobody's. */
let lender = -1;

export function startConnections(on: Board): void {
  board = on;
}

/** Whether the account of a link has a pre-shared key; -1 has none. */
export function hasKey(link: number): boolean {
  const row = link < 0 ? Row.none : securityRow(link, Security.secretKey);
  return row !== Row.none && textSizeAt(row) > 0;
}

function open(link: number, host: string, port: number, transport: Transport, isProtected: boolean): void {
  if (Config.dtls === 1) {
    protect(link, isProtected);
  }
  board.open(link, host, port, transport);
}

/** Has the board open the link to the server of its account. @returns 0, or the event that says why it cannot be used. */
export function connect(link: number): ClientEvent | 0 {
  const modeRow = securityRow(link, Security.mode);
  const mode = modeRow === Row.none ? -1 : numberAt(modeRow);
  const isProtected = Config.dtls === 1 && mode === SecurityMode.preSharedKey && hasKey(link);
  if (!isProtected && mode !== SecurityMode.noSec) {
    return ClientEvent.unsupportedSecurity;
  }
  if (Config.dtls === 1 && isProtected && !hasRandom()) {
    return ClientEvent.noSeed;
  }
  if (!readServerUri(securityRow(link, Security.uri), mode)) {
    return ClientEvent.networkError;
  }
  const transport = serverTransport(link);
  transports[link] = transport;
  open(link, uriHost(), uriPort(), transport, isProtected);
  return 0;
}

/**
 * Has the board open the link for downloads, to a host that is no LwM2M server.
 * @param server Link of the server whose identity and key it is protected with.
 */
export function connectDownload(host: string, port: number, isProtected: boolean, server: number): void {
  lender = server;
  resetLink(Links.download);
  open(Links.download, host, port, Transport.udp, isProtected);
}

/** Has the board close the link; what was under way on it is forgotten. */
export function disconnect(link: number): void {
  resetLink(link);
  if (Config.dtls === 1) {
    endProtection(link);
  }
  board.close(link);
}

/** The link is open: over TCP, that is where each side says what it can take. */
export function startTransport(link: number): void {
  if (Config.tcp === 1 && transports[link] === Transport.tcp) {
    startStream(link);
  }
}

function putCredential(link: number, resource: Security): void {
  const account = Config.firmwarePull === 1 && link === Links.download ? lender : link;
  const row = account < 0 ? Row.none : securityRow(account, resource);
  if (row !== Row.none) {
    putBytes(texts, textStart(row), textStart(row) + textSizeAt(row));
  }
}

/** Writes the PSK identity of a link's account. */
export function putIdentity(link: number): void {
  putCredential(link, Security.identity);
}

/** Writes the pre-shared key of a link's account. */
export function putKey(link: number): void {
  putCredential(link, Security.secretKey);
}
