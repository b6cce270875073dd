/**
 * nRF52 with Espruino: no IP stack, so packets go over a serial line to the bridge. It runs on Espruino's build for Linux as
 * well, which is how it is tested. See README.md.
 */
import type { Board } from '../../src/board';
import { newBoard } from '../espruino/board';
import { hardwareRandom } from '../espruino/random';
import { links } from '../espruino/slip-links';

const enum Button {
  /** Espruino turns round the buttons of these boards that connect to ground. */
  pressedLevel = 1,
}

export const board: Board = newBoard(links, hardwareRandom, Button.pressedLevel);
