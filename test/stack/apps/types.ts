/** An image with one object of the private range that has a resource of every type, single and multiple. */
import type { Board } from '../../../src/board';
import {
  addClient,
  addObject,
  Answer,
  createInstance,
  instanceId,
  onCreate,
  onDelete,
  onExecute,
  onValidate,
  onWrite,
  setNumber,
  setString,
  startClient,
} from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

/** Resource ids. A multiple resource has the id of the single one, and 100. */
export const enum Types {
  string = 1,
  integer = 2,
  unsigned = 3,
  float = 4,
  boolean = 5,
  opaque = 6,
  time = 7,
  objectLink = 8,
  coreLink = 9,
  /** -10 to 10 */
  ranged = 12,
  /** 2 to 5 bytes */
  rangedString = 11,
  writeOnly = 13,
  execute = 14,
  readOnly = 15,
  rangedOpaque = 16,
  guarded = 17,
  strings = 101,
  integers = 102,
  opaques = 106,
}

export const types = describe({
  id: 32769,
  version: '2.3',
  multiple: true,
  resources: {
    [Types.string]: { type: Type.string, operations: Operations.readWrite, mandatory: true },
    [Types.integer]: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    [Types.unsigned]: { type: Type.unsigned, operations: Operations.readWrite },
    [Types.float]: { type: Type.float, operations: Operations.readWrite },
    [Types.boolean]: { type: Type.boolean, operations: Operations.readWrite },
    [Types.opaque]: { type: Type.opaque, operations: Operations.readWrite },
    [Types.time]: { type: Type.time, operations: Operations.readWrite },
    [Types.objectLink]: { type: Type.objectLink, operations: Operations.readWrite },
    [Types.coreLink]: { type: Type.coreLink, operations: Operations.readWrite },
    [Types.ranged]: { type: Type.integer, operations: Operations.readWrite, range: [-10, 10] },
    [Types.rangedString]: { type: Type.string, operations: Operations.readWrite, range: [2, 5] },
    [Types.writeOnly]: { type: Type.integer, operations: Operations.write },
    [Types.execute]: { type: Type.none, operations: Operations.execute },
    [Types.readOnly]: { type: Type.integer, operations: Operations.read },
    [Types.rangedOpaque]: { type: Type.opaque, operations: Operations.readWrite, range: [0, 4] },
    [Types.guarded]: { type: Type.integer, operations: Operations.readWrite },
    [Types.strings]: { type: Type.string, operations: Operations.readWrite, multiple: true },
    [Types.integers]: { type: Type.integer, operations: Operations.readWrite, multiple: true, range: [0, 1000] },
    [Types.opaques]: { type: Type.opaque, operations: Operations.readWrite, multiple: true },
  },
});

/** The arguments of each Execute that was carried out. */
export const executed: string[] = [];
/** What the callbacks of `guarded` saw: a value asked about, a value written. */
export const guarded: string[] = [];

export function main(board: Board): void {
  addClient(board);
  addObject(types, 3);
  onCreate(types, (instance) => (instanceId(instance) === 13 ? Answer.forbidden : Answer.done));
  onDelete(types, (instance) => (instanceId(instance) === 0 ? Answer.forbidden : Answer.done));
  onExecute(types, Types.execute, (_instance, args) => {
    executed.push(args);
    return Answer.done;
  });
  onValidate(types, Types.guarded, (value) => {
    guarded.push(`asked ${value}`);
    return value === 13 ? Answer.forbidden : Answer.done;
  });
  onWrite(types, Types.guarded, (_instance, value) => {
    guarded.push(`written ${value}`);
    return value === 99 ? Answer.internalServerError : Answer.done;
  });
  const instance = createInstance(types, 0);
  if (instance === undefined) throw new Error('no room for the instance');
  setString(instance, Types.string, 'first');
  setNumber(instance, Types.integer, 0);
  setNumber(instance, Types.readOnly, 5);
  setNumber(instance, Types.writeOnly, 1);
  setNumber(instance, Types.guarded, 1);
  setString(instance, Types.strings, 'a', 0);
  setNumber(instance, Types.integers, 10, 0);
  setNumber(instance, Types.integers, 20, 7);
  startClient(board, () => {});
}
