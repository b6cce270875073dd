/**
 * ESP32 with Espruino: WiFi, UDP sockets, LED, button. It runs on Espruino's build for Linux as well, which is how it is
 * tested. See README.md.
 */
import type { Board } from '../../src/board';
import { newBoard } from '../espruino/board';
import { random } from '../espruino/random';
import { links } from './links';

const enum Button {
  /** BTN1 is that of most development boards, IO0, which connects to ground. */
  pressedLevel = 0,
}

export const board: Board = newBoard(links, random, Button.pressedLevel);
