/** An image that counts what it is made to do. */
import type { Board } from '../../../src/board';
import { addClient, addObject, Answer, createInstance, type InstanceOf, onCreate, onDelete, onExecute, setNumber, setString, startClient } from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

const counted = describe({
  id: 32771,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    1: { type: Type.string, operations: Operations.readWrite },
    2: { type: Type.none, operations: Operations.execute },
    3: { type: Type.integer, operations: Operations.read },
  },
});

let first: InstanceOf<typeof counted> | undefined;

/** The arguments of each Execute that was carried out. */
export const executed: string[] = [];
/** How many instances servers have created and deleted. */
export const created = { times: 0 };
export const deleted = { times: 0 };

/** What the device measures, for servers to observe. */
export function measure(value: number): void {
  if (first !== undefined) setNumber(first, 3, value);
}

export function main(board: Board): void {
  addClient(board);
  addObject(counted, 4);
  onExecute(counted, 2, (_instance, args) => {
    executed.push(args);
    return Answer.done;
  });
  onCreate(counted, () => {
    created.times += 1;
    return Answer.done;
  });
  onDelete(counted, () => {
    deleted.times += 1;
    return Answer.done;
  });
  first = createInstance(counted, 0);
  if (first === undefined) throw new Error('no room for the instance');
  setNumber(first, 0, 0);
  setString(first, 1, '');
  setNumber(first, 3, 0);
  startClient(board, () => {});
}
