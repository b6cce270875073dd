import { Config } from 'config';
import type { Board, BoardEvents } from '../board';
import { bytesReceived, endpointDue, incoming, outgoing, startEndpoint } from '../coap/endpoint';
import { type Requests } from '../coap/requests';
import { isStream } from '../coap/stream';
import { startRandom } from '../crypto/random';
import { beginProtection, type Cause, protectionDue, seal, startTransport as startProtection, unseal } from '../dtls/transport';
import { bootstrapOpened, isBootstrapping, isOfBootstrap, runBootstrap, stopBootstrap } from './bootstrap';
import { carryOutBootstrap } from './bootstrap-requests';
import { startClock, Tenths } from './clock';
import { putIdentity, putKey, startConnections } from './connections';
import { deferredDue } from './deferred';
import { downloadOpened, isOfDownload } from './download';
import { ClientEvent, tellEvent } from './events';
import { exchangeDue, exchanged, retransmitting, useLink } from './exchanges';
import { runJobs } from './jobs';
import { eventOf, noteAlert } from './protection';
import { keepProvisioning } from './provisioning';
import { stayAwake, tellRadio } from './queue-mode';
import { leaveAll, linkOpened } from './registration';
import { carryOut } from './request';
import { sampleObserved } from './sampling';
import { beginEvent, beginWork, endEvent, endWork, startSchedule, wantWork } from './schedule';

/** The engine's loop: the events of the board come in, and after each of them what has become due is done. */
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
  // Where all requests are the server's there is one call less within each other.
  const requests: Requests = { request: Config.bootstrap === 1 || Config.firmwarePull === 1 ? requested : carryOut, exchanged, retransmitting };
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
  beginEvent();
  let soonest = inMilliseconds(runJobs());
  beginWork(); // what jobs have asked for is done below
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
    const due = inMilliseconds(exchangeDue(link));
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
