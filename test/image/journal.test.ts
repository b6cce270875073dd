import fc from 'fast-check';
import { appendJournal, readJournal } from '../../src/image/journal';
import { Area } from '../../src/image/storage';
import { createTestStorage, type TestStorage } from './storage';

test('an empty journal: slot A, confirmed', () => {
  expect(readJournal(createTestStorage())).toBe(0);
});

test('the newest state is the present one, over many pages', () => {
  const storage = createTestStorage();
  for (let i = 0; i < 1000; i++) {
    expect(appendJournal(storage, (i * 7) & 255)).toBe(true);
    expect(readJournal(storage)).toBe((i * 7) & 255);
  }
});

test('one write a change, and an erasure every 16 changes', () => {
  const storage = createTestStorage();
  for (let i = 0; i < 64; i++) appendJournal(storage, i);
  expect(storage.operations.filter((operation) => operation.startsWith('write')).length).toBe(64);
  expect(storage.operations.filter((operation) => operation.startsWith('erase')).length).toBe(4);
});

test('what cannot be stored changes nothing', () => {
  const storage = createTestStorage();
  appendJournal(storage, 5);
  storage.broken = true;
  expect(appendJournal(storage, 6)).toBe(false);
  expect(readJournal(storage)).toBe(5);
});

/** What a power cut leaves of the operation that was to come: these bytes in the place it was about. */
function cutShort(storage: TestStorage, state: number, garbage: Uint8Array): void {
  const before = storage.areas.map((area) => Buffer.from(area));
  const from = storage.operations.length;
  appendJournal(storage, state);
  const [operation, area, at, size] = storage.operations[from].split(' ');
  const changed = storage.areas[Number(area)];
  if (operation === 'erase') {
    changed.set(before[Number(area)]);
    // An erasure that was not finished: some bytes are erased.
    garbage.forEach((byte, i) => changed.fill(255, (byte + 5 * i) & 63, ((byte + 5 * i) & 63) + 1));
  } else {
    // A write that was not finished: a prefix of its bytes.
    changed.fill(255, Number(at) + (garbage[0] % Number(size)), Number(at) + Number(size));
  }
}

test('property: a change that the power cuts short leaves the old state or the new, and the next one is stored', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 80 }), fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 255 }), (states, garbage, lost) => {
      const storage = createTestStorage();
      for (const state of states) appendJournal(storage, state);
      for (let cut = 0; cut < 2; cut++) {
        cutShort(storage, lost, garbage);
        // The last byte of the word for state 0 is what was there before.
        expect([states[states.length - 1], lost === 0 ? 0 : -1]).toContain(readJournal(storage));
      }
      expect(appendJournal(storage, 77)).toBe(true);
      expect(readJournal(storage)).toBe(77);
    }),
    { numRuns: 500 },
  );
});

test('the pages are areas of their own', () => {
  const storage = createTestStorage();
  for (let i = 0; i < 20; i++) appendJournal(storage, i);
  expect(storage.areas[Area.slotA].every((byte) => byte === 255) && storage.areas[Area.slotB].every((byte) => byte === 255)).toBe(true);
});
