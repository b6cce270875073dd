/** An image that makes its server account itself, with terms of its own for when the server is silent. */
import type { Board } from '../../../src/board';
import {
  addClient,
  createInstance,
  Security,
  SecurityMode,
  server,
  Server,
  setBoolean,
  setNumber,
  setString,
  startClient,
} from '../../../src/client';
import { security } from '../../../src/objects/security';

export function main(board: Board): void {
  addClient(board);
  const account = createInstance(security, 3);
  const terms = createInstance(server, 7);
  if (account === undefined || terms === undefined) throw new Error('no room for the account');
  setString(account, Security.uri, 'coap://server:5683');
  setBoolean(account, Security.bootstrapServer, false);
  setNumber(account, Security.mode, SecurityMode.noSec);
  setNumber(account, Security.shortServerId, 101);
  setNumber(terms, Server.shortServerId, 101);
  setNumber(terms, Server.lifetime, 600);
  setBoolean(terms, Server.notificationStoring, true);
  setString(terms, Server.binding, 'U');
  setNumber(terms, Server.communicationRetryCount, 2);
  setNumber(terms, Server.communicationRetryTimer, 10);
  setNumber(terms, Server.communicationSequenceDelayTimer, 1000);
  startClient(board, () => {});
}
