/** An image that counts its datagrams. */
import type { Board } from '../../../src/board';
import { addClient, startClient } from '../../../src/client';
import { addConnectivityStatistics } from '../../../src/objects/connectivity-statistics';

export function main(board: Board): void {
  addClient(board);
  addConnectivityStatistics();
  startClient(board, () => {});
}
