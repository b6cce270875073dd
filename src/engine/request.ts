import { Config } from 'config';
import { readText } from 'runtime';
import { putDecimal, decimalSize } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { putOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { startArguments } from '../format/execute-arguments';
import type { Format } from '../format/format';
import { ContentFormat, Id, Level } from '../format/type';
import { Callback, callCallbacks, callObjectCallbacks, hasCallback, hasObjectCallback } from '../model/callbacks';
import { hasMultipleInstances, isMultiple, Operations, resourceOperations } from '../model/description';
import { descriptionOf } from '../model/objects';
import { beginRequest, deferRequest, releaseCurrent, replaying } from './deferred';
import { putDiscovery } from './discover';
import { findFormat, representsMany } from './formats';
import { addObservation, cancelObservation, noteSent, Observation, putObserve, removeObservation } from './observe';
import { checkReadable, putTarget, refreshTarget, targetContentFormat } from './read';
import { acceptsRequests } from './registration';
import { endPayload, reply, startPayload } from './reply';
import { wantWork } from './schedule';
import { deleteInstance } from './resources';
import { findTarget, readPath, Target, target } from './target';
import {
  callWriteCallbacks,
  checkWrite,
  createdCount,
  createdId,
  hasWriteCallbacks,
  Mode,
  recheckWrite,
  storeWrite,
} from './write';
import { writeAttributes } from './write-attributes';

/** Carrying out the requests of a server (LwM2M 1.1 Core 6.3, 6.4; LwM2M 1.1 Transport 6.4.3). */
const enum Handled {
  /** The response, with all it has, is at the output cursor. */
  replied = 0,
  /** Answered later, when callbacks have answered. */
  deferred = -1,
}

/** Carries out the request in `message`. What it returns on is a response with a bare code. */
export function carryOut(link: number): void {
  if (acceptsRequests(link)) {
    beginRequest();
    const code = operate(link);
    releaseCurrent();
    if (code > 0) {
      reply(link, code);
    }
  }
}

/** @returns The code of a response without payload, or a `Handled`. */
function operate(link: number): number {
  if (isBlockwise()) {
    return Code.badOption; // RFC 7959 2.1: Block options are critical
  }
  const malformed = readPath();
  const code = malformed === 0 ? findTarget() : malformed;
  if (code !== 0) {
    return code;
  }
  const method = message[Field.code];
  if (method === Code.get) {
    return Config.discover === 1 && message[Field.accept] === ContentFormat.linkFormat ? discover(link) : read(link);
  }
  if (method === Code.put) {
    return put(link);
  }
  if (method === Code.post) {
    return post(link);
  }
  if (method === Code.delete) {
    return Config.createDelete === 1 ? remove() : Code.methodNotAllowed;
  }
  return Code.methodNotAllowed;
}

/** Whether more than the first and only block of a body is asked for or sent. */
function isBlockwise(): boolean {
  return message[Field.block1] >= 8 || message[Field.block2] >= 16;
}

function hasPayload(): boolean {
  return message[Field.payloadEnd] > message[Field.payloadStart];
}

/** Discover. */
function discover(link: number): number {
  if (target[Target.level] === Level.resourceInstance) {
    return Code.methodNotAllowed;
  }
  reply(link, Code.content);
  startPayload(ContentFormat.linkFormat);
  putDiscovery(link);
  return endPayload() ? Handled.replied : Code.internalServerError;
}

/** Read, Observe and Cancel Observation. */
function read(link: number): number {
  const unreadable = checkReadable();
  if (unreadable !== 0) {
    return unreadable;
  }
  const contentFormat = message[Field.accept] === -1 ? targetContentFormat() : message[Field.accept];
  const format = findFormat(contentFormat);
  if (format === undefined) {
    return Code.notAcceptable;
  }
  const refreshed = replaying() ? 0 : refreshTarget();
  if (refreshed > 0) {
    return refreshed;
  }
  if (refreshed < 0) {
    return deferRequest(link, -refreshed) ? Handled.deferred : Code.serviceUnavailable;
  }
  return replyWithTarget(link, format);
}

function replyWithTarget(link: number, format: Format): number {
  let observation: number = Observation.none;
  if (message[Field.observe] === 0) {
    observation = addObservation(link, format.contentFormat);
  } else if (message[Field.observe] === 1) {
    cancelObservation(link);
  }
  reply(link, Code.content);
  if (observation !== Observation.none) {
    putObserve(observation);
  }
  startPayload(format.contentFormat);
  let code = putTarget(format);
  if (code === 0 && !endPayload()) {
    code = Code.internalServerError;
  }
  if (observation !== Observation.none) {
    if (code === 0) {
      noteSent(observation);
      wantWork();
    } else {
      removeObservation(observation);
    }
  }
  return code;
}

/** Write (replace) or Write-Attributes. */
function put(link: number): number {
  if (message[Field.contentFormat] !== -1 || hasPayload()) {
    if (target[Target.level] < Level.instance) {
      return Code.methodNotAllowed;
    }
    return write(link, Mode.replace);
  }
  if (message[Field.queryCount] === 0) {
    return Code.badRequest;
  }
  return Config.writeAttributes === 1 ? writeAttributes(link) : Code.methodNotAllowed;
}

/** Create, Write (partial update) or Execute, by what is addressed. */
function post(link: number): number {
  const level = target[Target.level];
  if (level === Level.object) {
    return Config.createDelete === 1 ? create(link) : Code.methodNotAllowed;
  }
  if (level === Level.instance) {
    return write(link, Mode.partial);
  }
  if (level === Level.resource) {
    const multiple = isMultiple(descriptionOf(target[Target.object]), target[Target.definition]);
    return multiple && representsMany(message[Field.contentFormat]) ? write(link, Mode.partial) : execute(link);
  }
  return Code.methodNotAllowed;
}

function write(link: number, mode: Mode): number {
  if (target[Target.level] >= Level.resource) {
    const operations = resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]);
    if ((operations & Operations.write) === 0) {
      return Code.methodNotAllowed;
    }
  }
  const format = findFormat(message[Field.contentFormat]);
  if (format === undefined) {
    return Code.unsupportedContentFormat;
  }
  const code = checkWrite(format.reader, mode);
  if (code !== 0) {
    return code;
  }
  const called = !replaying() && hasWriteCallbacks();
  const answered = called ? callWriteCallbacks(format.reader) : 0;
  if (answered > 0) {
    return answered;
  }
  if (answered < 0) {
    return deferRequest(link, -answered) ? Handled.deferred : Code.serviceUnavailable;
  }
  // A callback may have used up the room that was there.
  const fits = called ? recheckWrite(format.reader) : 0;
  if (fits !== 0) {
    return fits;
  }
  storeWrite(format.reader);
  return Code.changed;
}

