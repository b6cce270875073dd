import { Config } from 'config';
import type { Settings } from '../board';
import { Code } from '../coap/code';
import { abandonExchange, sendExchange } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { Outcome } from '../coap/requests';
import { isProtected } from '../dtls/transport';
import { Found } from '../model/objects';
import { accountCount, bootstrapAccount, hasAccount, linkAccounts, lowerVersion, Server, serverNumber } from './accounts';
import { momentIn, tenthsOf, Tenths } from './clock';
import { connect, disconnect, startTransport } from './connections';
import { forgetDeferred } from './deferred';
import { ClientEvent, tellEvent } from './events';
import { forgetObservations } from './observations';
import { endDelay, endTurn, enterOrder, initialDelay, takeTurn } from './order';
import {
  Change,
  keepLocation,
  namesProfile,
  putDeregister,
  putRegister,
  putUpdate,
  setMessageSettings,
  wantObjectLinks,
} from './registration-messages';
import { registrationAt, RegistrationColumn, registrationState, requestUpdate, setRegistration, State } from './registration-state';
import { pauseAfterFailure, resetRetries, sequencePause } from './retries';
import { wantWork } from './schedule';
import { continueUpload, startUpload } from './upload';

/** Registration with the servers (LwM2M 1.1 Core 6.2): Register, Update, De-register, and trying again. */

/** Whether a server could not be registered with that wants a bootstrap then, or there is no server at all. */
let needsBootstrap = false;

/**
 * Registers with all servers: those with a Registration Priority Order one after the other, the others at once
 * (LwM2M 1.1 Core 6.2.1.1).
 */
export function startRegistrations(settings: Settings): void {
  setMessageSettings(settings);
  linkAccounts();
  needsBootstrap = accountCount() === 0;
  for (let link = 0; link < Config.servers; link++) {
    if (hasAccount(link) && registrationState(link) === State.off) {
      resetRetries(link);
      wantObjectLinks(link, 0);
      if (enterOrder(link)) {
        setRegistration(link, RegistrationColumn.state, State.queued);
      } else {
        openLink(link);
      }
    }
  }
  startNext();
  wantWork();
}

/** Leaves all servers without a word, since a bootstrap begins. */
export function suspendRegistrations(): void {
  for (let link = 0; link < Config.servers; link++) {
    endTurn(link);
    if (registrationState(link) !== State.off) {
      closeLink(link);
      setRegistration(link, RegistrationColumn.state, State.off);
      setRegistration(link, RegistrationColumn.leaving, 0);
    }
  }
}

/** Whether a bootstrap has become necessary since this was asked last (LwM2M 1.1 Core 6.1.3). */
export function takeBootstrapNeed(): boolean {
  const needed = needsBootstrap;
  needsBootstrap = false;
  return needed;
}

/** Begins the registration with the next server in the order, unless the one before it is not done yet. */
function startNext(): void {
  const link = takeTurn();
  const delay = link < 0 ? 0 : initialDelay(link);
  if (delay > 0) {
    wait(link, delay);
  } else if (link >= 0) {
    openLink(link);
  }
}

/** The server has had its turn. */
function letNext(link: number): void {
  if (endTurn(link)) {
    startNext();
  }
}

function openLink(link: number): void {
  setRegistration(link, RegistrationColumn.state, State.opening);
  const event = connect(link);
  if (event !== 0) {
    setRegistration(link, RegistrationColumn.state, State.off);
    tellEvent(event, link);
    failed(link);
  }
}

/** The link is open, or goes on under another address of the client; or it is of no use, for what the event says. */
export function linkOpened(link: number, error: ClientEvent | 0): void {
  const state = registrationState(link);
  if (error === 0 && state === State.opening) {
    startTransport(link);
    setRegistration(link, RegistrationColumn.state, State.register);
    wantWork();
  } else if (error === 0 && state === State.registered) {
    requestUpdate(link); // it comes from where the client is to be found now
  } else if (error !== 0 && (state === State.deregister || state === State.deregistering)) {
    left(link);
  } else if (error !== 0 && state !== State.off && state !== State.waiting) {
    tryLater(link);
    tellEvent(error, link);
  }
}

