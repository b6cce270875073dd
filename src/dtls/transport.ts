import { copyBytes } from 'runtime';
import { Config } from 'config';
import type { Board } from '../board';
import { Links } from '../coap/link';
import { hasConnectionId, setState, State, stateOf, wipeKeys } from './associations';
import { Flight, flight, sendAlert, Step } from './flight';
import { endHandshake, flightArrived, handshakeDue, handshakeFailed, handshakeReceived, hasKeys, queueHandshake } from './handshake';
import { Cause, type LinkOwner, owner, startOwner } from './owner';
import { Alert, AlertLevel, ContentType, Size } from './protocol';
import { openRecord, putRecord, Received, received } from './record';
import { forgetSession } from './sessions';

/**
 * DTLS 1.2 between the board's links and what is sent on them (RFC 6347). A link that is to be protected is so from its
 * handshake until it is closed; the others pass as they are. Datagrams are sealed and opened in the buffers they lie in.
 */
export { Cause, type LinkOwner } from './owner';

let incoming: Uint8Array;

/**
 * Starts with no association.
 * @param arriving Where datagrams arrive, and `leaving`, where they are put together: `Config.messageBytes` and
 *   `Links.protection` each.
 */
export function startTransport(on: Board, above: LinkOwner, arriving: Uint8Array, leaving: Uint8Array): void {
  incoming = arriving;
  for (let link = 0; link < Links.all; link++) {
    setState(link, State.plain);
  }
  flight[Flight.step] = Step.none;
  flight[Flight.wait] = 0;
  startOwner(on, above, leaving);
}

/** Says whether the link, which is about to be opened, is to be protected. What it had before is over. */
export function protect(link: number, isProtected: boolean): void {
  endProtection(link);
  setState(link, isProtected ? State.closed : State.plain);
}

/** Whether the link is to be protected. */
export function isProtected(link: number): boolean {
  return stateOf(link) !== State.plain;
}

/**
 * The board has opened the link, or the board's own address there has changed. By a connection ID the server knows the client
 * at any address (RFC 9146 3); without one it takes another address for another client.
 * @returns Whether the link has to be protected first; its owner is told.
 */
export function beginProtection(link: number): boolean {
  const isKnown = Config.dtlsCid === 1 && stateOf(link) === State.open && hasConnectionId(link);
  if (isProtected(link) && !isKnown) {
    endProtection(link);
    queueHandshake(link);
  }
  return isProtected(link) && !isKnown;
}

/** The link is about to be closed: the server is told, and the keys are wiped. */
export function endProtection(link: number): void {
  if (stateOf(link) === State.open) {
    sendAlert(link, 1, AlertLevel.warning, Alert.closeNotify); // RFC 5246 7.2.1
  }
  if (isProtected(link)) {
    wipeKeys(link);
    setState(link, State.closed);
    endHandshake(link);
  }
}

/**
 * Protects the datagram in bytes 0 to `length` - 1 of `buffer`, at the same place.
 * @returns Its length; 0 when it cannot be sent, as if it were lost.
 */
export function seal(link: number, buffer: Uint8Array, length: number): number {
  const state = stateOf(link);
  return state === State.plain ? length : state === State.open ? putRecord(link, ContentType.applicationData, -1, buffer, 0, length) : 0;
}

/**
 * Opens the datagram that has arrived. Of several messages in it, the first counts; what is behind it is as good as lost.
 * @returns The length of the message that is at the beginning of the buffer now; 0 when there is none.
 */
export function unseal(link: number, length: number): number {
  if (!isProtected(link)) {
    return length;
  }
  let at = length > Config.messageBytes + Links.protection ? length : 0;
  let start = 0;
  let end = 0;
  // A record that is not genuine ends the datagram: each costs as much as one that is.
  while (end === 0 && at + Size.recordHeader <= length && stateOf(link) >= State.handshake && openRecord(link, incoming, at, length, hasKeys(link))) {
    const isSealed = received[Received.epoch] === 1;
    at = received[Received.start];
    if (received[Received.type] === ContentType.handshake) {
      handshakeReceived(link, incoming, at, received[Received.end], received[Received.epoch]);
    } else if (received[Received.type] === ContentType.alert) {
      alertReceived(link, isSealed, at, received[Received.end]);
    } else if (received[Received.type] === ContentType.applicationData && isSealed && stateOf(link) === State.open) {
      start = at;
      end = received[Received.end];
      flightArrived(link);
    }
    at = received[Received.next];
  }
  copyBytes(incoming, start, end, incoming, 0);
  return end - start;
}

function causeOf(alert: number): Cause {
  return alert === Alert.unknownPskIdentity
    ? Cause.unknownIdentity
    : alert === Alert.badRecordMac || alert === Alert.decryptError
      ? Cause.wrongKey
      : Cause.refused;
}

function alertReceived(link: number, isSealed: boolean, at: number, end: number): void {
  const alert = end - at === 2 ? incoming[at + 1] : Alert.none;
  const isFatal = alert !== Alert.none && incoming[at] === AlertLevel.fatal;
  if (stateOf(link) === State.handshake) {
    if (isFatal) {
      handshakeFailed(causeOf(alert), alert);
    }
  } else if (isSealed && (isFatal || alert === Alert.closeNotify)) {
    // RFC 6347 4.1.2.7: what is not sealed may come from anybody.
    if (isFatal) {
      forgetSession(link); // RFC 5246 7.2.2
      wipeKeys(link);
      setState(link, State.closed);
    }
    endProtection(link);
    owner().ended(link, Cause.closed, alert);
  }
}

/** Does what is due. @returns Milliseconds until something is again, at most a day. */
export function protectionDue(): number {
  return handshakeDue();
}
