import { Boot, chooseSlot, readHead } from '../../src/image/boot';
import { appendJournal, readJournal, State, Status } from '../../src/image/journal';
import { codeSize, codeStart } from '../../src/image/manifest';
import { createTestStorage, type TestStorage } from './storage';

interface Slots {
  storage: TestStorage;
  /** Whether the code of each slot is what its manifest tells. */
  intact: [boolean, boolean];
  /** The slots that were asked about. */
  asked: number[];
  choose(): number;
}

function slots(): Slots {
  const storage = createTestStorage();
  const made: Slots = {
    storage,
    intact: [true, true],
    asked: [],
    choose: () => chooseSlot(storage, (slot) => made.asked.push(slot) > 0 && made.intact[slot]),
  };
  return made;
}

const state = (slot: number, status: Status, attempts = 0): number => attempts * State.attempt + (status << State.statusShift) + slot;

test('a board that was just flashed starts slot A, and writes nothing', () => {
  const { storage, choose } = slots();
  expect(choose()).toBe(0);
  expect(storage.operations).toEqual([]);
});

test.each([0, 1])('what is confirmed in slot %i is started', (slot) => {
  const { storage, choose } = slots();
  appendJournal(storage, state(slot, Status.confirmed));
  expect([choose(), choose()]).toEqual([slot, slot]);
});

test.each([0, 1])('a trial of slot %i is started three times, then the other slot for ever', (slot) => {
  const { storage, choose } = slots();
  appendJournal(storage, state(slot, Status.trial));
  const starts = Array.from({ length: 6 }, () => choose());
  expect(starts).toEqual([slot, slot, slot, 1 - slot, 1 - slot, 1 - slot]);
  expect(readJournal(storage)).toBe(state(1 - slot, Status.rolledBack));
  expect(Boot.attempts).toBe(3);
});

test('a trial that is confirmed is not counted any more', () => {
  const { storage, choose } = slots();
  appendJournal(storage, state(1, Status.trial));
  choose();
  appendJournal(storage, state(1, Status.confirmed));
  expect(Array.from({ length: 5 }, () => choose())).toEqual([1, 1, 1, 1, 1]);
});

test('a trial whose code is not what it should be is never started', () => {
  const { storage, intact, choose } = slots();
  appendJournal(storage, state(1, Status.trial));
  intact[1] = false;
  expect(choose()).toBe(0);
  expect(readJournal(storage)).toBe(state(0, Status.rolledBack));
});

test('a trial that cannot be counted is not started: it might go on for ever', () => {
  const { storage, choose } = slots();
  appendJournal(storage, state(1, Status.trial));
  storage.broken = true;
  expect(choose()).toBe(0);
});

test('when what is confirmed has gone bad, nothing is started that nobody has verified', () => {
  const { intact, choose } = slots();
  intact[0] = false;
  expect(choose()).toBe(-1);
});

test('when what is confirmed has gone bad, the image before is better than nothing', () => {
  const { storage, intact, choose } = slots();
  appendJournal(storage, State.fallback);
  intact[0] = false;
  expect(choose()).toBe(1);
  intact[0] = true;
  expect(choose()).toBe(1);
});

test('a trial without anything to go back to goes on', () => {
  const { storage, intact, choose } = slots();
  appendJournal(storage, state(1, Status.trial, 3));
  intact[0] = false;
  expect(choose()).toBe(1);
});

test('slots that hold no image: none is started', () => {
  const { storage, intact, choose } = slots();
  intact[0] = intact[1] = false;
  expect(choose()).toBe(-1);
  expect(storage.operations).toEqual([]);
});

test('what is started was asked about last: a board may keep it from then', () => {
  const { storage, intact, asked, choose } = slots();
  appendJournal(storage, state(1, Status.trial));
  for (const sound of [[true, true], [true, false], [false, true]] as const) {
    [intact[0], intact[1]] = sound;
    for (let boot = 0; boot < 5; boot++) expect(choose()).toBe(asked[asked.length - 1]);
  }
});

test('the head of a slot tells where its code is', () => {
  const { storage } = slots();
  storage.areas[1].set(Buffer.from('4d4f54450040000300010300', 'hex'));
  const head = readHead(storage, 1);
  expect([codeStart(head), codeSize(head)]).toEqual([67, 66_304]);
});
