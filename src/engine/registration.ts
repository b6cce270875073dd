import { newInt32s } from 'runtime';
import { Config } from 'config';
import type { Board } from '../board';
import { Code } from '../coap/code';
import { abandonExchange, Outcome, resetLink, sendExchange } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { numberAt, Row } from '../model/values';
import {
  hasAccount,
  linkAccounts,
  readServerUri,
  securityRow,
  Security,
  SecurityMode,
  Server,
  serverHost,
  serverNumber,
  serverPort,
} from './accounts';
import { momentIn, remaining, tenthsOf, Tenths } from './clock';
import { forgetDeferred } from './deferred';
import { ClientEvent, type EventCallback } from './events';
import { forgetObservations } from './observations';
import { Change, keepLocation, putDeregister, putRegister, putUpdate } from './registration-messages';
import { wantWork } from './schedule';

/** Registration with the servers (LwM2M 1.1 Core 6.2): Register, Update, De-register, and trying again. */
const enum State {
  off,
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

const enum Column {
  state,
  /** When `registered` has to update or `waiting` is over (`momentIn`). */
  due,
  /** Attempts that have failed in a row. */
  failures,
  /** Whether to update, and what has changed since the server was told: `Change` bits. */
  updateWanted,
  changes,
  /** Seconds to wait after De-register before registering again; -1: stay away. */
  pause,
  /** 1: to be left as soon as the registration under way is complete. */
  leaving,
  columns,
}

const rows = /* @__PURE__ */ newInt32s(Config.servers * Column.columns);
let board: Board;
let endpointName = '';
let onEvent: EventCallback;

/**
 * Registers with all servers.
 * @param endpoint Endpoint client name.
 */
export function startRegistrations(on: Board, endpoint: string, callback: EventCallback): void {
  board = on;
  endpointName = endpoint;
  onEvent = callback;
  linkAccounts();
  for (let link = 0; link < Config.servers; link++) {
    if (hasAccount(link) && get(link, Column.state) === State.off) {
      set(link, Column.failures, 0);
      open(link);
    }
  }
}

function get(link: number, column: Column): number {
  return rows[link * Column.columns + column];
}

function set(link: number, column: Column, value: number): void {
  rows[link * Column.columns + column] = value;
}

/** Whether requests of the server are carried out: only while it has a registration (LwM2M 1.1 Core 6.2.1). */
export function acceptsRequests(link: number): boolean {
  return get(link, Column.state) === State.registered || get(link, Column.state) === State.updating;
}

function open(link: number): void {
  const mode = securityRow(link, Security.mode);
  if (mode === Row.none || numberAt(mode) !== SecurityMode.noSec || !readServerUri(link)) {
    set(link, Column.state, State.off);
    onEvent(ClientEvent.networkError, link);
    return;
  }
  set(link, Column.state, State.opening);
  board.open(link, serverHost(), serverPort());
}

/** The board has opened the link, or could not. */
export function linkOpened(link: number, error: number): void {
  const state = get(link, Column.state);
  if (error === 0 && state === State.opening) {
    set(link, Column.state, State.register);
    wantWork();
  } else if (error !== 0 && (state === State.deregister || state === State.deregistering)) {
    left(link);
  } else if (error !== 0 && state !== State.off && state !== State.waiting) {
    tryLater(link);
    onEvent(ClientEvent.networkError, link);
  }
}

/**
 * Something that a server has to be told has changed: an Update is sent.
 * @param link -1 for none.
 */
export function noteChange(link: number, change: Change): void {
  if (link >= 0) {
    set(link, Column.changes, get(link, Column.changes) | change);
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
    set(link, Column.updateWanted, 1);
    wantWork();
  }
}

/**
 * De-registers, and registers again after a pause.
 * @param pause Seconds; -1 to stay away.
 */
export function leave(link: number, pause: number): void {
  const state = link < 0 ? State.off : get(link, Column.state);
  if (state === State.off) {
    return;
  }
  set(link, Column.pause, pause);
  if (state === State.registering) {
    set(link, Column.leaving, 1); // the server may have the registration already
    return;
  }
  if (state === State.registered || state === State.updating) {
    abandonExchange(link); // what is under way may take a minute and a half to be given up
    set(link, Column.state, State.deregister);
    wantWork();
  } else if (state !== State.deregister && state !== State.deregistering) {
    left(link);
  }
}

/** The registration under way was not answered in time, and is to be left anyway. */
export function giveUpWhenLeaving(link: number): void {
  if (get(link, Column.leaving) === 1) {
    set(link, Column.leaving, 0);
    left(link);
  }
}

/** De-registers from all servers, to stay away. */
export function leaveAll(): void {
  for (let link = 0; link < Config.servers; link++) {
    leave(link, -1);
  }
}

/** The link is given up after a De-register, or because there is nothing to de-register from. */
function left(link: number): void {
  closeLink(link);
  const pause = get(link, Column.pause);
  if (pause < 0) {
    set(link, Column.state, State.off);
    onEvent(ClientEvent.disconnected, link);
  } else {
    wait(link, pause);
    onEvent(ClientEvent.serverDisabled, link);
  }
}

function closeLink(link: number): void {
  resetLink(link);
  forgetObservations(link);
  forgetDeferred(link);
  board.close(link);
}

function wait(link: number, seconds: number): void {
  set(link, Column.state, State.waiting);
  set(link, Column.due, momentIn(tenthsOf(seconds)));
  wantWork();
}

/** Waits longer after each failed attempt, and longest after the last of a sequence (LwM2M 1.1 Core 6.2.1.2). */
function tryLater(link: number): void {
  closeLink(link);
  const failures = get(link, Column.failures) + 1;
  const attempts = serverNumber(link, Server.communicationRetryCount, 5);
  let pause = serverNumber(link, Server.communicationRetryTimer, 60);
  const longest = serverNumber(link, Server.communicationSequenceDelayTimer, 86400);
  if (failures >= attempts) {
    pause = longest;
    set(link, Column.failures, 0);
  } else {
    for (let i = 1; i < failures && pause < longest; i++) {
      pause *= 2;
    }
    set(link, Column.failures, failures);
  }
  wait(link, pause < longest ? pause : longest);
}

/** Tenths of a second until the registration has something to send on the free link; 0 when it has now. */
export function registrationDue(link: number): number {
  const state = get(link, Column.state);
  if (state === State.register || state === State.deregister) {
    return 0;
  }
  if (state === State.registered || state === State.waiting) {
    if (state === State.registered && get(link, Column.updateWanted) === 1) {
      return 0;
    }
    return remaining(get(link, Column.due));
  }
  return Tenths.longest;
}

/** Sends what is due. */
export function sendRegistration(link: number): void {
  const state = get(link, Column.state);
  if (state === State.waiting) {
    open(link);
  } else if (state === State.register) {
    forgetObservations(link);
    putRegister(link, endpointName);
    send(link, State.registering);
  } else if (state === State.registered) {
    putUpdate(link, get(link, Column.changes));
    send(link, State.updating);
  } else {
    putDeregister(link);
    send(link, State.deregistering);
  }
}

/** Sends the message that was built. One that "messageBytes" of config.json is too small for cannot be. */
function send(link: number, next: State): void {
  set(link, Column.state, next);
  set(link, Column.updateWanted, 0);
  set(link, Column.changes, Change.none);
  if (!sendExchange(link)) {
    tryLater(link);
    onEvent(ClientEvent.registrationFailure, link);
  } else if (next === State.updating) {
    onEvent(ClientEvent.registrationUpdate, link);
  } else if (next === State.deregistering) {
    onEvent(ClientEvent.deregister, link);
  }
}

/** Plans the next Update well before the lifetime is over. */
function registered(link: number): void {
  const lifetime = serverNumber(link, Server.lifetime, 86400);
  const margin = 93; // MAX_TRANSMIT_WAIT, RFC 7252 4.8.2
  const delay = lifetime > 2 * margin ? lifetime - margin : lifetime / 2;
  set(link, Column.state, State.registered);
  set(link, Column.failures, 0);
  set(link, Column.due, momentIn(lifetime === 0 ? Tenths.longest : tenthsOf(delay)));
  wantWork();
}

/** The exchange begun by `sendRegistration` is over. */
export function registrationExchanged(link: number, outcome: Outcome): void {
  const state = get(link, Column.state);
  const code = outcome === Outcome.response ? message[Field.code] : Code.empty;
  if (state === State.registering) {
    const leaving = get(link, Column.leaving) === 1;
    set(link, Column.leaving, 0);
    if (code === Code.created && keepLocation(link)) {
      registered(link);
      if (leaving) {
        leave(link, get(link, Column.pause));
        return;
      }
      onEvent(ClientEvent.registrationComplete, link);
    } else if (leaving) {
      left(link);
    } else {
      tryLater(link);
      onEvent(outcome === Outcome.timeout ? ClientEvent.registrationTimeout : ClientEvent.registrationFailure, link);
    }
  } else if (state === State.updating) {
    if (code === Code.changed) {
      registered(link);
      onEvent(ClientEvent.registrationUpdateComplete, link);
    } else {
      // LwM2M 1.1 Core 6.2.2: the server does not know the registration any more, or cannot be reached.
      set(link, Column.state, State.register);
      wantWork();
      onEvent(outcome === Outcome.timeout ? ClientEvent.registrationTimeout : ClientEvent.registrationFailure, link);
    }
  } else if (state === State.deregistering) {
    left(link);
    if (code !== Code.deleted) {
      onEvent(ClientEvent.deregisterFailure, link);
    }
  } else if (state === State.deregister) {
    wantWork();
  }
}
