/**
 * RAK8212: an nRF52832 with a modem for LTE-M and NB-IoT, with Espruino. It runs on Espruino's build for Linux as well,
 * which is how it is tested. See README.md.
 */
import type { Board } from '../../src/board';
import { newBoard } from '../espruino/board';
import { hardwareRandom } from '../espruino/random';
import { links } from './links';

const enum Button {
  /** Espruino turns round the buttons of these boards that connect to ground. */
  pressedLevel = 1,
}

export const board: Board = newBoard(links, hardwareRandom, Button.pressedLevel);
