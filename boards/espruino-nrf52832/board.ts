/** An nRF52832 with Espruino: the board of an nRF52840, with less memory. See README.md. */
import type { Board } from '../../src/board';
import { newBoard } from '../espruino/board';
import { hardwareRandom } from '../espruino/random';
import { links } from '../espruino/slip-links';

const enum Button {
  /** Espruino turns round the buttons of these boards that connect to ground. */
  pressedLevel = 1,
}

export const board: Board = newBoard(links, hardwareRandom, Button.pressedLevel);
