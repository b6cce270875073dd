/** An image with a value that is only known when it is read. */
import type { Board } from '../../../src/board';
import { addClient, addObject, Answer, createInstance, onRead, setNumber, startClient } from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

const sampled = describe({
  id: 32771,
  version: '1.0',
  resources: { 0: { type: Type.integer, operations: Operations.read } },
});

/** What is measured at the next reading, and how many readings there were. */
export const sensor = { level: 1, readings: 0 };

export function main(board: Board): void {
  addClient(board);
  addObject(sampled, 1);
  onRead(sampled, 0, (instance) => {
    sensor.readings++;
    setNumber(instance, 0, sensor.level);
    return Answer.done;
  });
  createInstance(sampled, 0);
  startClient(board, () => {});
}
