/** An image with a text that takes its time to be written, its callback answering when the test says, and one that does not. */
import type { Board } from '../../../src/board';
import { addClient, addObject, Answer, complete, createInstance, currentRequest, onWrite, setString, startClient } from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

const slowText = describe({
  id: 32774,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.string, operations: Operations.readWrite },
    1: { type: Type.string, operations: Operations.readWrite },
  },
});

/** The requests whose callbacks have not answered, oldest first. */
export const waiting: number[] = [];

/** The oldest callback answers. */
export function answer(code: Answer = Answer.done): void {
  complete(waiting.shift()!, code);
}

export function main(board: Board): void {
  addClient(board);
  addObject(slowText, 1);
  onWrite(slowText, 0, () => {
    const request = currentRequest();
    if (request < 0) return Answer.serviceUnavailable;
    waiting.push(request);
    return Answer.later;
  });
  const instance = createInstance(slowText, 0);
  if (instance === undefined) throw new Error('no room for the instance');
  setString(instance, 0, '');
  startClient(board, () => {});
}
