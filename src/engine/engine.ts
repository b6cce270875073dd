import { newInt32s } from 'runtime';
import { Config } from 'config';
import type { Board, BoardEvents } from '../board';
import { dropBody } from '../coap/block1';
import { abandonExchange, bytesReceived, endpointDue, exchangeFree, incoming, Outcome, outgoing, type Requests, sendExchange, startEndpoint } from '../coap/endpoint';
import { isStream } from '../coap/stream';
import { beginProtection, type Cause, protectionDue, seal, startTransport as startProtection, unseal } from '../dtls/transport';
import {
  Bootstrap,
  bootstrapExchanged,
  bootstrapOpened,
  isBootstrapDue,
  isBootstrapping,
  runBootstrap,
  sendBootstrap,
  stopBootstrap,
} from './bootstrap';
import { carryOutBootstrap } from './bootstrap-requests';
import { startRandom } from '../crypto/random';
import { Links } from '../coap/link';
import { startClock, Tenths } from './clock';
import { putIdentity, putKey, startConnections } from './connections';
import { downloadExchanged, downloadOpened } from './download';
import { deferredDue, endReplay, hasReadyRequest, startReplay } from './deferred';
import { buildNotification, Built, dueObservation, hasNews, notificationExchanged, observationsDue } from './notify';
import { generationOf, isSameObservation, noteSent, Observation, setChanged } from './observations';
import { ClientEvent, tellEvent } from './events';
import { runJobs } from './jobs';
import { eventOf, noteAlert } from './protection';
import { keepProvisioning } from './provisioning';
import { isAsleep, sleepDue, stayAwake, tellRadio } from './queue-mode';
import {
  acceptsRequests,
  giveUpWhenLeaving,
  leaveAll,
  linkOpened,
  refreshDue,
  registrationDue,
  registrationExchanged,
  requestUpdate,
  sendRegistration,
} from './registration';
import { respond } from './reply';
import { sampleObserved } from './sampling';
import { carryOut } from './request';
import { hasSend, sendExchanged, sendNext } from './send';
import { beginEvent, beginWork, endEvent, endWork, startSchedule, wantWork } from './schedule';

/** The engine's loop: events of the board in; registration, late answers and notifications out, one at a time a link. */
const enum Owner {
  nobody,
  registration,
  deferred,
  observation,
  send,
  bootstrap,
}

/** Whose exchange is under way on each link, and which observation's. */
const owners = /* @__PURE__ */ newInt32s(Config.servers);
const observations = /* @__PURE__ */ newInt32s(Config.servers);
const generations = /* @__PURE__ */ newInt32s(Config.servers);
function ignoreButton(): void {
  return;
}

let pressed: (this: void, button: number, pressed: number) => void = ignoreButton;

/** Called with each press (1) and release (0) of a button. */
export function onButton(callback: (this: void, button: number, pressed: number) => void): void {
  pressed = callback;
}

function ignoreLine(): void {
  return;
}

let typed: (this: void, text: string) => void = ignoreLine;

/** Called with each line that is typed on the console. */
export function onLine(callback: (this: void, text: string) => void): void {
  typed = callback;
}

/** Whether the engine neither sends nor hears: for the shell. */
let paused = false;

export function isPaused(): boolean {
  return paused;
}

/**
 * Stops all traffic, or lets it go on: what has become due meanwhile is done then. Datagrams that come are lost, as with
 * the radio off; a stream is still read and answered, since it has to be read without a gap. The jobs of the application go on.
 */
export function pauseEngine(isToPause: boolean): void {
  paused = isToPause;
  wantWork();
}

/** Gives the engine its board: from now on there are time and events. */
export function startEngine(board: Board): void {
  const events: BoardEvents = { buffer: incoming, received, opened, timer: work, stopping, button };
  if (Config.shell === 1) {
    events.line = line;
  }
  startClock(board);
  startSchedule(board);
  board.attach(events);
  if (Config.dtls === 1) {
    startRandom(board); // without a seed there is no DTLS, and ids come from the board
  }
  const requests: Requests = { request: requested, exchanged, retransmitting };
  if (Config.dtls === 1) {
    requests.seal = seal;
    startProtection(board, { putIdentity, putKey, protected: beProtected, ended: lostProtection }, incoming, outgoing);
  }
  startConnections(board);
  startEndpoint(board, requests);
}

