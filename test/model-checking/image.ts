/** An image with a resource of every kind, whose application refuses some values and answers others later. */
import type { Board } from '../../src/board';
import {
  addClient,
  addObject,
  Answer,
  complete,
  createInstance,
  currentRequest,
  getInstance,
  instanceId,
  onCreate,
  onDelete,
  onExecute,
  onValidate,
  onWrite,
  setNumber,
  startClient,
} from '../../src/client';
import { Type } from '../../src/format/type';
import { describe } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { INSTANCES, OBJECT, Refused, ResourceId } from './ids';

const everything = describe({
  id: OBJECT,
  version: '1.0',
  multiple: true,
  resources: {
    [ResourceId.integer]: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    [ResourceId.string]: { type: Type.string, operations: Operations.readWrite },
    [ResourceId.float]: { type: Type.float, operations: Operations.readWrite },
    [ResourceId.boolean]: { type: Type.boolean, operations: Operations.readWrite },
    [ResourceId.opaque]: { type: Type.opaque, operations: Operations.readWrite },
    [ResourceId.time]: { type: Type.time, operations: Operations.readWrite },
    [ResourceId.objectLink]: { type: Type.objectLink, operations: Operations.readWrite },
    [ResourceId.unsigned]: { type: Type.unsigned, operations: Operations.readWrite },
    [ResourceId.integers]: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    [ResourceId.strings]: { type: Type.string, operations: Operations.readWrite, multiple: true },
    [ResourceId.execute]: { type: Type.none, operations: Operations.execute },
    [ResourceId.measured]: { type: Type.integer, operations: Operations.read },
    [ResourceId.guarded]: { type: Type.integer, operations: Operations.readWrite, range: [-10, 10] },
    [ResourceId.slow]: { type: Type.integer, operations: Operations.readWrite },
    [ResourceId.slowExecute]: { type: Type.none, operations: Operations.execute },
  },
});

/** The arguments of each Execute that was carried out. */
export const executed: string[] = [];

/** Set by the test: told of each request that is to be answered later, and how. */
export const application: { later: (request: number, answer: Answer) => void } = { later: () => {} };

function later(answer: Answer): Answer {
  const request = currentRequest();
  if (request >= 0) application.later(request, answer);
  return Answer.later;
}

export { complete };

/** What the device measures in an instance, if it is there. */
export function measure(instance: number, value: number): void {
  const found = getInstance(everything, instance);
  if (found !== undefined) setNumber(found, ResourceId.measured, value);
}

/** Sets a number that servers write as well. */
export function setInteger(instance: number, value: number): void {
  const found = getInstance(everything, instance);
  if (found !== undefined) setNumber(found, ResourceId.integer, value);
}

export function main(board: Board): void {
  addClient(board);
  addObject(everything, INSTANCES);
  onCreate(everything, (instance) => {
    setNumber(instance, ResourceId.measured, 0);
    return instanceId(instance) === Refused.instance ? Answer.forbidden : Answer.done;
  });
  onDelete(everything, () => Answer.done);
  onValidate(everything, ResourceId.guarded, (value) => (value === Refused.byValidate ? Answer.forbidden : Answer.done));
  onWrite(everything, ResourceId.guarded, (_instance, value) => (value === Refused.byWrite ? Answer.internalServerError : Answer.done));
  onWrite(everything, ResourceId.slow, (_instance, value) => later(value === Refused.later ? Answer.forbidden : Answer.done));
  onExecute(everything, ResourceId.execute, (_instance, args) => {
    executed.push(args);
    return Answer.done;
  });
  onExecute(everything, ResourceId.slowExecute, (_instance, args) => {
    executed.push(args);
    return later(Answer.done);
  });
  const first = createInstance(everything, 0);
  if (first === undefined) throw new Error('no room for the instance');
  setNumber(first, ResourceId.integer, 0);
  setNumber(first, ResourceId.measured, 0);
  startClient(board, () => {});
}
