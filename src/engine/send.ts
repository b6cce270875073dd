import { newInt32s } from 'runtime';
import { Config } from 'config';
import { Code, Option } from '../coap/code';
import { sendExchange, startRequest } from '../coap/endpoint';
import { putTextOption, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Outcome } from '../coap/requests';
import { ContentFormat, Id, Level } from '../format/type';
import type { ObjectDefinition } from '../model/description';
import { idOfInstance, slotOf } from '../model/instances';
import { Found, idOfObject, objectOfSlot } from '../model/objects';
import { Server, serverNumber } from './accounts';
import type { Instance } from './application';
import { PathColumn, putComposite, startStoredPaths } from './composite';
import { chooseFormat } from './read';
import { acceptsRequests } from './registration-state';
import { wantWork } from './schedule';
import { continueUpload, putUpload, startUpload, surveyUpload } from './upload';

/**
 * Send (LwM2M 1.1 Core 6.4.6): values that the device reports of its own accord. A Send is a list of paths, as a
 * composite operation has; its values are those at the time it goes out, to each server that has not muted it.
 */
const enum Column {
  /** Those of `PathColumn` come first. The link of a head is a bit for each server it is still to go to. */
  generation = 8,
  columns = 9,
}

const enum Row {
  none = -1,
}

/** Told how a Send went. @param code The server's answer, 2.04 when it has the values; 0 when there was none. */
export type SendCallback = (this: void, code: number, link: number) => void;

function ignore(): void {
  return;
}

const rows = /* @__PURE__ */ newInt32s(Config.sendPaths * Column.columns);
const callbacks: SendCallback[] = [];
/** The Send that paths are being added to, and whether all had room. */
let open: number = Row.none;
let complete = false;
/** What each link is sending: row and generation; the row is `Row.none` when it sends nothing. */
const sending = /* @__PURE__ */ newInt32s(Config.servers);
const generations = /* @__PURE__ */ newInt32s(Config.servers);

function freeRow(): number {
  for (let row = 0; row < Config.sendPaths; row++) {
    if (rows[row * Column.columns + PathColumn.used] === 0) {
      return row;
    }
  }
  return Row.none;
}

function remove(head: number): void {
  for (let row = 0; row < Config.sendPaths; row++) {
    if (rows[row * Column.columns + PathColumn.head] === head) {
      rows[row * Column.columns + PathColumn.used] = 0;
    }
  }
}

/** Begins a Send: what it is to hold is added by `addToSend`, and `endSend` sends it. */
export function beginSend(): void {
  for (let link = 0; link < Config.servers; link++) {
    if (!acceptsRequests(link)) {
      forgetSends(link); // a server that has gone must not keep the room
    }
  }
  if (open !== Row.none) {
    remove(open);
  }
  open = Row.none;
  complete = true;
}

/** Adds an instance, one of its resources, or an instance of a multiple resource. */
export function addToSend<D extends ObjectDefinition>(
  instance: Instance<D>,
  resource?: keyof D['resources'] & number,
  resourceInstance?: number,
): void {
  const row = freeRow();
  const slot = slotOf(instance);
  if (row === Row.none || slot === Found.none || !complete) {
    complete = false;
    return;
  }
  open = open === Row.none ? row : open;
  const at = row * Column.columns;
  rows[at + PathColumn.used] = 1;
  rows[at + PathColumn.link] = 0;
  rows[at + PathColumn.head] = open;
  rows[at + PathColumn.level] = resource === undefined ? Level.instance : resourceInstance === undefined ? Level.resource : Level.resourceInstance;
  rows[at + PathColumn.objectId] = idOfObject(objectOfSlot(slot));
  rows[at + PathColumn.instanceId] = idOfInstance(slot);
  rows[at + PathColumn.resourceId] = resource === undefined ? Id.none : resource;
  rows[at + PathColumn.resourceInstanceId] = resourceInstance === undefined ? Id.none : resourceInstance;
}

