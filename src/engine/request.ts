import { Config } from 'config';
import { readText } from 'runtime';
import { putDecimal, decimalSize } from '../bytes/output';
import {
  hasPayload,
  isBlock,
  isBlockSound,
  keepPayload,
  payload,
  Payload,
  payloadBuffer,
  releaseBody,
  takeBlock,
  takeKept,
  takePayload,
} from '../coap/block1';
import { Code, Option } from '../coap/code';
import { incoming, now } from '../coap/endpoint';
import { putOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { startArguments } from '../format/execute-arguments';
import { ContentFormat, Id, Level } from '../format/type';
import { Callback, callCallbacks, callObjectCallbacks, hasCallback, hasObjectCallback } from '../model/callbacks';
import { hasMultipleInstances, isMultiple, Operations, resourceOperations } from '../model/description';
import { descriptionOf } from '../model/objects';
import { isAccessControlled, Right } from './access';
import { ownerOf } from './attributes';
import { checkPaths, nextListed, putComposite, refreshComposite, startPaths, startRequestedPaths } from './composite';
import { beginRequest, deferRequest, releaseCurrent, replaying } from './deferred';
import { putDiscovery, readDepth } from './discover';
import { answerFormat, findFormat, listsPaths, patches, representsMany } from './formats';
import { continueNotification, noteNotified } from './notify';
import { addObservation, addPath, cancelObservation, Observation, removeObservation } from './observations';
import { hasRoomToOwn, ownInstance } from './ownership';
import { checkReadable, chooseFormat, putTarget, refreshTarget, targetContentFormat } from './read';
import { acceptsRequests } from './registration-state';
import { isInBlocks, type PutBody, putBlock1, putContent, respond, startResponse } from './reply';
import { wantWork } from './schedule';
import { deleteInstance, deleteResourceInstance } from './resources';
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
import { readAttributes, storeAttributes, writeAttributes } from './write-attributes';

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
    takePayload(incoming);
    const code = operate(link);
    releaseCurrent();
    if (code !== Handled.deferred) {
      releaseBody();
    }
    if (code > 0) {
      respond(link, code);
    }
  }
}

