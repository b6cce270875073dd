import { Flash, engine } from '../espruino/flash';
import { type Manners, ScriptedModem } from './scriptedModem';
import type { BoardEvents } from '../../../src/board';

let mockFlash: Flash;
jest.mock('Storage', () => ({ read: (name: string) => mockFlash.read(name), readJSON: (name: string) => JSON.parse(mockFlash.read(name) ?? '{}') as unknown }), { virtual: true });

interface Board {
  readonly modem: ScriptedModem;
  readonly happened: string[];
  readonly sent: string[];
  readonly links: (typeof import('../../../boards/espruino-rak8212/links'))['links'];
  readonly radio: (typeof import('../../../boards/espruino-rak8212/modem'))['radio'];
}

/** Seconds pass, and everything that was due happens. */
const pass = (seconds: number): void => void jest.advanceTimersByTime(1000 * seconds);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function start(manners: Manners = {}, settings: object = {}): Board {
  mockFlash = new Flash();
  mockFlash.write('mote.json', JSON.stringify({ apn: 'iot', ...settings }));
  const happened: string[] = [];
  const sent: string[] = [];
  let toBoard: (bytes: string) => void = () => undefined;
  const network = { opened: () => undefined, closed: () => undefined, sent: (id: number, datagram: Buffer) => void sent.push(`${id} ${datagram.toString('hex')}`) };
  // The line takes no time, but nothing is heard from within a call.
  const modem = new ScriptedModem({ write: (bytes) => void setTimeout(() => toBoard(bytes), 1) }, network, manners);
  Object.assign(globalThis, {
    E: { ...engine, toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1') },
    Serial1: {
      setup: () => undefined,
      on: (_event: 'data', listener: (bytes: string) => void) => (toBoard = listener),
      write: (bytes: string) => void setTimeout(() => modem.receive(bytes), 1),
    },
    digitalWrite: () => undefined,
  });
  const buffer = new Uint8Array(64);
  const events: BoardEvents = {
    buffer,
    received: (link, length) => happened.push(`received ${link} ${length} ${Buffer.from(buffer.subarray(0, length)).toString('hex')}`),
    opened: (link, error) => happened.push(`opened ${link} ${error}`),
    timer: () => undefined,
    stopping: () => undefined,
    button: () => undefined,
  };
  let board: Board | undefined;
  jest.isolateModules(() => {
    const { links } = jest.requireActual<typeof import('../../../boards/espruino-rak8212/links')>('../../../boards/espruino-rak8212/links');
    const { radio } = jest.requireActual<typeof import('../../../boards/espruino-rak8212/modem')>('../../../boards/espruino-rak8212/modem');
    board = { modem, happened, sent, links, radio };
    links.start(events);
  });
  if (board === undefined) throw new Error('the modules were not loaded');
  return board;
}

/** All byte values that a modem could take for something else. */
const awkward = Buffer.from('0d0a4f4b0d0a3e200a3e', 'hex');

function exchange({ links, modem, happened, sent }: Board, datagram: Buffer): void {
  happened.splice(0);
  sent.splice(0);
  links.send(0, datagram, datagram.length);
  pass(5);
  modem.deliver(0, datagram);
  pass(5);
  expect(sent).toEqual([`0 ${datagram.toString('hex')}`]);
  expect(happened).toEqual([`received 0 ${datagram.length} ${datagram.toString('hex')}`]);
}

const manners: readonly (readonly [string, Manners])[] = [
  ['a modem with good manners', {}],
  ['one that writes byte by byte', { pieceBytes: 1 }],
  ['one that says things in the middle of answers', { interruption: '+QIND: "csq",20,99' }],
  ['one that does both', { interruption: '+CEREG: 5', pieceBytes: 3 }],
];

test.each(manners)('opens a link, sends and receives with %s', (_, bad) => {
  const board = start(bad);
  board.links.open(0, 'lwm2m.example', 5683, 0);
  pass(50);
  expect(board.happened).toEqual(['opened 0 0']);
  expect(board.modem.commands).toContain('AT+QIOPEN=1,0,"UDP","lwm2m.example",5683,0,1');
  exchange(board, awkward);
  exchange(board, Buffer.from(Array.from({ length: 60 }, (_each, index) => index * 4)));
});

test('the first 60 lines are lost one by one, and it comes online all the same', () => {
  for (let lost = 0; lost < 60; lost++) {
    const board = start({ loses: (count) => count === lost });
    board.links.open(0, '192.0.2.1', 5683, 0);
    pass(400);
    if (!board.happened.includes('opened 0 0')) {
      // The line that says that the socket is open was lost: the client tries again.
      expect(board.happened).toEqual(['opened 0 1']);
      board.links.open(0, '192.0.2.1', 5683, 0);
      pass(60);
      expect(board.happened[1]).toBe('opened 0 0');
    }
    exchange(board, awkward);
  }
});

test('a modem that restarts has its sockets opened again, and the client hears nothing of it', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  board.links.open(1, '192.0.2.2', 5684, 0);
  pass(50);
  expect(board.happened).toEqual(['opened 0 0', 'opened 1 0']);
  board.happened.splice(0);
  board.modem.restart();
  pass(1);
  board.links.send(0, awkward, awkward.length);
  pass(60);
  expect(board.happened).toEqual([]);
  expect(board.sent).toEqual([]); // lost, as on any wire
  exchange(board, awkward);
});

test('a datagram that is cut short costs two seconds, and nothing after it', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.deliver(0, awkward, 5);
  pass(3);
  expect(board.happened).toEqual(['opened 0 0']);
  exchange(board, awkward);
});

test('what is too long is cut, and its length told; an empty datagram is not sent', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.deliver(0, Buffer.alloc(100, 7));
  pass(1);
  expect(board.happened[1]).toMatch(/^received 0 100 (07){64}$/);
  board.links.send(0, Buffer.alloc(0), 0);
  pass(1);
  expect(board.sent).toEqual([]);
});

test('no TCP, and no network within a minute, are told', () => {
  const board = start({ loses: () => true });
  board.links.open(0, '192.0.2.1', 5683, 1);
  board.links.open(1, '192.0.2.1', 5683, 0);
  pass(59);
  expect(board.happened).toEqual(['opened 0 1']);
  pass(2);
  expect(board.happened).toEqual(['opened 0 1', 'opened 1 1']);
});

test('nothing is heard of a link that was closed', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  board.links.close(0);
  pass(90);
  board.modem.deliver(0, awkward);
  pass(1);
  expect(board.happened).toEqual([]);
});

test('signal, cell and bearer are known', () => {
  const { radio } = start();
  pass(50);
  expect(radio).toEqual({ bearer: 6, signalStrength: -73, cellId: 0x01c3d4e5 });
});

test('the modem is told how it may sleep', () => {
  const { modem } = start({}, { psm: { periodic: '00100001', active: '00000101' }, edrx: { bearer: 'nb', cycle: '0101' } });
  pass(50);
  expect(modem.commands).toEqual(expect.arrayContaining(['AT+CPSMS=1,,,"00100001","00000101"', 'AT+CEDRXS=1,5,"0101"', 'AT+QICSGP=1,1,"iot"']));
});
