/** An object of the private range with a resource of every type, single and multiple, and with callbacks of every kind. */
import type { Board } from '../../../src/board';
import {
  addObject,
  addToSend,
  after,
  Answer,
  beginSend,
  complete,
  createInstance,
  currentRequest,
  endSend,
  type InstanceOf,
  onChanged,
  onCreate,
  onDelete,
  onExecute,
  onRead,
  onValidate,
  onWrite,
  setBoolean,
  setNumber,
  setString,
} from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

/** A multiple resource has the id of the single one, and 100. */
export const enum Value {
  string = 1,
  integer = 2,
  unsigned = 3,
  float = 4,
  boolean = 5,
  opaque = 6,
  time = 7,
  objectLink = 8,
  coreLink = 9,
  /** -10 to 10, and not 7 */
  ranged = 10,
  /** 2 to 5 bytes */
  rangedString = 11,
  writeOnly = 12,
  readOnly = 13,
  /** Sends the numbers. */
  report = 14,
  /** Is read, written and executed when a second has passed. */
  slow = 15,
  move = 16,
  strings = 101,
  integers = 102,
  unsigneds = 103,
  floats = 104,
  booleans = 105,
  opaques = 106,
  times = 107,
  objectLinks = 108,
  coreLinks = 109,
}

export const values = describe({
  id: 32769,
  version: '2.3',
  multiple: true,
  resources: {
    [Value.string]: { type: Type.string, operations: Operations.readWrite },
    [Value.integer]: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    [Value.unsigned]: { type: Type.unsigned, operations: Operations.readWrite },
    [Value.float]: { type: Type.float, operations: Operations.readWrite },
    [Value.boolean]: { type: Type.boolean, operations: Operations.readWrite },
    [Value.opaque]: { type: Type.opaque, operations: Operations.readWrite },
    [Value.time]: { type: Type.time, operations: Operations.readWrite },
    [Value.objectLink]: { type: Type.objectLink, operations: Operations.readWrite },
    [Value.coreLink]: { type: Type.coreLink, operations: Operations.readWrite },
    [Value.ranged]: { type: Type.integer, operations: Operations.readWrite, range: [-10, 10] },
    [Value.rangedString]: { type: Type.string, operations: Operations.readWrite, range: [2, 5] },
    [Value.writeOnly]: { type: Type.integer, operations: Operations.write },
    [Value.readOnly]: { type: Type.integer, operations: Operations.read },
    [Value.report]: { type: Type.none, operations: Operations.execute },
    [Value.slow]: { type: Type.integer, operations: Operations.readWrite },
    [Value.move]: { type: Type.none, operations: Operations.execute },
    [Value.strings]: { type: Type.string, operations: Operations.readWrite, multiple: true },
    [Value.integers]: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    [Value.unsigneds]: { type: Type.unsigned, operations: Operations.readWrite, multiple: true },
    [Value.floats]: { type: Type.float, operations: Operations.readWrite, multiple: true },
    [Value.booleans]: { type: Type.boolean, operations: Operations.readWrite, multiple: true },
    [Value.opaques]: { type: Type.opaque, operations: Operations.readWrite, multiple: true },
    [Value.times]: { type: Type.time, operations: Operations.readWrite, multiple: true },
    [Value.objectLinks]: { type: Type.objectLink, operations: Operations.readWrite, multiple: true },
    [Value.coreLinks]: { type: Type.coreLink, operations: Operations.readWrite, multiple: true },
  },
});

export type ValuesInstance = InstanceOf<typeof values>;

/** Instances of `strings`. */
const enum Copy {
  string = 7,
  args = 8,
}

const enum Delay {
  /** Seconds until a slow callback answers. */
  slow = 1,
}

let board: Board;
/** The request whose callback answers later; -1 for none. */
let waiting = -1;

function answerLate(): void {
  const request = waiting;
  waiting = -1;
  complete(request, Answer.done);
}

function later(): Answer {
  if (waiting !== -1) {
    return Answer.serviceUnavailable;
  }
  waiting = currentRequest();
  after(Delay.slow, answerLate);
  return waiting === -1 ? Answer.serviceUnavailable : Answer.later;
}

function notSeven(value: number): Answer {
  return value === 7 ? Answer.badRequest : Answer.done;
}

/** What a callback was given goes into the model again. */
function copyString(instance: ValuesInstance, value: string): Answer {
  setString(instance, Value.strings, value, Copy.string);
  return Answer.done;
}

function tellBoolean(_instance: ValuesInstance, value: boolean): void {
  board.log(value ? 'now true' : 'now false');
}

function copyArguments(instance: ValuesInstance, args: string): Answer {
  setString(instance, Value.strings, args, Copy.args);
  return later();
}

function sent(code: number, link: number): void {
  setNumber(reported, Value.readOnly, code * 10 + link);
}

let reported: ValuesInstance;

function report(instance: ValuesInstance): Answer {
  reported = instance;
  beginSend();
  addToSend(instance, Value.integer);
  addToSend(instance, Value.float);
  addToSend(instance, Value.floats);
  return endSend(sent) ? Answer.done : Answer.serviceUnavailable;
}

function agree(): Answer {
  return Answer.done;
}

/** Adds the object, with its first instance. */
export function addValues(on: Board): void {
  board = on;
  addObject(values, 3);
  onRead(values, Value.slow, later);
  onWrite(values, Value.slow, later);
  onExecute(values, Value.move, copyArguments);
  onExecute(values, Value.report, report);
  onValidate(values, Value.ranged, notSeven);
  onWrite(values, Value.string, copyString);
  onChanged(values, Value.boolean, tellBoolean);
  onCreate(values, agree);
  onDelete(values, agree);
  const first = createInstance(values, 0);
  if (first !== undefined) {
    setString(first, Value.string, 'a');
    setNumber(first, Value.integer, 1);
    setNumber(first, Value.float, 0.25);
    setBoolean(first, Value.boolean, false);
    setNumber(first, Value.ranged, 0);
    setNumber(first, Value.readOnly, 5);
    setNumber(first, Value.writeOnly, 1);
    setNumber(first, Value.slow, 3);
    setNumber(first, Value.floats, -0.5, 0);
    setNumber(first, Value.floats, 0.0009765625, 9);
  }
}