/** Execute (LwM2M 1.1 Core 6.3.5). */
function execute(link: number): number {
  const object = target[Target.object];
  const definition = target[Target.definition];
  if (resourceOperations(descriptionOf(object), definition) !== Operations.execute) {
    return Code.methodNotAllowed;
  }
  if (message[Field.contentFormat] > ContentFormat.text) {
    return Code.unsupportedContentFormat;
  }
  const start = message[Field.payloadStart];
  const end = message[Field.payloadEnd];
  if (!startArguments(incoming, start, end)) {
    return Code.badRequest;
  }
  if (!hasCallback(object, definition, Callback.execute)) {
    return Code.methodNotAllowed;
  }
  if (replaying()) {
    return Code.changed;
  }
  const text = start === end ? '' : readText(incoming, start, end);
  const answer = callCallbacks(object, definition, Callback.execute, target[Target.slot], text, Id.none);
  if (answer < 0) {
    return deferRequest(link, -answer) ? Handled.deferred : Code.serviceUnavailable;
  }
  return answer > 0 ? answer : Code.changed;
}

/** Create (LwM2M 1.1 Core 6.3.6): all the instances of the payload, or none. */
function create(link: number): number {
  const object = target[Target.object];
  if (!hasObjectCallback(object, Callback.create)) {
    return Code.methodNotAllowed;
  }
  const format = findFormat(message[Field.contentFormat]);
  if (format === undefined || !representsMany(message[Field.contentFormat])) {
    return message[Field.contentFormat] === -1 ? Code.badRequest : Code.unsupportedContentFormat;
  }
  const code = checkWrite(format.reader, Mode.create);
  if (code !== 0) {
    return code;
  }
  if (!hasMultipleInstances(descriptionOf(object)) && createdId(0) !== 0) {
    return Code.badRequest;
  }
  const refused = storeWrite(format.reader);
  if (refused !== 0) {
    return refused;
  }
  reply(link, Code.created);
  if (createdCount() === 1) {
    putLocationId(target[Target.objectId]);
    putLocationId(createdId(0));
  }
  return Handled.replied;
}

function putLocationId(id: number): void {
  putOption(Option.locationPath, decimalSize(id));
  putDecimal(id);
}

/** Delete (LwM2M 1.1 Core 6.3.7). */
function remove(): number {
  const object = target[Target.object];
  if (target[Target.level] !== Level.instance || !hasObjectCallback(object, Callback.delete)) {
    return Code.methodNotAllowed;
  }
  const answer = callObjectCallbacks(object, Callback.delete, target[Target.slot]);
  if (answer > 0) {
    return answer;
  }
  deleteInstance(object, target[Target.slot]);
  return Code.deleted;
}
