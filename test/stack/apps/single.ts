/** The image of shared.ts with the account of a single server. */
import type { Board } from '../../../src/board';
import { prepare } from './shared';

export * from './shared';

export function main(board: Board): void {
  prepare(board, [101]);
}
