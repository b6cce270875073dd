import type { Board, BoardEvents } from '../../../src/board';

type Feed = (at: number, hex: string, link?: number) => void;

/** What is stored, for all boards of a test. */
const slots = new Map<number, string>();
beforeEach(() => slots.clear());

/** A fresh replay board, what its script was handed, and what was printed; `events` overrides what the image does. */
function createBoard(events: Partial<BoardEvents> = {}): { board: Board; feed: Feed; repeat: Feed; printed: string[]; happened: string[]; buffer: Uint8Array } {
  const printed: string[] = [];
  const happened: string[] = [];
  let functions: [Feed, Feed] | undefined;
  Object.assign(globalThis, {
    replayPrint: (line: string) => printed.push(line),
    replayReady: (...handed: [Feed, Feed]) => (functions = handed),
    replayStore: (slot: number, hex: string) => slots.set(slot, hex),
    replayLoad: (slot: number) => slots.get(slot) ?? '',
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
});

test('what is stored is there after a reboot, until all is erased', () => {
  const { board } = createBoard();
  expect(board.load(3, new Uint8Array(4))).toBe(-1);
  board.store(3, Uint8Array.of(1, 2, 3), 2);
  const again = createBoard().board;
  const bytes = new Uint8Array(4);
  expect(again.load(3, bytes)).toBe(2);
  expect([...bytes]).toEqual([1, 2, 0, 0]);
  expect(again.load(2, bytes)).toBe(-1);
  again.eraseStorage();
  expect(again.load(3, bytes)).toBe(-1);
});

test('streams and further links: what comes on them, and what is sent', () => {
  const { board, feed, printed, happened } = createBoard();
  board.open(1, '192.0.2.2', 5684, 1);
  feed(0, '00e1', 1);
  expect(happened).toEqual(['opened 1 0', 'received 1 00e1']);
  board.send(1, Uint8Array.of(0, 0xe2), 2);
  expect(printed).toEqual(['open 192.0.2.2 0001 1634 tcp', '1 00e2']);
});

test('a log has UTF-8 as what is not printable', () => {
  const { board, printed } = createBoard();
  board.log('caf\u00e9 \u{1f4a1}');
  expect(printed).toEqual(['log caf%c3%a9 %f0%9f%92%a1']);
});

test('of a firmware package, size and checksum are printed', () => {
  const { board, printed } = createBoard();
  const sink = board.firmware;
  if (sink === undefined) throw new Error('no place for firmware');
  for (const [first, result] of [[0x4d, 0], [0x4e, 6]]) {
    sink.begin(0x12345);
    sink.write(Uint8Array.of(9, first, 1, 9), 1, 3);
    sink.write(Uint8Array.of(2), 0, 1);
    expect(sink.finish()).toBe(result);
  }
  const sum = (0x4d * 31 * 31 + 31 + 2) % 65521;
  expect(printed.slice(0, 2)).toEqual(['firmware of 0001 2345', `firmware 0003 ${sum.toString(16).padStart(4, '0')}`]);
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