function received(link: number, length: number): void {
  if (Config.shell === 1 && paused && !isStream(link)) {
    return;
  }
  beginEvent();
  const size = Config.dtls === 1 ? unseal(link, length) : length;
  if (Config.dtls === 1 && size === 0) {
    wantWork(); // a handshake may be waiting for something else now
  } else {
    if (Config.queueMode === 1 && !isOfDownload(link)) {
      stayAwake(link);
      wantWork();
    }
    if (!bytesReceived(link, size)) {
      linkChanged(link, ClientEvent.networkError);
    }
  }
  finishEvent();
}

function opened(link: number, error: number): void {
  beginEvent();
  if (Config.dtls === 1 && error === 0 && beginProtection(link)) {
    wantWork();
  } else {
    linkChanged(link, error === 0 ? 0 : ClientEvent.networkError);
  }
  finishEvent();
}

/** The handshake of a link is over. */
function beProtected(link: number): void {
  linkChanged(link, 0);
}

/** A link is not protected, or not any more. */
function lostProtection(link: number, cause: Cause, alert: number): void {
  const event = eventOf(cause);
  noteAlert(link, alert);
  if (Config.bootstrap === 1 && isOfBootstrap(link)) {
    tellEvent(event, link);
  }
  linkChanged(link, event);
}

/** Whether the link is the Bootstrap-Server's now. */
function isOfBootstrap(link: number): boolean {
  return link === Bootstrap.link && isBootstrapping();
}

/** Whether the link is the one to where firmware is downloaded from. */
function isOfDownload(link: number): boolean {
  return Config.firmwarePull === 1 && link === Links.download;
}

/** The link is open; or it is of no use, for what the event says. */
function linkChanged(link: number, error: ClientEvent | 0): void {
  if (Config.firmwarePull === 1 && isOfDownload(link)) {
    downloadOpened(error);
    wantWork(); // what it sends has a time-out
  } else if (Config.bootstrap === 1 && isOfBootstrap(link)) {
    bootstrapOpened(error);
  } else {
    linkOpened(link, error);
  }
}

function requested(link: number): void {
  if (Config.bootstrap === 1 && isOfBootstrap(link)) {
    carryOutBootstrap(link);
  } else if (!isOfDownload(link)) {
    carryOut(link);
  }
}

function stopping(): void {
  beginEvent();
  paused = false;
  stop();
  finishEvent();
}

/** De-registers from all servers, to stay away; a bootstrap is given up. */
export function stop(): void {
  if (Config.bootstrap === 1) {
    stopBootstrap();
  }
  leaveAll();
}

function button(number: number, isPressed: number): void {
  beginEvent();
  pressed(number, isPressed);
  finishEvent();
}

function line(text: string): void {
  beginEvent();
  typed(text);
  finishEvent();
}

function finishEvent(): void {
  if (endEvent()) {
    work();
  }
}

/** Does what is due, and asks the board to come back when something will be. */
function work(): void {
  beginWork();
  let soonest = inMilliseconds(runJobs());
  if (Config.shell === 1 && paused) {
    endWork(soonest);
    return;
  }
  endpointDue();
  if (Config.dtls === 1) {
    protectionDue();
  }
  const deferred = inMilliseconds(deferredDue());
  soonest = deferred < soonest ? deferred : soonest;
  if (Config.writeAttributes === 1) {
    const sampled = inMilliseconds(sampleObserved());
    soonest = sampled < soonest ? sampled : soonest;
  }
  if (Config.provisioning === 1 && !(Config.bootstrap === 1 && isBootstrapping())) {
    keepProvisioning();
  }
  if (Config.bootstrap === 1) {
    const bootstrapDue = inMilliseconds(runBootstrap());
    soonest = bootstrapDue < soonest ? bootstrapDue : soonest;
  }
  for (let link = 0; link < Config.servers; link++) {
    useLink(link);
    const due = dueIn(link);
    soonest = due < soonest ? due : soonest;
  }
  if (Config.queueMode === 1) {
    tellRadio();
  }
  // A new exchange has a time-out of its own.
  const next = endpointDue();
  soonest = next < soonest ? next : soonest;
  if (Config.dtls === 1) {
    const due = protectionDue();
    soonest = due < soonest ? due : soonest;
  }
  endWork(soonest);
}

/** At most a day, so that the clocks are asked often enough. */
function inMilliseconds(tenths: number): number {
  return 100 * (tenths < Tenths.day ? tenths : Tenths.day);
}

