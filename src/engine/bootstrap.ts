import { newInt32s } from 'runtime';
import { Config } from 'config';
import type { Settings } from '../board';
import { Code } from '../coap/code';
import { sendExchange } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { Outcome } from '../coap/requests';
import { Id } from '../format/type';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findDefinition, findObject, Found, ObjectId, objectOfSlot } from '../model/objects';
import { numberAt, Row } from '../model/values';
import { bootstrapAccount, linkBootstrapAccount, securityRow, Security, Server } from './accounts';
import { putBootstrapRequest } from './bootstrap-messages';
import { applyPack, putPackRequest, startPack, takePack } from './bootstrap-pack';
import { currentTime, momentIn, remaining, tenthsOf, Tenths } from './clock';
import { connect, disconnect, startTransport } from './connections';
import { ClientEvent, tellEvent } from './events';
import { resetDelays } from './order';
import { isProvisioningStored, restoreProvisioning, storeProvisioning } from './provisioning';
import { startRegistrations, suspendRegistrations, takeBootstrapNeed } from './registration';
import { deleteInstance, setNumberOf } from './resources';
import { wantWork } from './schedule';
import { forgetLostServers } from './unbootstrap';

/**
 * Bootstrap (LwM2M 1.1 Core 6.1): when the client has no server, or cannot register, or a server tells it to, it has a
 * Bootstrap-Server write its accounts. The servers are left meanwhile, and the Bootstrap-Server has the first link. What
 * was there before comes back from storage when the Bootstrap-Server does not finish.
 */
export const enum Bootstrap {
  link = 0,
}

const enum State {
  off,
  /** Begins at `due`. */
  waiting,
  opening,
  /** The request is to be sent, or under way. */
  request,
  requesting,
  /** The Bootstrap-Server writes, until `due` unless it goes on. */
  session,
  /** Finish is answered; the link stays until `due`, in case the answer is lost. */
  finished,
}

const enum Column {
  state,
  due,
  /** Sessions that have failed in a row. */
  failures,
  /** 1 when the next request is for a Bootstrap-Pack. */
  asksForPack,
  /** 1 when the Bootstrap-Server does not know the format that was preferred. */
  withoutFormat,
  /** 1 while the account of the Bootstrap-Server is to be purged, at `purgeAt`. */
  purging,
  purgeAt,
  columns,
}

const enum Seconds {
  /** EXCHANGE_LIFETIME: how long the Bootstrap-Server may be silent (LwM2M 1.1 Core 6.1.7.1). */
  silence = 247,
  /** How long an answer that was lost may be asked for again (RFC 7252 4.2), before the link changes hands. */
  linger = 4,
  /** Pause after a failure; doubled after each, up to the longest. */
  firstPause = 3,
  longestPause = 3600,
}

const row = /* @__PURE__ */ newInt32s(Column.columns);
let settings: Settings;

/** Says what the device is called. */
export function startBootstrap(given: Settings): void {
  settings = given;
  row[Column.failures] = 0;
  planPurge();
}

/** Whether the first link is the Bootstrap-Server's now. */
export function isBootstrapping(): boolean {
  return row[Column.state] >= State.opening;
}

/** Whether the link is the Bootstrap-Server's now. */
export function isOfBootstrap(link: number): boolean {
  return link === Bootstrap.link && isBootstrapping();
}

/** Whether requests of the Bootstrap-Server are carried out. */
export function isBootstrapSession(): boolean {
  return row[Column.state] === State.session;
}

/** Gives up for good: the client stops. */
export function stopBootstrap(): void {
  if (isBootstrapping()) {
    disconnect(Bootstrap.link);
    restoreProvisioning();
  }
  row[Column.state] = State.off;
}

/** A server wants a bootstrap (LwM2M 1.1 Core 6.1.4): it begins when the answer has left. @returns false without an account. */
export function requestBootstrap(): boolean {
  const possible = bootstrapAccount() !== Found.none;
  if (possible && !isBootstrapping()) {
    wait(Seconds.linger);
  }
  return possible;
}

function wait(seconds: number): void {
  row[Column.state] = State.waiting;
  row[Column.due] = momentIn(tenthsOf(seconds));
  wantWork();
}

/** Plans a client initiated bootstrap: after the Client Hold Off Time, and later after a failure. */
function plan(): void {
  linkBootstrapAccount(Bootstrap.link);
  const holdOff = securityRow(Bootstrap.link, Security.clientHoldOffTime);
  let pause: number = Seconds.firstPause;
  for (let i = 1; i < row[Column.failures] && pause < Seconds.longestPause; i++) {
    pause *= 2;
  }
  pause = pause < Seconds.longestPause ? pause : Seconds.longestPause;
  wait(row[Column.failures] > 0 ? pause : holdOff === Row.none ? 0 : numberAt(holdOff));
}

/** Does what is due. @returns Tenths of a second until something is again. */
export function runBootstrap(): number {
  const state = row[Column.state];
  if (takeBootstrapNeed() && state === State.off && bootstrapAccount() !== Found.none) {
    suspendRegistrations();
    plan();
  }
  if (row[Column.purging] === 1 && remaining(row[Column.purgeAt]) === 0) {
    purge();
  }
  const timed = row[Column.state] === State.waiting || row[Column.state] >= State.session;
  if (timed && remaining(row[Column.due]) === 0) {
    if (row[Column.state] === State.waiting) {
      begin();
    } else if (row[Column.state] === State.session) {
      fail();
    } else {
      complete();
    }
  }
  const due = row[Column.state] === State.waiting || row[Column.state] >= State.session ? remaining(row[Column.due]) : Tenths.longest;
  const purgeDue = row[Column.purging] === 1 ? remaining(row[Column.purgeAt]) : Tenths.longest;
  return due < purgeDue ? due : purgeDue;
}

