/** An image that makes its server account itself, with terms of its own for when the server is silent. */
import type { Board } from '../../../src/board';
import { addClient, Server, setNumber, startClient } from '../../../src/client';
import { addAccount } from '../account';

export function main(board: Board): void {
  addClient(board);
  const terms = addAccount({ securityInstance: 3, serverInstance: 7, uri: 'coap://server:5683', shortServerId: 101, lifetime: 600 });
  setNumber(terms, Server.communicationRetryCount, 2);
  setNumber(terms, Server.communicationRetryTimer, 10);
  setNumber(terms, Server.communicationSequenceDelayTimer, 1000);
  startClient(board, () => {});
}
