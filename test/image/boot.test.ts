import { Boot, bootCodeSize, bootCodeStart, type BootStorage, chooseSlot } from '../../src/image/boot';
import { appendJournal, readJournal, State, Status } from '../../src/image/journal';
import { createTestStorage } from './storage';

interface Slots {
  storage: ReturnType<typeof createTestStorage> & BootStorage;
  /** Whether the code of each slot is what its manifest tells. */
  intact: [boolean, boolean];
}

function slots(): Slots {
  const intact: [boolean, boolean] = [true, true];
  const storage = { ...createTestStorage(), isIntact: (slot: number) => intact[slot] };
  for (const slot of [0, 1]) storage.areas[slot].set(Buffer.from('4d4f54450040000000000300', 'hex'));
  return { storage, intact };
}

const state = (slot: number, status: Status, attempts = 0): number => attempts * State.attempt + (status << State.statusShift) + slot;

test('a board that was just flashed starts slot A, and writes nothing', () => {
  const { storage } = slots();
  expect(chooseSlot(storage)).toBe(0);
  expect([bootCodeStart(), bootCodeSize()]).toEqual([64, 768]);
  expect(storage.operations).toEqual([]);
});

test.each([0, 1])('what is confirmed in slot %i is started', (slot) => {
  const { storage } = slots();
  appendJournal(storage, state(slot, Status.confirmed));
  expect([chooseSlot(storage), chooseSlot(storage)]).toEqual([slot, slot]);
});

test.each([0, 1])('a trial of slot %i is started three times, then the other slot for ever', (slot) => {
  const { storage } = slots();
  appendJournal(storage, state(slot, Status.trial));
  const starts = Array.from({ length: 6 }, () => chooseSlot(storage));
  expect(starts).toEqual([slot, slot, slot, 1 - slot, 1 - slot, 1 - slot]);
  expect(readJournal(storage)).toBe(state(1 - slot, Status.rolledBack));
  expect(Boot.attempts).toBe(3);
});

test('a trial that is confirmed is not counted any more', () => {
  const { storage } = slots();
  appendJournal(storage, state(1, Status.trial));
  chooseSlot(storage);
  appendJournal(storage, state(1, Status.confirmed));
  expect(Array.from({ length: 5 }, () => chooseSlot(storage))).toEqual([1, 1, 1, 1, 1]);
});

test('a trial whose code is not what it should be is never started', () => {
  const { storage, intact } = slots();
  appendJournal(storage, state(1, Status.trial));
  intact[1] = false;
  expect(chooseSlot(storage)).toBe(0);
  expect(readJournal(storage)).toBe(state(0, Status.rolledBack));
});

test('a trial that cannot be counted is not started: it might go on for ever', () => {
  const { storage } = slots();
  appendJournal(storage, state(1, Status.trial));
  expect(chooseSlot(Object.assign(storage, { write: () => false }))).toBe(0);
});

test('when what is confirmed has gone bad, nothing is started that nobody has verified', () => {
  const { storage, intact } = slots();
  intact[0] = false;
  expect(chooseSlot(storage)).toBe(-1);
});

test('when what is confirmed has gone bad, the image before is better than nothing', () => {
  const { storage, intact } = slots();
  appendJournal(storage, State.fallback);
  intact[0] = false;
  expect(chooseSlot(storage)).toBe(1);
  intact[0] = true;
  expect(chooseSlot(storage)).toBe(1);
});

test('a trial without anything to go back to goes on', () => {
  const { storage, intact } = slots();
  appendJournal(storage, state(1, Status.trial, 3));
  intact[0] = false;
  expect(chooseSlot(storage)).toBe(1);
});

test('slots that hold no image: none is started', () => {
  const { storage, intact } = slots();
  intact[0] = intact[1] = false;
  expect(chooseSlot(storage)).toBe(-1);
  expect(storage.operations).toEqual([]);
});

test('what is started was asked about last: a board may keep it from then', () => {
  const { storage, intact } = slots();
  const asked: number[] = [];
  const isIntact = (slot: number): boolean => asked.push(slot) > 0 && intact[slot];
  appendJournal(storage, state(1, Status.trial));
  for (const sound of [[true, true], [true, false], [false, true]] as const) {
    [intact[0], intact[1]] = sound;
    for (let boot = 0; boot < 5; boot++) expect(chooseSlot({ ...storage, isIntact })).toBe(asked[asked.length - 1]);
  }
});
