/**
 * One image for both peers: run by itself it is on the linux board; evaluated by network.ts, where `simulatedBoard` is
 * defined, it is on the simulated one.
 */
import { board as linux } from '../../../boards/linux/board';
import type { Board } from '../../../src/board';

declare const simulatedBoard: Board | undefined;

export const board: Board = typeof simulatedBoard === 'undefined' ? linux : simulatedBoard;
