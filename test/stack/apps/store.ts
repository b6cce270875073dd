/** A device with values that are larger than a message. */
import type { Board } from '../../../src/board';
import { addClient, addObject, createInstance, onChanged, onWrite, setOpaque, startClient } from '../../../src/client';
import { Answer } from '../../../src/engine/answer';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

export const store = describe({
  id: 33000,
  version: '1.0',
  multiple: true,
  resources: {
    1: { type: Type.opaque, operations: Operations.readWrite },
    2: { type: Type.string, operations: Operations.readWrite, multiple: true },
    3: { type: Type.integer, operations: Operations.readWrite },
    4: { type: Type.float, operations: Operations.readWrite },
    5: { type: Type.boolean, operations: Operations.readWrite },
    6: { type: Type.string, operations: Operations.read },
  },
});

/** What was written and changed, in order. */
export const log: string[] = [];
let refuse = -1;

/** The number that the write callback refuses from now on. */
export function refuseNumber(value: number): void {
  refuse = value;
}

export function main(board: Board): void {
  addClient(board);
  addObject(store, 2);
  for (let id = 0; id < 2; id++) {
    const instance = createInstance(store, id);
    if (instance !== undefined) setOpaque(instance, 1, new Uint8Array(0), 0);
  }
  onWrite(store, 3, (_instance, value) => {
    log.push(`write ${value}`);
    return value === refuse ? Answer.badRequest : Answer.done;
  });
  onChanged(store, 3, (_instance, value) => {
    log.push(`changed ${value}`);
  });
  onChanged(store, 2, (_instance, value, resourceInstance) => {
    log.push(`changed ${resourceInstance} ${value}`);
  });
  startClient(board, () => undefined);
}
