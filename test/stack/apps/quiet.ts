/** An image with the mandatory objects alone, in which nothing happens by itself. */
import type { Board } from '../../../src/board';
import { addClient, startClient } from '../../../src/client';

export { updateRegistration } from '../../../src/client';

/** What the application was told of the registration, in order. */
export const events: number[] = [];

export function main(board: Board): void {
  addClient(board);
  startClient(board, (event) => events.push(event));
}
