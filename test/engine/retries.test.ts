import { fresh } from '../fresh';
import { createBoard } from './board';

type Accounts = typeof import('../../src/engine/accounts');
type Client = typeof import('../../src/client');
type Retries = typeof import('../../src/engine/retries');

/** Terms of a server, as object 1 has them (LwM2M 1.1 Core E.2): 17 to 20. */
interface Terms {
  attempts?: number;
  timer?: number;
  sequenceDelay?: number;
  sequences?: number;
}

/** The account of a server with these terms, and what is told of its retries. */
function start(terms: Terms = {}) {
  const { accounts, client, retries } = fresh(() => ({
    accounts: jest.requireActual<Accounts>('../../src/engine/accounts'),
    client: jest.requireActual<Client>('../../src/client'),
    retries: jest.requireActual<Retries>('../../src/engine/retries'),
  }));
  client.addClient(createBoard());
  const server = client.createInstance(client.server, 0)!;
  client.setNumber(server, 0, 1);
  if (terms.attempts !== undefined) client.setNumber(server, 17, terms.attempts);
  if (terms.timer !== undefined) client.setNumber(server, 18, terms.timer);
  if (terms.sequenceDelay !== undefined) client.setNumber(server, 19, terms.sequenceDelay);
  if (terms.sequences !== undefined) client.setNumber(server, 20, terms.sequences);
  accounts.linkAccounts();
  const link = 0;
  retries.resetRetries(link);
  const pauses = (count: number): number[] => Array.from({ length: count }, () => retries.pauseAfterFailure(link));
  return { retries, link, pauses };
}

test('without terms: five attempts, 60 s apart and then ever twice as long; then the registration has failed', () => {
  const { pauses } = start();
  expect(pauses(5)).toEqual([60, 120, 240, 480, -1]);
});

test('the k-th pause is timer * 2^(k-1)', () => {
  expect(start({ attempts: 7, timer: 3 }).pauses(7)).toEqual([3, 6, 12, 24, 48, 96, -1]);
});

test('between two sequences is the sequence delay, and the attempts are counted anew', () => {
  const { pauses } = start({ attempts: 2, timer: 5, sequenceDelay: 100, sequences: 3 });
  expect(pauses(6)).toEqual([5, 100, 5, 100, 5, -1]);
});

test('one attempt, one sequence: it fails at once', () => {
  expect(start({ attempts: 1 }).pauses(1)).toEqual([-1]);
  expect(start({ attempts: 0 }).pauses(1)).toEqual([-1]);
});

test('a timer of 0 stays 0', () => {
  expect(start({ attempts: 4, timer: 0 }).pauses(4)).toEqual([0, 0, 0, -1]);
});

test('a pause that no clock counts grows no more, whatever the terms', () => {
  const all = start({ attempts: 5000, timer: 86400 }).pauses(4999);
  expect(all.slice(0, 3)).toEqual([86400, 172800, 345600]);
  expect(all.every((pause, i) => Number.isSafeInteger(pause) && pause >= (all[i - 1] ?? 0))).toBe(true);
});

test('a success counts anew', () => {
  const { retries, link, pauses } = start({ attempts: 3, timer: 5 });
  expect(pauses(2)).toEqual([5, 10]);
  retries.resetRetries(link);
  expect(pauses(3)).toEqual([5, 10, -1]);
});

test('a sequence delay of a day, unless told', () => {
  expect([start(), start({ sequenceDelay: 7 })].map(({ retries, link }) => retries.sequencePause(link))).toEqual([86400, 7]);
});
