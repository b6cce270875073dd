import { startCcm } from 'primitives';
import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import { Links } from '../coap/link';
import { wipe } from '../crypto/wipe';
import { Size } from './protocol';

/** The associations: one a link, each with the keys, the counters and the session that it has with its peer. */
export const enum State {
  /** The link is not protected: what is sent and received on it passes as it is. */
  plain,
  /** It is to be protected, and there is no association. */
  closed,
  /** Its handshake waits for that of another link. */
  queued,
  handshake,
  open,
}

/** Numbers of an association. Sequence numbers of 48 bits are two halves of 24. */
export const enum Column {
  state,
  /** Of the next record that is sent in epoch 1. */
  sequenceHigh,
  sequenceLow,
  /** The newest that was received in epoch 1. */
  receivedHigh,
  receivedLow,
  /** Sizes of the Connection IDs: in records to the peer, and in records from it. 0: none. */
  peerCid,
  ownCid,
  columns,
}

/** Bytes of an association. The key block is as RFC 5246 6.3 lays it out: for CCM, or for CBC. */
export const enum Secret {
  clientMac,
  serverMac = clientMac + Size.hash,
  clientCbcKey = serverMac + Size.hash,
  serverCbcKey = clientCbcKey + 16,
  clientKey = 0,
  serverKey = clientKey + 16,
  clientIv = serverKey + 16,
  serverIv = clientIv + 4,
  /** End of the key block; then which of the last 64 records were received, a bit each. */
  window = serverIv + 4 + Config.dtlsCbc * 56,
  peerCid = window + 8,
  ownCid = peerCid + Size.connectionId,
  /** The session, which outlives the association: lower byte of its suite, size of its id, whose it is, id, and master secret. */
  suite = ownCid + Config.dtlsCidBytes,
  sessionIdSize = suite + 1,
  owner = sessionIdSize + 1,
  sessionId = owner + 8,
  master = sessionId + Size.sessionId,
  bytes = master + Size.master,
}

export const associations = /* @__PURE__ */ newInt32s(Links.all * Column.columns);
export const secrets = /* @__PURE__ */ newUint8s(Links.all * Secret.bytes);

export function stateOf(link: number): State {
  return associations[link * Column.columns];
}

export function setState(link: number, state: State): void {
  associations[link * Column.columns] = state;
}

/** Whether the peer knows the link by a connection ID. */
export function hasConnectionId(link: number): boolean {
  return associations[link * Column.columns + Column.peerCid] > 0;
}

/** Wipes the keys of a link's association; the session stays, to be resumed. */
export function wipeKeys(link: number): void {
  const row = link * Column.columns;
  wipe(secrets, link * Secret.bytes, link * Secret.bytes + Secret.suite);
  startCcm(secrets, link * Secret.bytes, secrets, 0); // nor does CCM know a key any more
  for (let column: number = Column.sequenceHigh; column < Column.columns; column++) {
    associations[row + column] = 0;
  }
}

/** Wipes the session of a link: the next handshake is a full one. */
export function wipeSession(link: number): void {
  wipe(secrets, link * Secret.bytes + Secret.suite, (link + 1) * Secret.bytes);
}