/** Milliseconds until the link has something to send, at most a day. */
function dueIn(link: number): number {
  if (!exchangeFree(link)) {
    return inMilliseconds(refreshDue(link));
  }
  let due = registrationDue(link);
  const observed = acceptsRequests(link) ? observationsDue(link) : due;
  due = observed < due ? observed : due;
  const asleep = Config.queueMode === 1 ? sleepDue(link) : due;
  return inMilliseconds(asleep < due ? asleep : due);
}

/** Begins the next exchange of a link that is free: what keeps the registration comes first. */
function useLink(link: number): void {
  let again = true;
  if (refreshDue(link) === 0 && !exchangeFree(link)) {
    makeWay(link);
  }
  while (again && exchangeFree(link)) {
    again = false;
    if (Config.bootstrap === 1 && isOfBootstrap(link)) {
      if (isBootstrapDue()) {
        owners[link] = Owner.bootstrap;
        sendBootstrap();
      }
    } else if (registrationDue(link) === 0) {
      owners[link] = Owner.registration;
      sendRegistration(link);
      if (Config.queueMode === 1) {
        stayAwake(link);
      }
    } else if (Config.queueMode === 1 && isAsleep(link) && hasSomethingToSend(link)) {
      requestUpdate(link); // LwM2M 1.1 Core 6.5: the Update wakes the server first
      again = true;
    } else if (acceptsRequests(link) && hasReadyRequest(link)) {
      owners[link] = Owner.deferred;
      replay(link);
    } else if (acceptsRequests(link)) {
      const observation = dueObservation(link);
      if (observation !== Observation.none) {
        owners[link] = Owner.observation;
        observations[link] = observation;
        generations[link] = generationOf(observation);
        if (buildNotification(observation) === Built.news) {
          sendExchange(link);
        }
        again = true;
      } else if (Config.send === 1 && hasSend(link)) {
        owners[link] = Owner.send;
        sendNext(link);
        again = true;
      }
    }
  }
}

/**
 * The registration has to be refreshed, and what is under way is not acknowledged: it is given up, since it could last
 * until the registration has lapsed (NSTART 1). A notification is sent again afterwards.
 */
function makeWay(link: number): void {
  abandonExchange(link);
  if (owners[link] === Owner.observation && isSameObservation(observations[link], generations[link])) {
    noteSent(observations[link], -1);
    setChanged(observations[link], 1);
  }
  owners[link] = Owner.nobody;
}

/** Whether there is something to send beside the registration's own messages. */
function hasSomethingToSend(link: number): boolean {
  return hasReadyRequest(link) || observationsDue(link) === 0 || (Config.send === 1 && hasSend(link));
}

/** Carries out a request whose callbacks have answered, and sends its response. */
function replay(link: number): void {
  const error = startReplay(link);
  if (error === 0) {
    carryOut(link);
  } else {
    respond(link, error);
  }
  dropBody(link, incoming);
  endReplay();
  if (!sendExchange(link)) {
    wantWork();
  }
}

function exchanged(link: number, outcome: Outcome): void {
  if (Config.firmwarePull === 1 && isOfDownload(link)) {
    downloadExchanged(outcome);
    wantWork();
    return;
  }
  const owner = owners[link];
  owners[link] = Owner.nobody;
  if (Config.bootstrap === 1 && owner === Owner.bootstrap) {
    bootstrapExchanged(outcome);
  } else if (owner === Owner.registration) {
    registrationExchanged(link, outcome);
  } else if (Config.send === 1 && owner === Owner.send) {
    owners[link] = Owner.send;
    sendExchanged(link, outcome);
  } else if (owner === Owner.observation) {
    if (isSameObservation(observations[link], generations[link])) {
      notificationExchanged(observations[link], outcome);
    }
    if (outcome === Outcome.timeout) {
      requestUpdate(link);
    }
  }
  wantWork();
}

/** A notification that was overtaken by news is renewed (RFC 7641 4.5.2); a registration nobody wants any more is not sent again. */
function retransmitting(link: number): void {
  if (Config.firmwarePull === 1 && isOfDownload(link)) {
    return;
  }
  if (Config.queueMode === 1) {
    stayAwake(link);
  }
  if (owners[link] === Owner.registration) {
    giveUpWhenLeaving(link);
    return;
  }
  const same = isSameObservation(observations[link], generations[link]);
  if (owners[link] === Owner.observation && same && hasNews(observations[link])) {
    if (buildNotification(observations[link]) === Built.nothing) {
      abandonExchange(link);
      wantWork();
    } else {
      sendExchange(link);
    }
  }
}
