import { Config } from 'config';
import type { Board } from '../../../../src/board';
import { outputPosition, outputTo, putDecimal } from '../../../../src/bytes/output';
import { Type } from '../../../../src/format/type';
import { describe } from '../../../../src/model/describe';
import { objectId, Operations } from '../../../../src/model/description';
import { newUint8s } from 'runtime';

const enum Thing {
  id = 3311,
  name = 0,
}

const thing = describe({
  id: Thing.id,
  version: '1.0',
  resources: { [Thing.name]: { type: Type.string, operations: Operations.read } },
});

const buffer = /* @__PURE__ */ newUint8s(Config.messageBytes);
const number = /* @__PURE__ */ newUint8s(16);
let board: Board;

function received(link: number, length: number): void {
  if (Config.discover === 1) {
    outputTo(number, 0, 16);
    putDecimal(objectId(thing));
    board.send(link, number, outputPosition());
  }
  board.send(link, buffer, length);
}

function nothing(): void {}

/** Sends every datagram back, and before it the id of an object when `discover` is on. */
export function main(on: Board): void {
  board = on;
  board.attach({ buffer: buffer, received: received, opened: nothing, timer: nothing, button: nothing, stopping: nothing });
  board.open(0, 'peer', 5683, 0);
}
