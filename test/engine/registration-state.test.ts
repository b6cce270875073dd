import { Tenths } from '../../src/engine/clock';
import { Change } from '../../src/engine/registration-messages';
import { RegistrationColumn, State } from '../../src/engine/registration-state';
import { fresh } from '../fresh';
import { createBoard } from './board';

type Clock = typeof import('../../src/engine/clock');
type Client = typeof import('../../src/client');
type Accounts = typeof import('../../src/engine/accounts');
type Schedule = typeof import('../../src/engine/schedule');
type Registrations = typeof import('../../src/engine/registration-state');

const states = [
  State.off, State.queued, State.opening, State.register, State.registering, State.registered, State.updating, State.deregister, State.deregistering, State.waiting,
];
const link = 1;

function start(sizes = {}) {
  const { accounts, client, clock, registrations, schedule } = fresh(
    () => ({
      accounts: jest.requireActual<Accounts>('../../src/engine/accounts'),
      client: jest.requireActual<Client>('../../src/client'),
      clock: jest.requireActual<Clock>('../../src/engine/clock'),
      registrations: jest.requireActual<Registrations>('../../src/engine/registration-state'),
      schedule: jest.requireActual<Schedule>('../../src/engine/schedule'),
    }),
    { servers: 3, queueMode: 1, ...sizes },
  );
  const board = createBoard();
  client.addClient(board);
  clock.startClock(board);
  schedule.startSchedule(board);
  // The client has its objects to tell of.
  for (const each of [0, 1, 2]) for (let column = 0; column < RegistrationColumn.columns; column++) registrations.setRegistration(each, column, 0);
  board.timers.length = 0;
  const set = (column: RegistrationColumn, value: number): void => registrations.setRegistration(link, column, value);
  /** The states in which the link is like this. */
  const where = (is: (link: number) => boolean): State[] =>
    states.filter((state) => {
      set(RegistrationColumn.state, state);
      return is(link);
    });
  return { accounts, board, client, clock, registrations, set, where };
}

test('requests are carried out while the server has a registration', () => {
  const { registrations, where } = start();
  expect(where(registrations.acceptsRequests)).toEqual([State.registered, State.updating]);
});

test('a link is in use unless it is off or put off', () => {
  const { registrations, where } = start();
  expect(states.filter((state) => !where(registrations.isInUse).includes(state))).toEqual([State.off, State.queued, State.waiting]);
});

test('each link has a row of its own', () => {
  const { registrations, set } = start();
  set(RegistrationColumn.state, State.registered);
  set(RegistrationColumn.due, 77);
  expect([0, 1, 2].map((each) => registrations.registrationState(each))).toEqual([State.off, State.registered, State.off]);
  expect([0, 1, 2].map((each) => registrations.registrationAt(each, RegistrationColumn.due))).toEqual([0, 77, 0]);
});

describe('what a server has to be told', () => {
  /** What is to be told on each link. */
  const told = (registrations: Registrations): number[][] =>
    [0, 1, 2].map((each) => [registrations.registrationAt(each, RegistrationColumn.changes), registrations.registrationAt(each, RegistrationColumn.updateWanted)]);

  test('adds up, and is told as soon as possible', () => {
    const { board, registrations } = start();
    registrations.noteChange(link, Change.lifetime);
    registrations.noteChange(link, Change.binding);
    expect(told(registrations)).toEqual([[0, 0], [Change.lifetime | Change.binding, 1], [0, 0]]);
    expect(board.timers).toEqual([0]);
  });

  test('is told all of them when instances have come or gone', () => {
    const { registrations } = start();
    registrations.noteChange(link, Change.lifetime);
    registrations.objectsChanged();
    expect(told(registrations)).toEqual([[Change.objects, 1], [Change.lifetime | Change.objects, 1], [Change.objects, 1]]);
  });

  test('may be no change: an Update is sent all the same', () => {
    const { board, registrations } = start();
    registrations.requestUpdate(0);
    expect(told(registrations)).toEqual([[0, 1], [0, 0], [0, 0]]);
    expect(board.timers).toEqual([0]);
  });

  test('is nothing of a link that is none', () => {
    const { board, registrations } = start();
    registrations.noteChange(-1, Change.lifetime);
    registrations.requestUpdate(-1);
    expect(told(registrations)).toEqual([[0, 0], [0, 0], [0, 0]]);
    expect(board.timers).toEqual([]);
  });
});

describe('the time', () => {
  test('until a registration lapses is known of one that nobody is busy with', () => {
    const { board, clock, registrations, set, where } = start();
    set(RegistrationColumn.due, clock.momentIn(250));
    board.time = 10_000;
    expect(where((each) => registrations.refreshDue(each) === 150)).toEqual([State.registered]);
    expect(where((each) => registrations.refreshDue(each) === Tenths.longest)).toHaveLength(states.length - 1);
  });

  test('until a registration has something to send', () => {
    const { board, clock, registrations, set, where } = start();
    set(RegistrationColumn.due, clock.momentIn(250));
    board.time = 10_000;
    expect(where((each) => registrations.registrationDue(each) === 0)).toEqual([State.register, State.deregister]);
    expect(where((each) => registrations.registrationDue(each) === 150)).toEqual([State.registered, State.waiting]);
    expect(where((each) => registrations.registrationDue(each) === Tenths.longest)).toHaveLength(states.length - 4);
  });

  test('is now where an Update is wanted, of a link that is registered', () => {
    const { clock, registrations, set, where } = start();
    set(RegistrationColumn.due, clock.momentIn(250));
    set(RegistrationColumn.updateWanted, 1);
    expect(where((each) => registrations.registrationDue(each) === 0)).toEqual([State.register, State.registered, State.deregister]);
  });

  test('is now where a request goes on', () => {
    const { registrations, set, where } = start();
    set(RegistrationColumn.continuing, 1);
    expect(where((each) => registrations.registrationDue(each) === 0)).toEqual(states);
  });
});

test.each([
  ['UQ', 1, [State.registered]],
  ['U', 1, []],
  ['UQ', 0, []],
])('the server of binding %s waits for an Update, with queue mode %i: in %j', (binding, queueMode, expected) => {
  const { accounts, client, registrations, where } = start({ queueMode });
  for (const id of [0, 1]) client.setNumber(client.createInstance(client.server, id)!, 0, id + 1);
  client.setString(client.getInstance(client.server, 1)!, 7, binding);
  accounts.linkAccounts();
  expect(where(registrations.isQueued)).toEqual(expected);
});
