import { endMeasuring, startMeasuring } from '../bytes/output';
import { Code } from '../coap/code';
import { Needs, Next, type Writer } from '../format/format';
import { isText, Level } from '../format/type';
import { Callback, callCallbacks, hasAnyCallback, hasCallback } from '../model/callbacks';
import { isMultiple, Operations, resourceOperations, resourceType } from '../model/description';
import { instanceCount, instanceInOrder } from '../model/instances';
import { definitionCount, descriptionOf, resourceRow } from '../model/objects';
import { isPresent, numberAt, texts, textSizeAt, textStart } from '../model/values';
import { findFormat, formatOfMany, formatOfOne } from './formats';
import { Target, target } from './target';
import { isInMultiple, markInWalk, nextValue, returnInWalk, startWalk, takeSingle, walkRow, walkType } from './walk';

/** Reading what `target` names: the Read operation (LwM2M 1.1 Core 6.3.1) and notifications. */

/** @returns 0, or 4.05 when the target is a resource that cannot be read. */
export function checkReadable(): number {
  if (target[Target.level] < Level.resource) {
    return 0;
  }
  const operations = resourceOperations(descriptionOf(target[Target.object]), target[Target.definition]);
  return (operations & Operations.read) !== 0 ? 0 : Code.methodNotAllowed;
}

/** The Content-Format of an answer about `target` when the request names none. */
export function targetContentFormat(): number {
  const level = target[Target.level];
  if (level < Level.resource) {
    return formatOfMany();
  }
  const description = descriptionOf(target[Target.object]);
  const definition = target[Target.definition];
  const single = level === Level.resourceInstance || !isMultiple(description, definition);
  return single ? formatOfOne(resourceType(description, definition)) : formatOfMany();
}

let refreshing = false;

/** Whether read callbacks are at work: what they set is what is being read, and no change to be notified. */
export function isRefreshing(): boolean {
  return refreshing;
}

/**
 * Calls the read callbacks of everything that `target` names, so that the values are fresh.
 * @returns An error code; or 0, or minus the number of callbacks that will answer later.
 */
export function refreshTarget(): number {
  if (!hasAnyCallback(target[Target.object], Callback.read)) {
    return 0;
  }
  refreshing = true;
  const answer = refreshAll();
  refreshing = false;
  return answer;
}

/** Calls the read callbacks of everything that `target` names; what they set is a change like every other. */
export function sampleTarget(): void {
  if (hasAnyCallback(target[Target.object], Callback.read)) {
    refreshAll();
  }
}

function refreshAll(): number {
  const object = target[Target.object];
  const level = target[Target.level];
  if (level >= Level.resource) {
    return refreshResource(object, target[Target.slot], target[Target.definition]);
  }
  if (level === Level.instance) {
    return refreshInstance(object, target[Target.slot]);
  }
  let later = 0;
  for (let i = 0; i < instanceCount(object); i++) {
    const answer = refreshInstance(object, instanceInOrder(object, i));
    if (answer > 0) {
      return answer;
    }
    later += answer;
  }
  return later;
}

function refreshInstance(object: number, slot: number): number {
  let later = 0;
  for (let definition = 0; definition < definitionCount(object); definition++) {
    const answer = refreshResource(object, slot, definition);
    if (answer > 0) {
      return answer;
    }
    later += answer;
  }
  return later;
}

function refreshResource(object: number, slot: number, definition: number): number {
  if (hasCallback(object, definition, Callback.read) && isPresent(resourceRow(object, slot, definition))) {
    return callCallbacks(object, definition, Callback.read, slot, 0, 0);
  }
  return 0;
}

let chosen: Writer;

/** Chooses the format that payloads are written in. @returns false when the image does not have it. */
export function chooseFormat(contentFormat: number): boolean {
  const format = findFormat(contentFormat);
  if (format !== undefined) {
    chosen = format.writer;
  }
  return format !== undefined;
}

export function chosenWriter(): Writer {
  return chosen;
}

/**
 * Writes what `target` names as a payload to the output cursor. Parts that cannot be read are left out.
 * @returns 0; or 4.06 when the format cannot represent it.
 */
export function putTarget(): number {
  const writer = chosen;
  const isSingle = takeSingle();
  if (!isSingle) {
    startWalk();
  }
  if (!writer.start(target[Target.level], isSingle ? 1 : writer.needs === Needs.count ? countValues() : 0)) {
    return Code.notAcceptable;
  }
  const representable = isSingle ? putValue(writer) : putValues(writer);
  writer.end();
  return representable ? 0 : Code.notAcceptable;
}

/** How many values the walk has ahead. */
export function countValues(): number {
  let count = 0;
  markInWalk();
  for (let next = nextValue(); next !== Next.end; next = nextValue()) {
    count += next === Next.value ? 1 : 0;
  }
  returnInWalk();
  return count;
}

/** Writes all that the walk has ahead. @returns false when the format cannot represent it. */
export function putValues(writer: Writer): boolean {
  let representable = true;
  for (let next = nextValue(); next !== Next.end && representable; next = nextValue()) {
    representable = next === Next.value ? putValue(writer) : putContainer(writer, next);
  }
  return representable;
}

function putContainer(writer: Writer, next: Next): boolean {
  const size = writer.needs === Needs.size ? measure(writer, next) : 0;
  return next === Next.instance ? writer.instance(size) : writer.multiple(size);
}

/** Bytes that the values of the container take which the walk has come upon. */
function measure(writer: Writer, container: Next): number {
  markInWalk();
  const mark = startMeasuring();
  if (container === Next.multiple) {
    while (isInMultiple()) {
      nextValue();
      putValue(writer);
    }
  } else {
    for (let next = nextValue(); next === Next.value || next === Next.multiple; next = nextValue()) {
      if (next === Next.value) {
        putValue(writer);
      } else {
        putContainer(writer, next);
      }
    }
  }
  const size = endMeasuring(mark);
  returnInWalk();
  return size;
}

/** Writes the value that the walk has come upon. */
function putValue(writer: Writer): boolean {
  const row = walkRow();
  const type = walkType();
  if (isText(type)) {
    return writer.bytes(type, texts, textStart(row), textStart(row) + textSizeAt(row));
  }
  return writer.number(type, numberAt(row));
}
