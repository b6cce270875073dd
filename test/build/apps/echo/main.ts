import { Config } from 'config';
import type { Board } from '../../../../src/board';
import { outputPosition, outputTo, putDecimal } from '../../../../src/bytes/output';
import { objectId } from '../../../../src/model/description';
import { lightControl } from '../../../../src/objects/ipso/light-control';
import { newUint8s } from 'runtime';

const buffer = /* @__PURE__ */ newUint8s(Config.messageBytes);
const number = /* @__PURE__ */ newUint8s(16);

function received(link: number, length: number): void {
  if (Config.discover === 1) {
    outputTo(number, 0, 16);
    putDecimal(objectId(lightControl));
    board.send(link, number, outputPosition());
  }
  board.send(link, buffer, length);
}

function nothing(): void {}

let board: Board;

/** Sends every datagram back, and before it the id of the Light Control object when `discover` is on. */
export function main(on: Board): void {
  board = on;
  board.attach({ buffer: buffer, received: received, opened: nothing, timer: nothing, stopping: nothing, button: nothing });
  board.open(0, 'peer', 5683);
}
