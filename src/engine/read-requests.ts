import { Config } from 'config';
import { hasPayload, isBlock, keepPayload, takeKept } from '../coap/block1';
import { Code } from '../coap/code';
import { now } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { Level } from '../format/type';
import { ownerOf } from './attributes';
import { checkPaths, nextListed, putComposite, refreshComposite, startPaths, startRequestedPaths } from './composite';
import { answerOrDefer, replaying } from './deferred';
import { answerFormat, findFormat, listsPaths } from './formats';
import { continueNotification, noteNotified } from './notify';
import { addObservation, addPath, cancelObservation, Observation, removeObservation } from './observations';
import { checkReadable, chooseFormat, putTarget, refreshTarget, targetContentFormat } from './read';
import { isInBlocks, type PutBody, putContent } from './reply';
import { wantWork } from './schedule';
import { Target, target } from './target';
import { readAttributes, storeAttributes } from './write-attributes';

/** Read and Read-Composite, and Observe with them (LwM2M 1.1 Core 6.3.1, 6.3.8, 6.4). */

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
export function read(link: number): number {
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
  if (refreshed !== 0) {
    return answerOrDefer(link, refreshed);
  }
  const observation = isObserve() ? addObservation(link, contentFormat, 0) : Observation.none;
  return putObserved(link, contentFormat, observation, putTarget);
}

/** Read-Composite, Observe-Composite and Cancel Observation-Composite (LwM2M 1.1 Core 6.3.8, 6.4.2). */
export function fetch(link: number): number {
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
  if (refreshed !== 0) {
    return answerOrDefer(link, refreshed);
  }
  const observation = isObserve() ? observePaths(link, contentFormat) : Observation.none;
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
  if (message[Field.observe] === 1) {
    cancelObservation(link);
  }
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
