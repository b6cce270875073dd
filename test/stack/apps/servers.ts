/** An image with the server accounts that a test gives it. */
import type { Board } from '../../../src/board';
import { addClient, createInstance, server, Server, setBoolean, setNumber, startClient } from '../../../src/client';
import { addAccount } from '../account';

export interface Account {
  /** `coap://` and this is its URI. */
  readonly host: string;
  readonly priority?: number;
  /** Seconds. */
  readonly delay?: number;
  readonly block?: boolean;
  readonly bootstrap?: boolean;
  readonly retries?: number;
  /** Seconds. */
  readonly timer?: number;
  readonly sequences?: number;
  /** Seconds. */
  readonly pause?: number;
}

/** What the application was told: event and link. */
export const events: [number, number][] = [];

export function main(board: Board): void {
  addClient(board);
  const accounts = JSON.parse(board.settings().server) as Account[];
  accounts.forEach((account, id) => {
    const uri = `coap://${account.host}`;
    const terms = addAccount({ securityInstance: id, serverInstance: id, uri, shortServerId: id + 1, lifetime: 300 });
    if (account.priority !== undefined) setNumber(terms, Server.priorityOrder, account.priority);
    if (account.delay !== undefined) setNumber(terms, Server.initialDelayTimer, account.delay);
    if (account.block !== undefined) setBoolean(terms, Server.failureBlock, account.block);
    if (account.bootstrap !== undefined) setBoolean(terms, Server.bootstrapOnFailure, account.bootstrap);
    if (account.retries !== undefined) setNumber(terms, Server.communicationRetryCount, account.retries);
    if (account.timer !== undefined) setNumber(terms, Server.communicationRetryTimer, account.timer);
    if (account.sequences !== undefined) setNumber(terms, Server.communicationSequenceRetryCount, account.sequences);
    if (account.pause !== undefined) setNumber(terms, Server.communicationSequenceDelayTimer, account.pause);
  });
  startClient(board, (event, link) => events.push([event, link]));
}

/** Adds an instance of object 1 that belongs to nobody: the list of objects changes. */
export function addInstance(): void {
  createInstance(server, 9);
}
