import { Config } from 'config';

/** What the application is told of the registration, as Zephyr's `lwm2m_rd_client_event` has it. */
export const enum ClientEvent {
  /** The server has refused the registration or an Update, or could not be understood. */
  registrationFailure = 1,
  registrationComplete = 2,
  /** The server did not answer. */
  registrationTimeout = 3,
  registrationUpdate = 4,
  registrationUpdateComplete = 5,
  deregister = 6,
  deregisterFailure = 7,
  /** Not registered any more, and not trying: after `stop`. */
  disconnected = 8,
  /** The server has asked not to be bothered for a while (Disable). */
  serverDisabled = 9,
  /** The link cannot be opened or is broken: look at the server's address. */
  networkError = 10,
  /** The Bootstrap-Server was not reached, has refused, or did not finish: everything is as it was before. */
  bootstrapFailure = 11,
  /** The Bootstrap-Server has provisioned the client. */
  bootstrapComplete = 12,
  /** Queue mode: nothing will be sent or received for a while; and again from now on. */
  radioOff = 13,
  radioOn = 14,
  /** The server has another pre-shared key than the client, or drops what it cannot make sense of. */
  wrongKey = 15,
  /** The server does not know the client's PSK identity. */
  unknownIdentity = 16,
  /** Client and server cannot agree on how to protect what they say. */
  securityFailure = 17,
  /** The server has ended the session: another one is begun. */
  sessionClosed = 18,
  /** The account wants a Security Mode that is not in the image, or has no key for it. */
  unsupportedSecurity = 19,
  /** The device has no seed in storage (`StorageSlot.seed`): its keys could be guessed, so there are none. */
  noSeed = 20,
}

/** @param link Number of the server account, from 0. */
export type EventCallback = (this: void, event: ClientEvent, link: number) => void;

function ignore(): void {
  return;
}

let callback: EventCallback;
let watcher: EventCallback = ignore;

/** Has the application told of what happens from now on. */
export function tellEventsTo(listener: EventCallback): void {
  callback = listener;
}

/** Has the shell told as well, and first. */
export function watchEvents(listener: EventCallback): void {
  watcher = listener;
}

/** Tells the application. */
export function tellEvent(event: ClientEvent, link: number): void {
  if (Config.shell === 1) {
    watcher(event, link);
  }
  callback(event, link);
}
