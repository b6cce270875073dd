import fc from 'fast-check';
import { StorageSlot } from '../../../src/board';
import { engine, Flash } from './flash';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });

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
  const buffer = new Uint8Array(64);
  const length = slots.load(slot, buffer);
  return length < 0 ? undefined : Buffer.from(buffer.subarray(0, length)).toString();
}

function store(slots: Slots, slot: number, text: string): boolean {
  const bytes = Buffer.from(text);
  return slots.store(slot, bytes, bytes.length);
}

test('slots are apart, empty at first, replaced, and kept over a reboot', () => {
  const flash = new Flash();
  const slots = boot(flash);
  expect(stored(slots, 0)).toBeUndefined();
  for (const [slot, text] of [[0, 'first'], [1, 'other'], [0, 'second'], [15, '']] as const) expect(store(slots, slot, text)).toBe(true);
  expect(stored(boot(flash), 0)).toBe('second');
  expect(stored(boot(flash), 1)).toBe('other');
  expect(stored(boot(flash), 15)).toBe('');
});

test('tells the length of what does not fit the buffer', () => {
  const slots = boot(new Flash());
  store(slots, 3, 'abcdefgh');
  const buffer = new Uint8Array(4);
  expect(slots.load(3, buffer)).toBe(8);
  expect(Buffer.from(buffer).toString()).toBe('abcd');
});

test('the newest counts after more writes than the turn can count', () => {
  const flash = new Flash();
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
      const flash = new Flash();
      for (const text of before === undefined ? [] : before === 'one' ? ['old'] : ['older', 'old']) store(boot(flash), 0, text);
      flash.stepsLeft = steps;
      const isStored = store(boot(flash), 0, 'the new one');
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

test('says so when storage is full, and what was there stays', () => {
  const flash = new Flash();
  const slots = boot(flash);
  store(slots, 0, 'kept');
  flash.room = 20;
  expect(store(slots, 0, 'more than there is room for')).toBe(false);
  expect(stored(slots, 0)).toBe('kept');
});

test('any file in the place of a slot is that slot or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const flash = new Flash();
      flash.files.set('mote0a', Buffer.from(bytes).toString('latin1'));
      expect(boot(flash).load(0, new Uint8Array(64))).toBe(-1);
    }),
  );
});

test('erasing empties every slot but that of the seed', () => {
  const flash = new Flash();
  const slots = boot(flash);
  for (let slot = 0; slot < 16; slot++) store(slots, slot, 'x');
  store(slots, 3, 'y');
  slots.eraseStorage();
  expect([...flash.files.keys()]).toEqual([`mote${StorageSlot.seed}a`]);
});
