import { createSimulation, PowerCut } from '../../../boards/sim/board';
import { attachRecorder } from './image';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

function boot(act?: () => void) {
  const simulation = createSimulation();
  attachRecorder(simulation.board, act);
  const { board, storage } = simulation;
  const load = (slot: number): string | number => {
    const buffer = new Uint8Array(16);
    const length = board.load(slot, buffer);
    return length < 0 ? length : Buffer.from(buffer.subarray(0, length)).toString();
  };
  const store = (slot: number, text: string): boolean => board.store(slot, bytes(text), text.length);
  return { simulation, board, storage, load, store };
}

test('stores, replaces, loads, erases', () => {
  const { board, load, store } = boot();
  expect(load(0)).toBe(-1);
  expect(store(0, 'one')).toBe(true);
  expect(store(0, 'two!')).toBe(true);
  expect(store(15, '')).toBe(true);
  expect([load(0), load(15)]).toEqual(['two!', '']);
  board.eraseStorage();
  expect([load(0), load(15)]).toEqual([-1, -1]);
});

test('stores only the length it is told, and a copy', () => {
  const { board, load } = boot();
  const buffer = Buffer.from('abcdef');
  board.store(1, buffer, 3);
  buffer[0] = 0;
  expect(load(1)).toBe('abc');
});

test('loads what fits and tells the true length', () => {
  const { board, store } = boot();
  store(2, 'abcdef');
  const small = new Uint8Array(4);
  expect(board.load(2, small)).toBe(6);
  expect(Buffer.from(small).toString()).toBe('abcd');
});

test('survives a reboot', () => {
  const { simulation, board, load, store } = boot();
  store(3, 'kept');
  board.reboot();
  attachRecorder(board);
  simulation.run(0);
  expect(load(3)).toBe('kept');
});

test('fails on demand and then keeps what it held', () => {
  const { storage, load, store } = boot();
  store(4, 'old');
  storage.failing = true;
  expect(store(4, 'new')).toBe(false);
  expect(load(4)).toBe('old');
  storage.failing = false;
  expect(store(4, 'new')).toBe(true);
  expect(storage.writes).toBe(2);
});

test.each(['old', 'new'] as const)('a power cut during a write leaves the %s bytes and stops the image', (kept) => {
  let afterwards = false;
  let boots = 0;
  const { simulation, board, storage, load, store } = boot(() => {
    store(5, 'old');
    store(5, 'new');
    afterwards = true;
  });
  simulation.onReboot = () => (boots += 1);
  storage.cutPower(2, kept);
  simulation.pressButton(0);
  simulation.run(10);
  expect(afterwards).toBe(false);
  expect(load(5)).toBe(kept);
  expect([boots, simulation.reboots]).toEqual([1, 1]);
  attachRecorder(board);
  expect(store(5, 'next')).toBe(true);
});

test('a power cut while a test itself calls the image reaches the test', () => {
  const { simulation, storage, store } = boot();
  storage.cutPower(1, 'old');
  expect(() => store(0, 'x')).toThrow(PowerCut);
  expect(simulation.reboots).toBe(1);
});

test('a power cut can leave a part of the storage erased', () => {
  const { board, storage, load, store } = boot();
  for (const slot of [2, 0, 1]) store(slot, `slot ${slot}`);
  storage.cutPower(2, 'old');
  expect(() => board.eraseStorage()).toThrow(PowerCut);
  expect([load(0), load(1), load(2)]).toEqual([-1, 'slot 1', 'slot 2']);
});

test('a slot or length out of range is a mistake', () => {
  const { board } = boot();
  expect(() => board.load(16, new Uint8Array(1))).toThrow(RangeError);
  expect(() => board.store(-1, new Uint8Array(1), 1)).toThrow(RangeError);
  expect(() => board.store(0, new Uint8Array(1), 2)).toThrow(RangeError);
});
