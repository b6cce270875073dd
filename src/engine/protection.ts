import { Config } from 'config';
import { Cause } from '../dtls/transport';
import { Id } from '../format/type';
import { findDefinition, findObject, Found, ObjectId } from '../model/objects';
import { Server, serverSlot } from './accounts';
import { ClientEvent } from './events';
import { setNumberOf } from './resources';

/** What DTLS tells of a link, and who is told. */
/** The event that says why a link is not protected. */
export function eventOf(cause: Cause): ClientEvent {
  return cause === Cause.wrongKey
    ? ClientEvent.wrongKey
    : cause === Cause.unknownIdentity
      ? ClientEvent.unknownIdentity
      : cause === Cause.closed
        ? ClientEvent.sessionClosed
        : cause === Cause.refused
          ? ClientEvent.securityFailure
          : cause === Cause.noSeed
            ? ClientEvent.noSeed
            : ClientEvent.registrationTimeout;
}

/** Notes the alert that a server has sent, for itself and others to read (LwM2M 1.1 Core E.2). */
export function noteAlert(link: number, alert: number): void {
  const slot = link < Config.servers ? serverSlot(link) : Found.none;
  if (slot !== Found.none && alert >= 0) {
    const object = findObject(ObjectId.server);
    setNumberOf(object, slot, findDefinition(object, Server.alertCode), Id.none, alert);
  }
}
