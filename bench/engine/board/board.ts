/**
 * The board of an image that is measured alone: whatever runs the image provides it, as a global object.
 * See ../replay-board.ts.
 */
import type { Board } from '../../../src/board';

declare const benchBoard: Board;

export const board: Board = benchBoard;
