import type { Board, BoardEvents } from '../../../src/board';

type Feed = (at: number, hex: string) => void;

/** A fresh replay board, what its script was handed, and what was printed; `events` overrides what the image does. */
function createBoard(events: Partial<BoardEvents> = {}): { board: Board; feed: Feed; repeat: Feed; printed: string[]; happened: string[]; buffer: Uint8Array } {
  const printed: string[] = [];
  const happened: string[] = [];
  let functions: [Feed, Feed] | undefined;
  Object.assign(globalThis, {
    replayPrint: (line: string) => printed.push(line),
    replayReady: (...handed: [Feed, Feed]) => (functions = handed),
  });
  let board: Board | undefined;
  jest.isolateModules(() => {
    ({ board } = jest.requireActual<{ board: Board }>('../../../boards/replay/board'));
  });
  if (board === undefined) throw new Error('no board');
  const buffer = new Uint8Array(1152);
  board.attach({
    buffer,
    received: (link, length) => happened.push(`received ${link} ${Buffer.from(buffer.subarray(0, length)).toString('hex')}`),
    opened: (link, error) => happened.push(`opened ${link} ${error}`),
    timer: () => happened.push(`timer ${board?.now()}`),
    button: () => happened.push('button'),
    stopping: () => happened.push('stopping'),
    ...events,
  });
  if (functions === undefined) throw new Error('replayReady was not called');
  return { board, feed: functions[0], repeat: functions[1], printed, happened, buffer };
}

test('a datagram comes at its time, and every timer before it at its own', () => {
  const { board, feed, happened } = createBoard();
  board.setTimer(70);
  feed(100, '40010102');
  expect(happened).toEqual(['timer 70', 'received 0 40010102']);
  expect([board.now(), board.utc()]).toEqual([100, 1_000_000_000]);
  board.setTimer(50);
  board.setTimer(60); // replaces the other
  feed(159, '');
  feed(160, '');
  feed(9000, '');
  expect(happened.slice(2)).toEqual(['timer 160']);
  expect([board.now(), board.utc()]).toEqual([9000, 1_000_000_009]);
});

test('a timer may set the next one', () => {
  const { board, feed, happened } = createBoard({
    timer: () => {
      happened.push(`timer ${board.now()}`);
      board.setTimer(30);
    },
  });
  board.setTimer(30);
  feed(100, '');
  expect(happened).toEqual(['timer 30', 'timer 60', 'timer 90']);
});

test('a timer that is set to 0 for ever is a mistake, not a hang', () => {
  const { board, feed } = createBoard({ timer: () => board.setTimer(0) });
  board.setTimer(0);
  expect(() => feed(1, '')).toThrow('again and again');
});

test('a link that was opened hears of it at the next event, one that was closed does not', () => {
  const { board, feed, printed, happened } = createBoard();
  board.open(0, 'lwm2m.example', 5684, 0);
  expect(happened).toEqual([]);
  feed(0, '');
  feed(1, '');
  expect(happened).toEqual(['opened 0 0']);
  board.open(0, '192.0.2.9', 5683, 0);
  board.close(0);
  feed(2, '');
  expect(happened).toEqual(['opened 0 0']);
  expect(printed).toEqual(['open lwm2m.example 0000 1634', 'open 192.0.2.9 0000 1633', 'close 0000 0000']);
});

test('prints what the image does', () => {
  const { board, printed } = createBoard();
  board.send(0, Uint8Array.of(0x64, 0x45, 0, 0xff, 9), 4);
  board.setLed(2, 100);
  expect(board.store(3, Uint8Array.of(1, 2, 3), 2)).toBe(true);
  board.eraseStorage();
  board.reboot();
  board.log('registered');
  expect(printed).toEqual(['0 644500ff', 'led 0002 0064', 'store 0003 0102', 'erase 0000 0000', 'reboot 0000 0000', 'log registered']);
  expect(board.load(3, new Uint8Array(4))).toBe(-1);
});

test('a request is repeated with message ids of its own, and its replies are not printed', () => {
  const { board, repeat, printed, happened, buffer } = createBoard({
    received: (link, length) => {
      happened.push(Buffer.from(buffer.subarray(0, length)).toString('hex'));
      board.send(link, buffer, length);
      board.setLed(0, 1);
    },
  });
  repeat(258, '40011234b133');
  expect(happened).toHaveLength(258);
  expect([happened[0], happened[1], happened[257]]).toEqual(['40010000b133', '40010001b133', '40010101b133']);
  expect(printed).toEqual(Array(258).fill('led 0000 0001'));
  board.send(0, buffer, 1);
  expect(printed.at(-1)).toBe('0 40');
});

test('random numbers have 16 bits, are spread, and are the same in every run', () => {
  const numbers = Array.from({ length: 1000 }, createBoard().board.random);
  expect(Array.from({ length: 1000 }, createBoard().board.random)).toEqual(numbers);
  expect(numbers.every((each) => Number.isInteger(each) && each >= 0 && each < 65536)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(990);
  expect(new Set(numbers.map((each) => each >>> 12)).size).toBe(16);
});
