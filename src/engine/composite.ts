import { Code } from '../coap/code';
import { payload, Payload, payloadBuffer } from '../coap/block1';
import { Needs, Next, type Reader, record, Record, root } from '../format/format';
import { Id, Level, levelOf } from '../format/type';
import { idOfObject, objectCount, objectInOrder } from '../model/objects';
import { Right } from './access';
import { checkReadable, chosenWriter, countValues, putValues, refreshTarget } from './read';
import { findTarget, isHidden, Target, target } from './target';
import { startWalk } from './walk';

/**
 * Composite operations (LwM2M 1.1 Core 6.3.8, 6.4.2): reading a list of paths, which comes from the payload of a request
 * or from rows of a table, of observations or of Sends. What is not there or may not be read is left out.
 */
const enum Paths {
  end = -1,
  /** As many as a request may list: each may be the root path, and take all there is. */
  most = 64,
}

/** The first columns of a table that keeps lists of paths. */
export const enum PathColumn {
  /** 1 when the row is in use. */
  used,
  link,
  /** The row of the list's first path. */
  head,
  level,
  objectId,
  instanceId,
  resourceId,
  resourceInstanceId,
}

let link = -1;
/** The list's first row, or `Paths.end`: the paths are those of the request's payload. */
let head: number = Paths.end;
let table: Int32Array;
let stride = 0;
let rows = 0;
let reader: Reader;
/** The next row of the table, or how many paths of the request have been read. */
let row = 0;
/** The next object of the root path, by its order; `Paths.end` while none is being gone through. */
let rootPlace: number = Paths.end;

/**
 * The paths are those of a list in a table.
 * @param from The table, whose rows have `columns` columns, the first of them those of `PathColumn`.
 * @param count Rows of the table.
 * @param first The list's head.
 * @param reading The link of the server that reads.
 */
export function startStoredPaths(from: Int32Array, columns: number, count: number, first: number, reading: number): void {
  table = from;
  stride = columns;
  rows = count;
  head = first;
  link = reading;
}

/** The paths are those in the payload of the request of a server. */
export function startRequestedPaths(requestLink: number, requestReader: Reader): void {
  head = Paths.end;
  link = requestLink;
  reader = requestReader;
}

/** Begins with the first path. @returns 0, or 4.00 when the payload is not such a list. */
export function startPaths(): number {
  row = 0;
  rootPlace = Paths.end;
  if (head !== Paths.end) {
    return 0;
  }
  const started = reader.start(payloadBuffer(), payload[Payload.start], payload[Payload.end], root, 0);
  return started ? 0 : Code.badRequest;
}

/** Puts the next path into `target`, a root path as it is. @returns 0; `Paths.end`; or 4.00 when the payload is not a list of paths. */
export function nextListed(): number {
  target[Target.link] = link;
  if (head !== Paths.end) {
    while (row < rows) {
      const at = row * stride;
      row++;
      if (table[at + PathColumn.used] === 1 && table[at + PathColumn.head] === head) {
        for (let i = 0; i <= Level.resourceInstance; i++) {
          target[Target.level + i] = table[at + PathColumn.level + i];
        }
        return 0;
      }
    }
    return Paths.end;
  }
  const next = reader.next();
  if (next === Next.end) {
    return Paths.end;
  }
  row++;
  if (next !== Next.name || row > Paths.most) {
    return Code.badRequest;
  }
  target[Target.level] = levelOf(record, 0);
  for (let i = 0; i < Record.columns; i++) {
    target[Target.objectId + i] = record[i];
  }
  return 0;
}

/** Puts the next path that is no root path into `target`: of that, its objects one by one. @returns As `nextListed`. */
function nextPath(): number {
  if (rootPlace === Paths.end) {
    const listed = nextListed();
    if (listed !== 0 || target[Target.level] !== Level.root) {
      return listed;
    }
    rootPlace = 0;
  }
  while (rootPlace < objectCount()) {
    const objectId = idOfObject(objectInOrder(rootPlace));
    rootPlace++;
    if (!isHidden(objectId)) {
      target[Target.link] = link;
      target[Target.level] = Level.object;
      target[Target.objectId] = objectId;
      for (let i: number = Target.instanceId; i <= Target.resourceInstanceId; i++) {
        target[i] = Id.none;
      }
      return 0;
    }
  }
  rootPlace = Paths.end;
  return nextPath();
}

/** Checks the list. @returns 0; 4.00 when it is none; 4.01 when none of its paths may be read by the server. */
export function checkPaths(): number {
  let denied = 0;
  let found = 0;
  let code = startPaths();
  while (code === 0) {
    code = nextPath();
    if (code === 0) {
      const missing = findTarget(Right.read);
      found += missing === Code.unauthorized ? 0 : 1;
      denied += missing === Code.unauthorized ? 1 : 0;
    }
  }
  return code > 0 ? code : found === 0 && denied > 0 ? Code.unauthorized : 0;
}

/** Calls the read callbacks of all paths. @returns An error code; or 0, or minus the callbacks that answer later. */
export function refreshComposite(): number {
  let later = 0;
  startPaths();
  while (nextPath() === 0) {
    const answer = isReadable() ? refreshTarget() : 0;
    if (answer > 0) {
      return answer;
    }
    later += answer;
  }
  return later;
}

function isReadable(): boolean {
  return findTarget(Right.read) === 0 && checkReadable() === 0;
}

/** Writes what the paths name as a payload. @returns 0; or 4.06 when the format cannot represent it. */
export function putComposite(): number {
  const writer = chosenWriter();
  let count = 0;
  if (writer.needs === Needs.count) {
    startPaths();
    while (nextPath() === 0) {
      if (isReadable()) {
        startWalk();
        count += countValues();
      }
    }
  }
  let representable = writer.start(Level.root, count);
  startPaths();
  while (representable && nextPath() === 0) {
    if (isReadable()) {
      startWalk();
      representable = putValues(writer);
    }
  }
  writer.end();
  return representable ? 0 : Code.notAcceptable;
}