/**
 * De-registers, and registers again after a pause.
 * @param pause Seconds; -1 to stay away.
 */
export function leave(link: number, pause: number): void {
  const state = link < 0 ? State.off : registrationState(link);
  if (state === State.off) {
    return;
  }
  setRegistration(link, RegistrationColumn.pause, pause);
  if (state === State.registering) {
    setRegistration(link, RegistrationColumn.leaving, 1); // the server may have the registration already
    return;
  }
  setRegistration(link, RegistrationColumn.continuing, 0);
  if (state === State.registered || state === State.updating) {
    abandonExchange(link); // what is under way may take a minute and a half to be given up
    setRegistration(link, RegistrationColumn.state, State.deregister);
    wantWork();
  } else if (state !== State.deregister && state !== State.deregistering) {
    left(link);
  }
}

/** The registration under way was not answered in time, and is to be left anyway. */
export function giveUpWhenLeaving(link: number): void {
  if (registrationAt(link, RegistrationColumn.leaving) === 1) {
    setRegistration(link, RegistrationColumn.leaving, 0);
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
  const pause = registrationAt(link, RegistrationColumn.pause);
  if (pause < 0) {
    setRegistration(link, RegistrationColumn.state, State.off);
    tellEvent(ClientEvent.disconnected, link);
  } else {
    wait(link, pause);
    tellEvent(ClientEvent.serverDisabled, link);
  }
  letNext(link);
}

function closeLink(link: number): void {
  setRegistration(link, RegistrationColumn.continuing, 0);
  forgetObservations(link);
  forgetDeferred(link);
  disconnect(link);
}

function wait(link: number, seconds: number): void {
  setRegistration(link, RegistrationColumn.state, State.waiting);
  setRegistration(link, RegistrationColumn.due, momentIn(tenthsOf(seconds)));
  wantWork();
}

/** An attempt to register has failed (LwM2M 1.1 Core 6.2.1.2). */
function tryLater(link: number): void {
  if (registrationAt(link, RegistrationColumn.leaving) === 1) {
    giveUpWhenLeaving(link);
    return;
  }
  closeLink(link);
  const pause = pauseAfterFailure(link);
  if (pause >= 0) {
    wait(link, pause);
  } else {
    wait(link, sequencePause(link)); // unless a bootstrap comes first, it goes on by itself
    failed(link);
  }
}

/** All attempts to register have failed. */
function failed(link: number): void {
  resetRetries(link);
  if (Config.bootstrap === 1 && bootstrapAccount() !== Found.none && serverNumber(link, Server.bootstrapOnFailure, 1) === 1) {
    needsBootstrap = true;
    wantWork();
  } else if (serverNumber(link, Server.failureBlock, 0) === 0) {
    letNext(link);
  }
}

/** Sends what is due. */
export function sendRegistration(link: number): void {
  const state = registrationState(link);
  const isNew = registrationAt(link, RegistrationColumn.continuing) === 0;
  setRegistration(link, RegistrationColumn.continuing, 0);
  if (isNew) {
    startUpload(link);
    setRegistration(link, RegistrationColumn.updateWanted, 0);
  }
  if (state === State.waiting) {
    openLink(link);
  } else if (state === State.register || state === State.registering) {
    forgetObservations(link);
    setRegistration(link, RegistrationColumn.changes, Change.none);
    putRegister(link);
    send(link, State.registering);
  } else if (state === State.registered || state === State.updating) {
    if (isNew) {
      setRegistration(link, RegistrationColumn.telling, registrationAt(link, RegistrationColumn.changes));
      setRegistration(link, RegistrationColumn.changes, Change.none);
    }
    putUpdate(link, registrationAt(link, RegistrationColumn.telling));
    send(link, State.updating);
    if (isNew && registrationState(link) === State.updating) {
      tellEvent(ClientEvent.registrationUpdate, link);
    }
  } else {
    putDeregister(link);
    send(link, State.deregistering);
  }
}

/** Sends the message that was built. One that "messageBytes" of config.json is too small for cannot be. */
function send(link: number, next: State): void {
  setRegistration(link, RegistrationColumn.state, next);
  if (!sendExchange(link)) {
    tryLater(link);
    tellEvent(ClientEvent.registrationFailure, link);
  } else if (next === State.deregistering) {
    tellEvent(ClientEvent.deregister, link);
  }
}

/** Plans the next Update well before the lifetime is over. */
function registered(link: number): void {
  const lifetime = serverNumber(link, Server.lifetime, 86400);
  const margin = 93; // MAX_TRANSMIT_WAIT, RFC 7252 4.8.2
  const delay = lifetime > 2 * margin ? lifetime - margin : lifetime / 2;
  setRegistration(link, RegistrationColumn.state, State.registered);
  endDelay(link);
  resetRetries(link);
  setRegistration(link, RegistrationColumn.due, momentIn(lifetime === 0 ? Tenths.longest : tenthsOf(delay)));
  letNext(link);
  wantWork();
}

/** The exchange begun by `sendRegistration` is over. */
export function registrationExchanged(link: number, outcome: Outcome): void {
  const state = registrationState(link);
  const code = outcome === Outcome.response ? message[Field.code] : Code.empty;
  if ((state === State.registering || state === State.updating) && code !== Code.empty && continueUpload(link)) {
    setRegistration(link, RegistrationColumn.continuing, 1);
    wantWork();
  } else if (state === State.registering) {
    registerAnswered(link, code, outcome);
  } else if (state === State.updating) {
    updateAnswered(link, code, outcome);
  } else if (state === State.deregistering) {
    left(link);
    if (code !== Code.deleted) {
      tellEvent(ClientEvent.deregisterFailure, link);
    }
  } else if (state === State.deregister) {
    wantWork();
  }
}

/** @param code `Code.empty` for none. */
function registerAnswered(link: number, code: number, outcome: Outcome): void {
  const leaving = registrationAt(link, RegistrationColumn.leaving) === 1;
  setRegistration(link, RegistrationColumn.leaving, 0);
  if (code === Code.created && keepLocation(link)) {
    registered(link);
    if (leaving) {
      leave(link, registrationAt(link, RegistrationColumn.pause));
    } else {
      tellEvent(ClientEvent.registrationComplete, link);
    }
  } else if (leaving) {
    left(link);
  } else if (mayAskOtherwise(link, code)) {
    setRegistration(link, RegistrationColumn.state, State.register);
    wantWork();
  } else {
    tryLater(link);
    tellEvent(outcome === Outcome.timeout ? ClientEvent.registrationTimeout : ClientEvent.registrationFailure, link);
  }
}

/** Whether the server may accept the registration in another form: of a lower version, or with the object links. */
function mayAskOtherwise(link: number, code: number): boolean {
  if (code === Code.conflict && namesProfile(link)) {
    wantObjectLinks(link, 1); // LwM2M 1.2 Core 6.2.1
    return true;
  }
  return code === Code.preconditionFailed && lowerVersion(link);
}

/** @param code `Code.empty` for none. */
function updateAnswered(link: number, code: number, outcome: Outcome): void {
  if (code === Code.changed) {
    registered(link);
    tellEvent(ClientEvent.registrationUpdateComplete, link);
  } else if (Config.dtls === 1 && outcome === Outcome.timeout && isProtected(link)) {
    // The server may have lost the association: what is sent in it is dropped there without a word (RFC 6347 4.1.2.7).
    closeLink(link);
    openLink(link);
    tellEvent(ClientEvent.registrationTimeout, link);
  } else {
    // LwM2M 1.1 Core 6.2.2: the server does not know the registration any more, or cannot be reached.
    setRegistration(link, RegistrationColumn.state, State.register);
    wantWork();
    tellEvent(outcome === Outcome.timeout ? ClientEvent.registrationTimeout : ClientEvent.registrationFailure, link);
  }
}
