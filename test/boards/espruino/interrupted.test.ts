/**
 * Espruino interrupts what runs out of stack or memory: nothing catches that, and a listener of a line, or a watch of a pin, in
 * which it happens is taken away ("Error processing Serial data handler - removing it" of its jsinteractive.c). A timer is over.
 */
import type { Board, BoardEvents } from '../../../src/board';
import { engine, Flash } from './flash';

let mockFlash: Flash;
jest.mock('Storage', () => ({ read: (name: string) => mockFlash.read(name), readJSON: (name: string) => JSON.parse(mockFlash.read(name) ?? '{}') as unknown }), { virtual: true });
jest.mock('Flash', () => ({}), { virtual: true });

type Listener<T> = (value: T) => void;

/** Calls back as Espruino does. @returns The listener, or nothing when it was interrupted. */
function told<T>(listener: Listener<T> | undefined, value: T): Listener<T> | undefined {
  try {
    listener?.(value);
    return listener;
  } catch {
    return undefined;
  }
}

let onData: Listener<string> | undefined;
let onWatch: Listener<{ state: boolean }> | undefined;
const realSetTimeout = setTimeout;

/** Timers whose callback may be interrupted; time is jest's. */
const setTimer = (callback: Listener<unknown>, milliseconds: number, value?: unknown): unknown => realTimer(() => told(callback, value), milliseconds);
let realTimer: typeof realSetTimeout;

const events: BoardEvents = { buffer: new Uint8Array(64), received: jest.fn(), opened: jest.fn(), timer: jest.fn(), stopping: jest.fn(), button: jest.fn() };
const interrupt = (): never => {
  throw new Error('Too much recursion - the stack is about to overflow');
};

function load<T extends object>(file: string): T {
  let loaded: T | undefined;
  jest.isolateModules(() => (loaded = jest.requireActual<T>(file)));
  if (loaded === undefined) throw new Error('the module was not loaded');
  return loaded;
}

beforeEach(() => {
  jest.useFakeTimers();
  jest.resetAllMocks();
  realTimer = setTimeout;
  mockFlash = new Flash();
  mockFlash.write('mote.json', JSON.stringify({ button: 'D3', line: {} }));
  Object.assign(globalThis, {
    E: { ...engine, enableWatchdog: () => undefined },
    Serial1: { setup: () => undefined, on: (_event: 'data', listener: Listener<string>) => (onData = listener) },
    setWatch: (listener: Listener<{ state: boolean }>) => (onWatch = listener),
    pinMode: () => undefined,
    getTime: () => Date.now() / 1000,
    setTimeout: setTimer,
  });
});
afterEach(() => {
  jest.useRealTimers();
  globalThis.setTimeout = realSetTimeout;
});

test('what comes on the line is heard when the bytes before were too much', () => {
  const { openLine } = load<typeof import('../../../boards/espruino/line')>('../../../boards/espruino/line');
  const heard: string[] = [];
  openLine((bytes) => (bytes === 'deep' ? interrupt() : heard.push(bytes)));
  for (const bytes of ['first', 'deep', 'second', 'third']) onData = told(onData, bytes);
  jest.advanceTimersByTime(1);
  expect(heard).toEqual(['first', 'second', 'third']);
});

test('the button is heard when what the press before led to was too much', () => {
  const { listenToButton } = load<typeof import('../../../boards/espruino/pins')>('../../../boards/espruino/pins');
  listenToButton(events, 1);
  jest.mocked(events.button).mockImplementationOnce(interrupt);
  onWatch = told<{ state: boolean }>(onWatch, { state: true });
  jest.advanceTimersByTime(1);
  onWatch = told<{ state: boolean }>(onWatch, { state: false });
  jest.advanceTimersByTime(1);
  expect(jest.mocked(events.button).mock.calls).toEqual([[0, 1], [0, 0]]);
});

test('the engine works again that was interrupted before it asked for a time', () => {
  const { newBoard } = load<typeof import('../../../boards/espruino/board')>('../../../boards/espruino/board');
  const links = { start: jest.fn(), open: jest.fn(), close: jest.fn(), send: jest.fn() };
  const board: Board = newBoard(links, () => 0, 1);
  board.attach(events);
  jest.mocked(events.timer).mockImplementationOnce(interrupt).mockImplementationOnce(() => board.setTimer(60_000));
  board.setTimer(5);
  jest.advanceTimersByTime(5);
  expect(events.timer).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(10_000);
  expect(events.timer).toHaveBeenCalledTimes(2);
  jest.advanceTimersByTime(59_000);
  expect(events.timer).toHaveBeenCalledTimes(2); // it has asked for a later time itself
});
