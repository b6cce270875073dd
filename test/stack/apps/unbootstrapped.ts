/** The image of shared.ts, whose servers get Sends too. */
import type { Board } from '../../../src/board';
import { addToSend, beginSend, endSend, getInstance, server, Server, setBoolean } from '../../../src/client';
import { prepare, shared } from './shared';

export { control, controlled } from './shared';

/** Has the servers take what `send` sends. @returns Whether there was room for it. */
export function send(): boolean {
  const value = getInstance(shared, 0);
  if (value === undefined) throw new Error('there is nothing to send');
  for (const id of [101, 102]) {
    const terms = getInstance(server, id);
    if (terms !== undefined) setBoolean(terms, Server.muteSend, false);
  }
  beginSend();
  addToSend(value, 0);
  return endSend(() => {});
}

export function main(board: Board): void {
  prepare(board, [101, 102]);
}