/** @returns The code of a response without payload, or a `Handled`. */
function operate(link: number): number {
  const method = message[Field.code];
  const isComposite = Config.composite === 1 && (method === Code.fetch || method === Code.ipatch);
  const malformed = readPath();
  target[Target.link] = link;
  let code = malformed === 0 && !isComposite ? findTarget(Config.accessControl === 1 ? rightOf(method) : method === Code.get ? Right.read : Right.write) : malformed;
  if (code === 0 && message[Field.block1] !== -1) {
    code = receiveBlock(link);
  }
  if (code !== 0) {
    return code;
  }
  if (isComposite) {
    return target[Target.level] !== Level.root
      ? Code.badRequest
      : method === Code.fetch
        ? fetch(link)
        : write(link, Mode.composite);
  }
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

/** The access right that a request needs (LwM2M 1.1 Core 8.2). */
function rightOf(method: number): Right {
  const level = target[Target.level];
  if (method === Code.get) {
    return message[Field.accept] === ContentFormat.linkFormat ? Right.none : Right.read;
  }
  if (method === Code.put) {
    return isWriteRequest() ? Right.write : Right.read;
  }
  if (method === Code.delete) {
    return level === Level.resourceInstance ? Right.write : Right.delete;
  }
  return level === Level.object
    ? Right.create
    : level === Level.resource && !representsMany(message[Field.contentFormat])
      ? Right.execute
      : Right.write;
}

/** Whether a PUT has something to write: otherwise it is about attributes. */
function isWriteRequest(): boolean {
  return message[Field.contentFormat] !== -1 || hasPayload();
}

/** Whether the request writes to a resource whose value is passed on as it comes. */
function isStreamed(): boolean {
  return (
    message[Field.code] === Code.put &&
    target[Target.level] === Level.resource &&
    hasCallback(target[Target.object], target[Target.definition], Callback.stream)
  );
}

/** Takes a payload that comes in blocks. @returns 0 when it is complete, or a code to answer with. */
export function receiveBlock(link: number): number {
  if (!isBlockSound()) {
    return Code.badRequest;
  }
  if (!isBlock() || isStreamed()) {
    return 0;
  }
  return Config.transfers > 0 ? takeBlock(link, incoming, now(), replaying()) : Code.badOption; // RFC 7959 2.1: critical
}

/** Discover. */
function discover(link: number): number {
  if (target[Target.level] === Level.resourceInstance) {
    return Code.methodNotAllowed;
  }
  const code = readDepth();
  return code === 0 ? putContent(link, ContentFormat.linkFormat, Observation.none, false, putDiscovery) : code;
}

/** Whether more than the first block of a body is asked for: the values are as they were then. */
function isContinued(): boolean {
  return message[Field.block2] > 15;
}

function isObserve(): boolean {
  return message[Field.observe] === 0 && !isContinued();
}

/**
 * Reads the attributes in an Observe (LwM2M 1.2 Core 6.4.1), for the observation alone.
 * @param level The level they are about.
 * @returns 0; or 4.00 when they break the rules, or the image does not know them; or 5.03 without room for them.
 */
function readObserveAttributes(level: number): number {
  if (!isObserve() || message[Field.queryCount] === 0) {
    return 0;
  }
  return Config.attributes12 === 1 ? readAttributes(-1, level) : Code.badRequest;
}

/** Read, Observe and Cancel Observation. */
function read(link: number): number {
  const unreadable = checkReadable();
  if (unreadable !== 0) {
    return unreadable;
  }
  const contentFormat = message[Field.accept] === -1 ? targetContentFormat() : message[Field.accept];
  if (!chooseFormat(contentFormat)) {
    return Code.notAcceptable;
  }
  const misasked = readObserveAttributes(target[Target.level]);
  if (misasked !== 0) {
    return misasked;
  }
  const refreshed = replaying() || isContinued() ? 0 : refreshTarget();
  if (refreshed > 0) {
    return refreshed;
  }
  if (refreshed < 0) {
    return deferRequest(link, -refreshed) ? Handled.deferred : Code.serviceUnavailable;
  }
  let observation: number = Observation.none;
  if (isObserve()) {
    observation = addObservation(link, contentFormat, 0);
  } else if (message[Field.observe] === 1) {
    cancelObservation(link);
  }
  return putObserved(link, contentFormat, observation, putTarget);
}

/** Read-Composite, Observe-Composite and Cancel Observation-Composite (LwM2M 1.1 Core 6.3.8, 6.4.2). */
function fetch(link: number): number {
  if (isContinued() && !hasPayload() && !takeKept(link, now())) {
    return continueNotification(link);
  }
  const listed = message[Field.contentFormat];
  const list = findFormat(listed);
  if (list === undefined || !listsPaths(listed)) {
    return Code.unsupportedContentFormat;
  }
  const contentFormat = message[Field.accept] === -1 ? answerFormat(listed) : message[Field.accept];
  if (!chooseFormat(contentFormat)) {
    return Code.notAcceptable;
  }
  startRequestedPaths(link, list.reader);
  const refused = checkPaths();
  const misasked = refused === 0 ? readObserveAttributes(Level.root) : refused;
  if (misasked !== 0) {
    return misasked;
  }
  const refreshed = replaying() || isContinued() ? 0 : refreshComposite();
  if (refreshed > 0) {
    return refreshed;
  }
  if (refreshed < 0) {
    return deferRequest(link, -refreshed) ? Handled.deferred : Code.serviceUnavailable;
  }
  let observation: number = Observation.none;
  if (isObserve()) {
    observation = observePaths(link, contentFormat);
  } else if (message[Field.observe] === 1) {
    cancelObservation(link);
  }
  const code = putObserved(link, contentFormat, observation, putComposite);
  // For the next block of the answer; and for the last block of the list, when its answer is lost.
  if (code === 0 && (isInBlocks() || isBlock()) && !isContinued()) {
    keepPayload(link, now());
  }
  return code;
}

/** Notes an observation of the listed paths. @returns `Observation.none` when the table has no room for them all. */
function observePaths(link: number, contentFormat: number): number {
  let observation: number = Observation.none;
  let fits = true;
  startPaths();
  while (fits && nextListed() === 0) {
    if (observation === Observation.none) {
      observation = addObservation(link, contentFormat, 1);
      fits = observation !== Observation.none;
    } else {
      fits = addPath(observation);
    }
  }
  if (!fits && observation !== Observation.none) {
    removeObservation(observation);
    observation = Observation.none;
  }
  return observation;
}

/** Answers with what was read, as the first notification of an observation if there is one. */
function putObserved(link: number, contentFormat: number, observation: number, putBody: PutBody): number {
  const code = putContent(link, contentFormat, observation, false, putBody);
  if (observation !== Observation.none) {
    if (code === 0) {
      if (Config.attributes12 === 1 && message[Field.queryCount] > 0) {
        storeAttributes(ownerOf(observation), Level.root);
      }
      noteNotified(observation);
      wantWork();
    } else {
      removeObservation(observation);
    }
  }
  return code;
}

/** Write (replace) or Write-Attributes. */
function put(link: number): number {
  if (isWriteRequest()) {
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
  if (mode !== Mode.composite && target[Target.level] >= Level.resource) {
    const operations = resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]);
    if ((operations & Operations.write) === 0) {
      return Code.methodNotAllowed;
    }
  }
  const format = findFormat(message[Field.contentFormat]);
  if (format === undefined || (mode === Mode.composite && !patches(message[Field.contentFormat]))) {
    return Code.unsupportedContentFormat;
  }
  if (isStreamed()) {
    return stream(link);
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
  // A callback may have used up the room that was there, and even deleted the instance.
  const gone = called && mode !== Mode.composite ? findTarget(Right.granted) : 0;
  const fits = called && gone === 0 ? recheckWrite(format.reader) : gone;
  if (fits !== 0) {
    return fits;
  }
  const stored = storeWrite(format.reader);
  return stored === 0 ? Code.changed : stored;
}

/** Passes a payload on, or its next block. */
function stream(link: number): number {
  const code = callCallbacks(target[Target.object], target[Target.definition], Callback.stream, target[Target.slot], 0, Id.none);
  if (code !== Code.requestEntityTooLarge) {
    return code;
  }
  startResponse(link, code); // without Size1: what there is room for is not known here
  putBlock1();
  return Handled.replied;
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
  const start = payload[Payload.start];
  const end = payload[Payload.end];
  if (!startArguments(payloadBuffer(), start, end)) {
    return Code.badRequest;
  }
  if (!hasCallback(object, definition, Callback.execute)) {
    return Code.methodNotAllowed;
  }
  if (replaying()) {
    return Code.changed;
  }
  const text = start === end ? '' : readText(payloadBuffer(), start, end);
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
  const isOwned = Config.accessControl === 1 && isAccessControlled();
  if (isOwned && !hasRoomToOwn(createdCount())) {
    return Code.serviceUnavailable;
  }
  const refused = storeWrite(format.reader);
  if (refused !== 0) {
    return refused;
  }
  for (let i = 0; isOwned && i < createdCount(); i++) {
    ownInstance(target[Target.objectId], createdId(i), link);
  }
  startResponse(link, Code.created);
  if (createdCount() === 1) {
    putLocationId(target[Target.objectId]);
    putLocationId(createdId(0));
  }
  putBlock1();
  return Handled.replied;
}

function putLocationId(id: number): void {
  putOption(Option.locationPath, decimalSize(id));
  putDecimal(id);
}

/** Delete (LwM2M 1.1 Core 6.3.7), of an instance or of a resource instance (LwM2M 1.2 Core 6.3.7). */
function remove(): number {
  const object = target[Target.object];
  if (target[Target.level] === Level.resourceInstance) {
    return removeValue(object, target[Target.slot], target[Target.definition]);
  }
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

/** Deletes the resource instance that `target` names. */
function removeValue(object: number, slot: number, definition: number): number {
  if ((resourceOperations(descriptionOf(object), definition) & Operations.write) === 0) {
    return Code.methodNotAllowed;
  }
  deleteResourceInstance(object, slot, definition, target[Target.resourceInstanceId]);
  return Code.deleted;
}
