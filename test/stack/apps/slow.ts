/** An image whose sensor and motor take their time: their callbacks answer when the test says. */
import type { Board } from '../../../src/board';
import {
  addClient,
  addObject,
  Answer,
  complete,
  createInstance,
  currentRequest,
  type InstanceOf,
  onExecute,
  onRead,
  onWrite,
  setNumber,
  startClient,
} from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

export const enum Slow {
  reading = 1,
  second = 2,
  position = 3,
  move = 4,
  fast = 5,
}

const slow = describe({
  id: 32770,
  version: '1.0',
  multiple: true,
  resources: {
    [Slow.reading]: { type: Type.integer, operations: Operations.read },
    [Slow.second]: { type: Type.integer, operations: Operations.read },
    [Slow.position]: { type: Type.integer, operations: Operations.readWrite },
    [Slow.move]: { type: Type.none, operations: Operations.execute },
    [Slow.fast]: { type: Type.integer, operations: Operations.readWrite },
  },
});

let instance: InstanceOf<typeof slow> | undefined;

/** The requests whose callbacks have not answered, oldest first. */
export const waiting: number[] = [];
/** What callbacks were called for, in order. */
export const calls: string[] = [];

function later(call: string): Answer {
  const request = currentRequest();
  if (request < 0) return Answer.serviceUnavailable;
  calls.push(call);
  waiting.push(request);
  return Answer.later;
}

/** The oldest callback answers. */
export function answer(code: Answer = Answer.done): void {
  const request = waiting.shift();
  if (request === undefined) throw new Error('no callback waits');
  complete(request, code);
}

export function setReading(resource: Slow.reading | Slow.second, value: number): void {
  if (instance !== undefined) setNumber(instance, resource, value);
}

export { complete };

export function main(board: Board): void {
  addClient(board);
  addObject(slow, 1);
  onRead(slow, Slow.reading, () => later('read 1'));
  onRead(slow, Slow.second, () => later('read 2'));
  onWrite(slow, Slow.position, (_instance, value) => later(`write ${value}`));
  onExecute(slow, Slow.move, (_instance, args) => later(`move ${args}`));
  instance = createInstance(slow, 0);
  if (instance === undefined) throw new Error('no room for the instance');
  setNumber(instance, Slow.reading, 1);
  setNumber(instance, Slow.second, 2);
  setNumber(instance, Slow.position, 3);
  setNumber(instance, Slow.fast, 5);
  startClient(board, () => {});
}
