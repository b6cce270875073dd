/** The simulated board, for an image in a slot of its memory: the script around the image says which, and which key it trusts. */
import type { Board, FirmwareSink } from '../../../src/board';
import { imageSink } from '../../../src/image/sink';
import type { RunningStorage } from '../../../src/image/storage';

declare const simulatedBoard: Board & { firmware: FirmwareSink };
declare const simulatedStorage: RunningStorage;

simulatedBoard.firmware = imageSink(simulatedStorage);
export const board: Board = simulatedBoard;
