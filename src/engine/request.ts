import { Config } from 'config';
import { readText } from 'runtime';
import { hasPayload, isBlock, isBlockSound, payload, Payload, payloadBuffer, releaseBody, takeBlock, takePayload } from '../coap/block1';
import { Code } from '../coap/code';
import { incoming, now } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { startArguments } from '../format/execute-arguments';
import { ContentFormat, Id, Level } from '../format/type';
import { Callback, callCallbacks, hasCallback } from '../model/callbacks';
import { isMultiple, Operations, resourceOperations } from '../model/description';
import { descriptionOf } from '../model/objects';
import { Right } from './access';
import { create, remove } from './create-delete';
import { answerOrDefer, beginRequest, Handled, releaseCurrent, replaying } from './deferred';
import { putDiscovery, readDepth } from './discover';
import { findFormat, patches, representsMany } from './formats';
import { Observation } from './observations';
import { fetch, read } from './read-requests';
import { acceptsRequests } from './registration-state';
import { putBlock1, putContent, respond, startResponse } from './reply';
import { findTarget, readPath, Target, target } from './target';
import { callWriteCallbacks, checkWrite, hasWriteCallbacks, Mode, recheckWrite, storeWrite } from './write';
import { writeAttributes } from './write-attributes';

/** Carrying out the requests of a server (LwM2M 1.1 Core 6.3, 6.4; LwM2M 1.1 Transport 6.4.3). */

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
  if (answered !== 0) {
    return answerOrDefer(link, answered);
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
  return answer === 0 ? Code.changed : answerOrDefer(link, answer);
}
