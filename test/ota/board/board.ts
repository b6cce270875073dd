/** The simulated board, for an image in a slot of its memory: the script around the image says which, and which key it trusts. */
import type { Board, FirmwareSink } from '../../../src/board';
import { imageSink } from '../../../src/image/sink';
import type { ImageStorage } from '../../../src/image/storage';

declare const simulatedBoard: Board & { firmware: FirmwareSink | undefined };
/** `ImageStorage` as the simulation has it, whose names the build does not shorten, and what the boot stub tells. */
declare const simulatedStorage: {
  readonly erase: ImageStorage['erase'];
  readonly write: ImageStorage['write'];
  readonly read: ImageStorage['read'];
  readonly slotBytes: number;
  readonly slot: number;
  readonly publicKey: string;
};

const areas: ImageStorage = { erase: simulatedStorage.erase, write: simulatedStorage.write, read: simulatedStorage.read };
simulatedBoard.firmware = imageSink(areas, simulatedStorage.slotBytes, simulatedStorage.slot, simulatedStorage.publicKey);
export const board: Board = simulatedBoard;
