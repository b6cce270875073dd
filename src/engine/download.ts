import { newInt32s } from 'runtime';
import { Config } from 'config';
import { type Board, type FirmwareSink, UpdateResult } from '../board';
import { blockBytes, blockOffset, hasMore, largestSzx, szxOf } from '../coap/block-size';
import { Code, Option } from '../coap/code';
import { incoming, sendExchange, startRequest } from '../coap/endpoint';
import { putTextOption, putUintOption } from '../coap/encode';
import { Links } from '../coap/link';
import { Field, message } from '../coap/message';
import { Outcome } from '../coap/requests';
import { putUri, readPackageUri, Scheme, uriHost, uriPort } from '../coap/uri';
import { connectDownload, disconnect, hasKey } from './connections';
import { after, cancel } from './jobs';

/**
 * Downloads a firmware package by Block2 (RFC 7959 2.4), over a link of its own: registrations and requests of servers go
 * on meanwhile. A URI of HTTP is asked of a CoAP proxy (RFC 7252 5.7.2), as Zephyr does.
 */
const enum Column {
  isActive,
  /** Bytes that the sink has, the block size asked for (16 << szx), and what the first block told of the package. */
  received,
  szx,
  eTag,
  total,
  /** Requests in a row that came to nothing; and how often the package has changed meanwhile. */
  failures,
  restarts,
  columns,
}

const enum Limit {
  failures = 5,
  restarts = 4,
  /** Seconds before the first attempt anew; each further one waits twice as long. */
  pause = 8,
}

/** Told when the download is over: `initial` when the whole package is in the sink. */
type DownloadCallback = (this: void, result: UpdateResult) => void;

const row = /* @__PURE__ */ newInt32s(Column.columns);
let board: Board;
let sink: FirmwareSink;
let source = '';
let lender = -1;
let done: DownloadCallback;

function proxyOf(on: Board): string {
  const proxy = on.settings().firmwareProxy;
  return proxy === undefined ? '' : proxy;
}

/** Whether the board's settings name a usable proxy for HTTP. */
export function hasDownloadProxy(on: Board): boolean {
  return proxyOf(on) !== '' && readPackageUri(proxyOf(on)) === Scheme.coap;
}

function canDownload(scheme: Scheme): boolean {
  return (
    scheme === Scheme.coap ||
    (Config.dtls === 1 && scheme === Scheme.coaps && hasKey(lender)) ||
    (scheme === Scheme.http && hasDownloadProxy(board))
  );
}

/**
 * Begins a download. `callback` may be called at once.
 * @param server Link of the server that wants it: at coaps, its identity and key are used; -1 for none.
 */
export function startDownload(on: Board, to: FirmwareSink, server: number, uri: string, callback: DownloadCallback): void {
  board = on;
  lender = server;
  sink = to;
  source = uri;
  done = callback;
  for (let i = 0; i < Column.columns; i++) {
    row[i] = 0;
  }
  row[Column.isActive] = 1;
  row[Column.szx] = largestSzx;
  const scheme = readPackageUri(uri);
  if (scheme === Scheme.malformed) {
    finish(UpdateResult.invalidUri);
  } else if (canDownload(scheme)) {
    open();
  } else {
    finish(UpdateResult.unsupportedProtocol);
  }
}

/** Ends the download without a word. */
export function stopDownload(): void {
  if (row[Column.isActive] === 1) {
    row[Column.isActive] = 0;
    cancel(open);
    disconnect(Links.download);
  }
}

function finish(result: UpdateResult): void {
  stopDownload();
  done(result);
}

/** Has the board open the link to where the package is, or to the proxy. */
function open(): void {
  let scheme = readPackageUri(source);
  if (scheme === Scheme.http) {
    scheme = readPackageUri(proxyOf(board));
  }
  connectDownload(uriHost(), uriPort(), scheme === Scheme.coaps, lender);
}

/** The link is open, or could not be opened, or has broken. */
export function downloadOpened(error: number): void {
  if (row[Column.isActive] === 1) {
    if (error === 0) {
      ask();
    } else {
      tryLater();
    }
  }
}

/** Goes on where it stopped, after a pause; or gives up. */
function tryLater(): void {
  disconnect(Links.download);
  row[Column.failures]++;
  if (row[Column.failures] > Limit.failures) {
    finish(UpdateResult.connectionLost);
  } else {
    after(Limit.pause << (row[Column.failures] - 1), open);
  }
}

/** Asks for the next block. */
function ask(): void {
  const szx = row[Column.szx];
  const isDirect = readPackageUri(source) !== Scheme.http;
  startRequest(Links.download, Code.get);
  if (isDirect) {
    putUri();
  }
  putUintOption(Option.block2, (row[Column.received] >>> (szx + 4)) * 16 + szx);
  if (!isDirect) {
    putTextOption(Option.proxyUri, source);
  }
  if (!sendExchange(Links.download)) {
    finish(UpdateResult.invalidUri);
  }
}

/** The exchange that `ask` has begun is over. */
export function downloadExchanged(outcome: Outcome): void {
  if (row[Column.isActive] === 0) {
    return;
  }
  const code = outcome === Outcome.response ? message[Field.code] : Code.serviceUnavailable;
  if (code === Code.content) {
    takeBlock();
  } else if (code === Code.proxyingNotSupported) {
    finish(UpdateResult.unsupportedProtocol);
  } else if (code < Code.internalServerError) {
    finish(row[Column.received] === 0 ? UpdateResult.invalidUri : UpdateResult.connectionLost);
  } else {
    tryLater();
  }
}

/** Another package than the one whose first blocks are there: begins anew. */
function restart(): void {
  row[Column.restarts]++;
  row[Column.received] = 0;
  if (row[Column.restarts] > Limit.restarts) {
    finish(UpdateResult.connectionLost);
  } else {
    ask();
  }
}

function takeBlock(): void {
  const option = message[Field.block2] === -1 ? largestSzx : message[Field.block2];
  const szx = szxOf(option);
  const size = message[Field.payloadEnd] - message[Field.payloadStart];
  if (row[Column.received] > 0 && message[Field.eTag] !== row[Column.eTag]) {
    restart(); // RFC 7959 2.4
    return;
  }
  // What is not the block that was asked for counts as lost.
  if (szx > row[Column.szx] || blockOffset(option) !== row[Column.received] || (hasMore(option) && size !== blockBytes(option))) {
    tryLater();
    return;
  }
  const result = keep(size);
  if (result !== UpdateResult.initial) {
    finish(result);
    return;
  }
  row[Column.szx] = szx;
  row[Column.failures] = 0;
  if (hasMore(option)) {
    ask();
  } else {
    const isWhole = row[Column.total] === -1 || row[Column.total] === row[Column.received];
    finish(isWhole ? UpdateResult.initial : UpdateResult.integrityFailure);
  }
}

/** Gives the payload to the sink. */
function keep(size: number): UpdateResult {
  if (row[Column.received] === 0) {
    row[Column.eTag] = message[Field.eTag];
    row[Column.total] = message[Field.size2];
    const refused = sink.begin(row[Column.total] > 0 ? row[Column.total] : 0);
    if (refused !== UpdateResult.initial) {
      return refused;
    }
  }
  row[Column.received] += size;
  return size === 0 ? UpdateResult.initial : sink.write(incoming, message[Field.payloadStart], message[Field.payloadEnd]);
}

/** Whether the link is the one to where firmware is downloaded from. */
export function isOfDownload(link: number): boolean {
  return Config.firmwarePull === 1 && link === Links.download;
}
