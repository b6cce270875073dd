import fc from 'fast-check';
import { StorageSlot } from '../../../src/board';
import { engine, Flash, flashed, moduleOf as mockModuleOf } from './flash';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });
jest.mock('Flash', () => mockModuleOf(() => mockFlash), { virtual: true });

type Slots = typeof import('../../../boards/espruino/storage');

/** The board's storage as it is after a reboot: what is in flash stays. */
function boot(flash: Flash): Slots {
  mockFlash = flash;
  let slots: Slots | undefined;
  jest.isolateModules(() => (slots = jest.requireActual<Slots>('../../../boards/espruino/storage')));
  if (slots === undefined) throw new Error('the module was not loaded');
  return slots;
}

beforeAll(() => Object.assign(globalThis, { E: engine }));

function stored(slots: Slots, slot: number): string | undefined {
  const buffer = new Uint8Array(4096);
  const length = slots.load(slot, buffer);
  return length < 0 ? undefined : Buffer.from(buffer.subarray(0, length)).toString();
}

/** Nothing goes on after a power cut. */
function untilCut<T>(flash: Flash, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!flash.isCut) throw error;
    return undefined;
  }
}

function store(slots: Slots, slot: number, text: string): boolean {
  const bytes = Buffer.from(text);
  return slots.store(slot, bytes, bytes.length);
}

test('slots are apart, empty at first, replaced, and kept over a reboot', () => {
  const flash = flashed();
  const slots = boot(flash);
  expect(stored(slots, 0)).toBeUndefined();
  for (const [slot, text] of [[0, 'first'], [1, 'other'], [0, 'second'], [15, '']] as const) expect(store(slots, slot, text)).toBe(true);
  expect(stored(boot(flash), 0)).toBe('second');
  expect(stored(boot(flash), 1)).toBe('other');
  expect(stored(boot(flash), 15)).toBe('');
});

test('tells the length of what does not fit the buffer', () => {
  const slots = boot(flashed());
  store(slots, 3, 'abcdefgh');
  const buffer = new Uint8Array(4);
  expect(slots.load(3, buffer)).toBe(8);
  expect(Buffer.from(buffer).toString()).toBe('abcd');
});

test('the newest counts after more writes than the turn can count', () => {
  const flash = flashed();
  const slots = boot(flash);
  for (let count = 0; count < 600; count++) {
    store(slots, 0, `value ${count}`);
    expect(stored(slots, 0)).toBe(`value ${count}`);
  }
});

test('is old or new wherever the power goes, and can be written again', () => {
  let cuts = 0;
  for (const before of [undefined, 'one', 'two']) {
    for (let steps = 0; ; steps++) {
      const flash = flashed();
      for (const text of before === undefined ? [] : before === 'one' ? ['old'] : ['older', 'old']) store(boot(flash), 0, text);
      flash.stepsLeft = steps;
      const isStored = untilCut(flash, () => store(boot(flash), 0, 'the new one'));
      const { isCut } = flash;
      flash.stepsLeft = Infinity;
      flash.isCut = false;
      const after = stored(boot(flash), 0);
      expect([before === undefined ? undefined : 'old', 'the new one']).toContain(after);
      expect(store(boot(flash), 0, 'again')).toBe(true);
      expect(stored(boot(flash), 0)).toBe('again');
      if (!isCut) {
        expect([isStored, after]).toEqual([true, 'the new one']);
        break;
      }
      cuts++;
    }
  }
  expect(cuts).toBeGreaterThan(40);
});

/** What many boots and many writes to several slots leave, with the power cut in the middle of each of them. */
test('many writes with the power cut at any of them: each slot has what it had or what it was given, and Storage is as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(16), fc.nat(600), fc.nat(1500)), { minLength: 30, maxLength: 60 }), (writes) => {
      const flash = flashed();
      const files = flash.list();
      const expected = new Map<number, string>();
      writes.forEach(([slot, length, steps], index) => {
        const text = String.fromCharCode(97 + (index % 26)).repeat(length % 250);
        flash.stepsLeft = steps;
        const isStored = untilCut(flash, () => store(boot(flash), slot, text));
        Object.assign(flash, { stepsLeft: Infinity, isCut: false });
        const after = stored(boot(flash), slot);
        expect([expected.get(slot), text]).toContain(after);
        if (isStored === true) expect(after).toBe(text);
        if (after !== undefined) expected.set(slot, after);
        for (const [each, kept] of expected) expect(stored(boot(flash), each)).toBe(kept);
      });
      expect([flash.list(), flash.compactions]).toEqual([files, 0]);
    }),
    { numRuns: 5 },
  );
});

test('says so when storage is full, and what was there stays', () => {
  const slots = boot(flashed());
  const [much, more] = ['x'.repeat(3000), 'y'.repeat(1080)];
  expect([store(slots, 0, much), store(slots, 1, 'kept'), store(slots, 1, more), store(slots, 1, 'again')]).toEqual([true, true, false, true]);
  expect([stored(slots, 0), stored(slots, 1)]).toEqual([much, 'again']);
});

test('keeps nothing on a board without its pages, nor where somebody has moved them', () => {
  expect(store(boot(new Flash()), 0, 'x')).toBe(false);
  const flash = flashed();
  store(boot(flash), 0, 'old');
  flash.erase('.bootcde');
  flash.compact();
  const before = Buffer.from(flash.bytes);
  boot(flash).eraseStorage();
  expect(flash.bytes.equals(before)).toBe(true);
  expect(stored(boot(flash), 0)).toBe('old');
});

test('any bytes in a page are records or nothing, in bounded time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4000, minLength: 1 }), (bytes) => {
      const flash = flashed();
      flash.write('mote', Buffer.concat([Buffer.of(0, 255), Buffer.alloc(2), bytes]), 4);
      expect(boot(flash).load(0, new Uint8Array(64))).toBe(-1);
    }),
  );
});

test('erasing empties every slot but that of the seed, and the state of the random numbers', () => {
  const flash = flashed();
  const slots = boot(flash);
  slots.eraseStorage();
  for (let slot = 0; slot < 17; slot++) store(slots, slot, 'x');
  slots.eraseStorage();
  expect(Array.from({ length: 17 }, (_, slot) => stored(slots, slot) ?? '').join('.')).toBe(`${'.'.repeat(StorageSlot.seed)}x..............x`);
});