/**
 * Sends what was added to each server that is registered with and has not muted it (resource 23 of object 1: muted
 * unless it is there and false); in queue mode, when the client is awake.
 * @param callback Told the answer of each server.
 * @returns false, with nothing sent, when "sendPaths" of config.json has no room for it, an instance is gone, or no
 *   server is to have it.
 */
export function endSend(callback: SendCallback): boolean {
  const head = open;
  let links = 0;
  for (let link = 0; link < Config.servers; link++) {
    links += acceptsRequests(link) && !isMuted(link) ? 1 << link : 0;
  }
  open = Row.none;
  if (head === Row.none || !complete || links === 0) {
    if (head !== Row.none) {
      remove(head);
    }
    return false;
  }
  const at = head * Column.columns;
  rows[at + PathColumn.link] = links;
  rows[at + Column.generation] = (rows[at + Column.generation] + 1) & 0xffff;
  while (callbacks.length <= head) {
    callbacks.push(ignore);
  }
  callbacks[head] = callback;
  wantWork();
  return true;
}

function isMuted(link: number): boolean {
  return serverNumber(link, Server.muteSend, 1) !== 0;
}

/** The Send that the link has to send next, or `Row.none`. */
function nextSend(link: number): number {
  for (let row = 0; row < Config.sendPaths; row++) {
    const at = row * Column.columns;
    if (rows[at + PathColumn.used] === 1 && rows[at + PathColumn.head] === row && row !== open && ((rows[at + PathColumn.link] >>> link) & 1) === 1) {
      if (!isMuted(link)) {
        return row;
      }
      forgetSends(link);
    }
  }
  return Row.none;
}

/** Whether the link has something to send. */
export function hasSend(link: number): boolean {
  return nextSend(link) !== Row.none;
}

/** Begins the exchange of the link's next Send. */
export function sendNext(link: number): void {
  sending[link] = nextSend(link);
  generations[link] = rows[sending[link] * Column.columns + Column.generation];
  startUpload(link);
  putMessage(link);
}

/** Writes the next message of the Send under way, in the link's exchange. */
function putMessage(link: number): void {
  const contentFormat = Config.formatSenmlCbor === 1 ? ContentFormat.senmlCbor : ContentFormat.senmlJson;
  chooseFormat(contentFormat);
  startStoredPaths(rows, Column.columns, Config.sendPaths, sending[link], link);
  surveyUpload(link, putComposite);
  startRequest(link, Code.post);
  putTextOption(Option.uriPath, 'dp');
  putUintOption(Option.contentFormat, contentFormat);
  putUpload(link, putComposite);
  if (!sendExchange(link)) {
    finish(link, 0);
  }
}

/** The exchange begun by `sendNext` is over. */
export function sendExchanged(link: number, outcome: Outcome): void {
  if (outcome === Outcome.response && continueUpload(link)) {
    putMessage(link);
  } else {
    finish(link, outcome === Outcome.response ? message[Field.code] : 0);
  }
}

function finish(link: number, code: number): void {
  const head = sending[link];
  const at = head * Column.columns;
  if (rows[at + PathColumn.used] === 1 && rows[at + Column.generation] === generations[link]) {
    rows[at + PathColumn.link] = rows[at + PathColumn.link] & ~(1 << link);
    const callback = callbacks[head];
    if (rows[at + PathColumn.link] === 0) {
      remove(head);
    }
    callback(code, link);
  }
}

/** Gives up what the link had to send: its account is gone. */
export function forgetSends(link: number): void {
  for (let row = 0; row < Config.sendPaths; row++) {
    const at = row * Column.columns;
    rows[at + PathColumn.link] = rows[at + PathColumn.link] & ~(1 << link);
    if (rows[at + PathColumn.used] === 1 && rows[at + PathColumn.head] === row && row !== open && rows[at + PathColumn.link] === 0) {
      remove(row);
    }
  }
}
