import { newInt32s } from 'runtime';
import { Config } from 'config';
import type { Board, Settings } from '../board';
import {
  hasAccount, isQueueMode, registeredVersion, Security, securityRow, Server, serverNumber, serverRow, shortServerId,
} from '../engine/accounts';
import { isBootstrapping, requestBootstrap, startBootstrap } from '../engine/bootstrap';
import { elapsed, Tenths, uptime } from '../engine/clock';
import { isPaused, pauseEngine, stop as stopClient } from '../engine/engine';
import { ClientEvent } from '../engine/events';
import { isHeadOf } from '../engine/observations';
import { startRegistrations, suspendRegistrations } from '../engine/registration';
import { acceptsRequests, registrationDue, registrationState, requestUpdate, State } from '../engine/registration-state';
import { Row, texts, textSizeAt, textStart } from '../model/values';
import type { Command } from './command';
import { endLine, put, putNumber, putTextOf, say } from './print';
import { isWord, wordCount, wordText } from './words';

/** `status`, and what is done about the registrations as a whole. */
let board: Board;
/** When each server was registered with (`uptime`). */
const since = /* @__PURE__ */ newInt32s(Config.servers);

export function startServerCommands(on: Board): void {
  board = on;
}

/** Notes when a registration began. */
export function noteRegistration(event: ClientEvent, link: number): void {
  if (event === ClientEvent.registrationComplete) {
    since[link] = uptime();
  }
}

function putSeconds(tenths: number): void {
  putNumber(Math.floor(tenths / Tenths.second));
  put(' s');
}

function putText(row: number): void {
  if (row !== Row.none) {
    putTextOf(texts, textStart(row), textStart(row) + textSizeAt(row));
  }
}

/** What a registration that is not complete is doing. */
function nameOfState(state: State): string {
  return state === State.off
    ? 'off'
    : state === State.queued
      ? 'waiting for the server before it'
      : state === State.opening
        ? 'connecting'
        : state === State.deregister || state === State.deregistering
          ? 'de-registering'
          : state === State.waiting
            ? 'not registered'
            : 'registering';
}

function putState(link: number): void {
  const due = registrationDue(link);
  if (acceptsRequests(link)) {
    put('registered for ');
    putSeconds(elapsed(since[link]));
    put(registrationState(link) === State.updating ? ', updating' : due < Tenths.longest ? ', next update in ' : ', no update due');
    if (registrationState(link) === State.registered && due < Tenths.longest) {
      putSeconds(due);
    }
  } else {
    put(nameOfState(registrationState(link)));
    if (registrationState(link) === State.waiting) {
      put(', next attempt in ');
      putSeconds(due);
    }
  }
}

function putServer(link: number): void {
  let observed = 0;
  for (let row = 0; row < Config.observations; row++) {
    observed += isHeadOf(row, link) ? 1 : 0;
  }
  put('server ');
  putNumber(shortServerId(link));
  put(' ');
  putText(securityRow(link, Security.uri));
  put(' : ');
  putState(link);
  endLine();
  put('  version ');
  putNumber(registeredVersion(link) / 10);
  put(', lifetime ');
  putNumber(serverNumber(link, Server.lifetime, 0));
  put(' s, binding ');
  putText(serverRow(link, Server.binding));
  put(isQueueMode(link) ? ', queue mode, ' : ', ');
  putNumber(observed);
  say(observed === 1 ? ' observation' : ' observations');
}

function status(): boolean {
  let count = 0;
  put(board.settings().endpoint);
  put(', up ');
  putSeconds(uptime());
  say(isPaused() ? ', paused: "lwm2m resume" goes on' : '');
  for (let link = 0; link < Config.servers; link++) {
    if (hasAccount(link)) {
      putServer(link);
      count++;
    }
  }
  if (Config.bootstrap === 1 && isBootstrapping()) {
    say('bootstrapping');
  } else if (count === 0) {
    say('no server: "lwm2m start" registers with those of objects 0 and 1');
  }
  return true;
}

/** Asks for a bootstrap, if there is whom to ask. */
function askForBootstrap(): void {
  if (Config.bootstrap !== 1) {
    say('bootstrap is not in this image: "bootstrap" in config.json');
  } else if (!requestBootstrap()) {
    say('no Bootstrap-Server: an instance of object 0 names it, with 0/x/0 its URI and 0/x/1 true');
  }
}

/** Whether any server is being dealt with. */
function isStarted(): boolean {
  let started = Config.bootstrap === 1 && isBootstrapping();
  for (let link = 0; link < Config.servers; link++) {
    started = started || registrationState(link) !== State.off;
  }
  return started;
}

function start(): boolean {
  const count = wordCount();
  const wantsBootstrap = count > 2 && isWord(count - 2, '-b') && isWord(count - 1, '1');
  const isFlagged = wantsBootstrap || (count > 2 && isWord(count - 2, '-b') && isWord(count - 1, '0'));
  const names = isFlagged ? count - 3 : count - 1;
  if (names > 1) {
    return false;
  }
  if (isStarted()) {
    say('started already: "lwm2m stop" first');
    return true;
  }
  const settings = board.settings();
  const named: Settings = {
    endpoint: names === 1 ? wordText(1) : settings.endpoint,
    server: settings.server,
    identity: settings.identity,
    key: settings.key,
    lifetime: settings.lifetime,
    bootstrap: settings.bootstrap,
    binding: settings.binding,
    profile: settings.profile,
  };
  pauseEngine(false);
  if (Config.bootstrap === 1) {
    startBootstrap(named);
  }
  startRegistrations(named);
  if (wantsBootstrap) {
    askForBootstrap();
  }
  return true;
}

function stop(): boolean {
  const isForced = wordCount() === 2 && isWord(1, '-f');
  if (wordCount() > 1 && !isForced) {
    return false;
  }
  if (!isStarted()) {
    say('not started: "lwm2m start" does');
  } else if (isForced) {
    suspendRegistrations();
  } else {
    pauseEngine(false);
    stopClient();
  }
  return true;
}

function update(): boolean {
  let count = 0;
  for (let link = 0; link < Config.servers; link++) {
    if (acceptsRequests(link)) {
      requestUpdate(link);
      count++;
    }
  }
  if (count === 0) {
    say('not registered: see "lwm2m status"');
  }
  return true;
}

function bootstrap(): boolean {
  askForBootstrap();
  return true;
}

function pause(): boolean {
  pauseEngine(true);
  return true;
}

function resume(): boolean {
  pauseEngine(false);
  return true;
}

export const serverCommands: Command[] = [
  { name: 'status', usage: '', summary: 'show the servers', least: 1, most: 1, run: status },
  { name: 'start', usage: '[ENDPOINT] [-b 0|1]', summary: 'register; with -b 1 bootstrap first', least: 1, most: 4, run: start },
  { name: 'stop', usage: '[-f]', summary: 'de-register; with -f without a word', least: 1, most: 2, run: stop },
  { name: 'update', usage: '', summary: 'send an Update now', least: 1, most: 1, run: update },
  { name: 'bootstrap', usage: '', summary: 'ask the Bootstrap-Server to provision anew', least: 1, most: 1, run: bootstrap },
  { name: 'pause', usage: '', summary: 'neither send nor receive', least: 1, most: 1, run: pause },
  { name: 'resume', usage: '', summary: 'go on', least: 1, most: 1, run: resume },
  { name: 'lock', usage: '', summary: 'as pause: what is written next goes out together', least: 1, most: 1, run: pause },
  { name: 'unlock', usage: '', summary: 'as resume', least: 1, most: 1, run: resume },
];
