import { newInt32s } from 'runtime';
import { Config } from 'config';
import { isQueueMode } from './accounts';
import { remaining, Tenths } from './clock';
import { Change } from './registration-messages';
import { wantWork } from './schedule';

/** The table of registrations, a row a link: where each of them is, what it has to tell, and when. */
export const enum State {
  off,
  /** Has a place in the order of registration, and waits for its turn. */
  queued,
  /** The board opens the link. */
  opening,
  /** Register is to be sent, or under way. */
  register,
  registering,
  registered,
  updating,
  /** De-register is to be sent, or under way. */
  deregister,
  deregistering,
  /** Waits until `due`, then registers: after a failure, or disabled by the server. */
  waiting,
}

export const enum RegistrationColumn {
  state,
  /** When `registered` has to update or `waiting` is over (`momentIn`). */
  due,
  /** Whether to update, and what has changed since the server was told: `Change` bits. */
  updateWanted,
  changes,
  /** What the Update under way tells. */
  telling,
  /** 1 when the exchange that is over has to be followed by another one of the same request. */
  continuing,
  /** Seconds to wait after De-register before registering again; -1: stay away. */
  pause,
  /** 1: to be left as soon as the registration under way is complete. */
  leaving,
  columns,
}

const rows = /* @__PURE__ */ newInt32s(Config.servers * RegistrationColumn.columns);

export function registrationAt(link: number, column: RegistrationColumn): number {
  return rows[link * RegistrationColumn.columns + column];
}

export function setRegistration(link: number, column: RegistrationColumn, value: number): void {
  rows[link * RegistrationColumn.columns + column] = value;
}

/** Where the registration is; for whoever shows it. */
export function registrationState(link: number): State {
  return registrationAt(link, RegistrationColumn.state);
}

/** Whether requests of the server are carried out: only while it has a registration (LwM2M 1.1 Core 6.2.1). */
export function acceptsRequests(link: number): boolean {
  return registrationState(link) === State.registered || registrationState(link) === State.updating;
}

/**
 * Something that a server has to be told has changed: an Update is sent.
 * @param link -1 for none.
 */
export function noteChange(link: number, change: Change): void {
  if (link >= 0) {
    setRegistration(link, RegistrationColumn.changes, registrationAt(link, RegistrationColumn.changes) | change);
    requestUpdate(link);
  }
}

/** Instances were added or removed. */
export function objectsChanged(): void {
  for (let link = 0; link < Config.servers; link++) {
    noteChange(link, Change.objects);
  }
}

/** Sends an Update as soon as possible (LwM2M 1.1 Core 6.2.2); after the registration, if that is under way. */
export function requestUpdate(link: number): void {
  if (link >= 0) {
    setRegistration(link, RegistrationColumn.updateWanted, 1);
    wantWork();
  }
}

/**
 * Tenths of a second until the registration would lapse if no Update were sent: well before that, an exchange that is
 * not acknowledged has to make room for it.
 */
export function refreshDue(link: number): number {
  return registrationState(link) === State.registered ? remaining(registrationAt(link, RegistrationColumn.due)) : Tenths.longest;
}

/** Tenths of a second until the registration has something to send on the free link; 0 when it has now. */
export function registrationDue(link: number): number {
  const state = registrationState(link);
  if (state === State.register || state === State.deregister || registrationAt(link, RegistrationColumn.continuing) === 1) {
    return 0;
  }
  if (state === State.registered || state === State.waiting) {
    if (state === State.registered && registrationAt(link, RegistrationColumn.updateWanted) === 1) {
      return 0;
    }
    return remaining(registrationAt(link, RegistrationColumn.due));
  }
  return Tenths.longest;
}

/** Whether something may come or go on the link: it is neither off nor put off. */
export function isInUse(link: number): boolean {
  const state = registrationState(link);
  return state !== State.off && state !== State.queued && state !== State.waiting;
}

/** Whether the server knows that it has to wait for an Update: registered in queue mode. */
export function isQueued(link: number): boolean {
  return registrationState(link) === State.registered && isQueueMode(link);
}