function begin(): void {
  suspendRegistrations();
  if (!isProvisioningStored()) {
    storeProvisioning(); // what to go back to
  }
  row[Column.state] = State.opening;
  row[Column.asksForPack] = Config.bootstrapPack === 1 && Config.version >= 12 ? 1 : 0;
  row[Column.withoutFormat] = 0;
  startPack();
  linkBootstrapAccount(Bootstrap.link);
  const event = connect(Bootstrap.link);
  if (event !== 0) {
    tellEvent(event, Bootstrap.link);
    fail();
  }
}

/** The board has opened the link, or could not, or it has broken. */
export function bootstrapOpened(error: number): void {
  if (error === 0 && row[Column.state] === State.opening) {
    startTransport(Bootstrap.link);
    row[Column.state] = State.request;
    wantWork();
  } else if (error !== 0 && row[Column.state] === State.finished) {
    complete();
  } else if (error !== 0) {
    fail();
  }
}

/** Whether the request is to be sent on the free link. */
export function isBootstrapDue(): boolean {
  return row[Column.state] === State.request;
}

/** Sends the request. */
export function sendBootstrap(): void {
  row[Column.state] = State.requesting;
  if (Config.bootstrapPack === 1 && row[Column.asksForPack] === 1) {
    putPackRequest(Bootstrap.link);
  } else {
    putBootstrapRequest(Bootstrap.link, row[Column.withoutFormat] === 0);
  }
  if (!sendExchange(Bootstrap.link)) {
    fail();
  }
}

/** The exchange of the request is over. */
export function bootstrapExchanged(outcome: Outcome): void {
  if (row[Column.state] !== State.requesting) {
    return;
  }
  const code = outcome === Outcome.response ? message[Field.code] : Code.empty;
  if (Config.bootstrapPack === 1 && row[Column.asksForPack] === 1) {
    packAnswered(code);
  } else if (code === Code.changed) {
    row[Column.state] = State.session;
    noteBootstrapCommand();
  } else if (code === Code.unsupportedContentFormat && row[Column.withoutFormat] === 0) {
    row[Column.withoutFormat] = 1;
    row[Column.state] = State.request;
  } else {
    fail();
  }
  wantWork();
}

/** @param code `Code.empty` for none. */
function packAnswered(code: number): void {
  const taken = code === Code.content ? takePack(Bootstrap.link) : code;
  row[Column.state] = State.request;
  if (taken !== Code.continue) {
    row[Column.asksForPack] = 0;
    if (taken === 0 && code === Code.content && applyPack()) {
      finishBootstrap();
    } else {
      restoreProvisioning(); // LwM2M 1.2 Core 6.1.7.8: falls back to Bootstrap-Request
      linkBootstrapAccount(Bootstrap.link);
    }
  }
}

/** The Bootstrap-Server goes on: it may be silent for as long again. */
export function noteBootstrapCommand(): void {
  row[Column.due] = momentIn(tenthsOf(Seconds.silence));
  wantWork();
}

/** What the Bootstrap-Server has written is consistent: it is kept. Should storage fail, it holds until the next reboot. */
export function finishBootstrap(): void {
  noteTime();
  forgetLostServers();
  resetDelays();
  storeProvisioning();
  row[Column.state] = State.finished;
  row[Column.due] = momentIn(tenthsOf(Seconds.linger));
  wantWork();
}

/** Last Bootstrapped (LwM2M 1.1 Core E.2), if the time is known. */
function noteTime(): void {
  const object = findObject(ObjectId.server);
  for (let place = 0; place < instanceCount(object) && currentTime() > 0; place++) {
    setNumberOf(object, instanceInOrder(object, place), findDefinition(object, Server.lastBootstrapped), Id.none, currentTime());
  }
}

function complete(): void {
  disconnect(Bootstrap.link);
  row[Column.state] = State.off;
  row[Column.failures] = 0;
  planPurge();
  tellEvent(ClientEvent.bootstrapComplete, Bootstrap.link);
  startRegistrations(settings);
}

/** Everything is as it was before (LwM2M 1.1 Core 6.1.7.1), and the servers are tried again. */
function fail(): void {
  disconnect(Bootstrap.link);
  restoreProvisioning();
  row[Column.state] = State.off;
  row[Column.failures]++;
  tellEvent(ClientEvent.bootstrapFailure, Bootstrap.link);
  startRegistrations(settings);
}

/** Bootstrap-Server Account Timeout (LwM2M 1.1 Core E.1): counted from a bootstrap, or from the start. */
function planPurge(): void {
  linkBootstrapAccount(Bootstrap.link);
  const timeout = securityRow(Bootstrap.link, Security.bootstrapAccountTimeout);
  row[Column.purging] = timeout !== Row.none && numberAt(timeout) > 0 ? 1 : 0;
  if (row[Column.purging] === 1) {
    row[Column.purgeAt] = momentIn(tenthsOf(numberAt(timeout)));
    wantWork();
  }
}

function purge(): void {
  const slot = bootstrapAccount();
  row[Column.purging] = 0;
  if (slot !== Found.none && !isBootstrapping()) {
    deleteInstance(objectOfSlot(slot), slot);
  }
}
