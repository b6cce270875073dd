import { noteLinks } from '../espruino/events';
import { Flash, engine } from '../espruino/flash';
import { type Manners, ScriptedModem } from '../../../build/scripted-modem';

let mockFlash: Flash;
jest.mock('Storage', () => ({ read: (name: string) => mockFlash.read(name), readJSON: (name: string) => JSON.parse(mockFlash.read(name) ?? '{}') as unknown }), { virtual: true });

interface Board {
  readonly at: typeof import('../../../boards/espruino-rak8212/at');
  readonly modem: ScriptedModem;
  /** Whether the board is at work, and hears the line only when it is done. */
  readonly work: { isLong: boolean };
  readonly happened: string[];
  readonly sent: string[];
  readonly links: (typeof import('../../../boards/espruino-rak8212/links'))['links'];
}

/** Seconds pass, and everything that was due happens. */
const pass = (seconds: number): void => void jest.advanceTimersByTime(1000 * seconds);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A datagram that takes more stack than there is. */
const tooDeep = Buffer.from('too deep');

function start(manners: Manners = {}, settings: object = {}): Board {
  mockFlash = new Flash();
  mockFlash.write('mote.json', JSON.stringify({ apn: 'iot', ...settings }));
  const happened: string[] = [];
  const sent: string[] = [];
  const work = { isLong: false };
  let listener: ((bytes: string) => void) | undefined;
  /** Espruino takes a listener away that it has interrupted. */
  function toBoard(bytes: string): void {
    if (work.isLong) return void setTimeout(() => toBoard(bytes), 100);
    const told = listener;
    listener = undefined;
    told?.(bytes);
    listener = told;
  }
  const network = { opened: () => undefined, closed: () => undefined, sent: (id: number, datagram: Buffer) => void sent.push(`${id} ${datagram.toString('hex')}`) };
  // The line takes no time, but nothing is heard from within a call.
  const modem = new ScriptedModem({ write: (bytes) => void setTimeout(() => toBoard(bytes), 1) }, network, manners);
  Object.assign(globalThis, {
    E: { ...engine, toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1') },
    Serial1: {
      setup: () => undefined,
      on: (_event: 'data', heard: (bytes: string) => void) => (listener = heard),
      write: (bytes: string) => void setTimeout(() => modem.receive(bytes), 1),
    },
    digitalWrite: (pin: string, level: number) => modem.pin(pin, level),
  });
  let board: Board | undefined;
  jest.isolateModules(() => {
    const at = jest.requireActual<typeof import('../../../boards/espruino-rak8212/at')>('../../../boards/espruino-rak8212/at');
    const { links } = jest.requireActual<typeof import('../../../boards/espruino-rak8212/links')>('../../../boards/espruino-rak8212/links');
    board = { at, modem, work, happened, sent, links };
    const note = (datagram: Buffer, length: number): string => {
      if (datagram.subarray(0, length).equals(tooDeep)) throw new Error('interrupted');
      return `${length} ${datagram.toString('hex')}`;
    };
    links.start(noteLinks(happened, note));
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

test.each([
  ['a modem that restarts', (modem: ScriptedModem) => modem.restart()],
  ['a network that takes the address away', (modem: ScriptedModem) => modem.deactivate()],
])('%s: the sockets are opened again, and the latest datagram of each is sent then', (_, happen) => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  board.links.open(1, '192.0.2.2', 5684, 0);
  pass(50);
  expect(board.happened).toEqual(['opened 0 0', 'opened 1 0']);
  board.happened.splice(0);
  happen(board.modem);
  pass(0.2);
  board.links.send(0, Buffer.from('old'), 3);
  board.links.send(0, awkward, awkward.length);
  pass(60);
  expect(board.happened).toEqual(['opened 0 0', 'opened 1 0']); // under another port: the server is to be told
  expect(board.sent).toEqual([`0 ${awkward.toString('hex')}`]);
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

test('what comes behind a datagram that was too much is heard', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.deliver(0, tooDeep);
  expect(() => pass(1)).toThrow('interrupted');
  exchange(board, awkward);
});

test('a command is given when the answer to the one before led to too much', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  const { command } = board.at;
  command('AT+CGPADDR=1', 3000, () => {
    throw new Error('interrupted');
  }, '');
  board.links.send(0, awkward, awkward.length);
  expect(() => pass(1)).toThrow('interrupted');
  pass(1);
  expect(board.sent).toEqual([`0 ${awkward.toString('hex')}`]);
  exchange(board, awkward);
});

test('a modem is not taken for asleep whose answer came while the board was at work', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.links.send(0, awkward, awkward.length);
  board.work.isLong = true;
  pass(3.1);
  board.work.isLong = false;
  pass(30);
  expect(board.sent).toEqual([`0 ${awkward.toString('hex')}`]);
  expect(board.modem.commands.filter((text) => text === 'ATE0')).toHaveLength(1);
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

const psm = { psm: { periodic: '00100001', active: '00000101' } };

test.each([
  ['that says so', {}],
  ['without a word', { isQuiet: true }],
  ['byte by byte', { pieceBytes: 1, interruption: '+QIND: "csq",20,99' }],
])('a modem that falls asleep %s is woken by its key for what is to be sent', (_, bad) => {
  const board = start(bad, psm);
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  expect(board.modem.boots).toBe(1);
  board.happened.splice(0);
  board.modem.sleep();
  pass(3600);
  expect(board.modem.state).toBe('asleep');
  expect(board.modem.boots).toBe(1);
  board.links.send(0, awkward, awkward.length);
  pass(4); // one that said nothing is found out
  board.links.send(0, awkward, awkward.length); // CoAP sends it again
  pass(20);
  expect(board.modem.boots).toBe(2);
  expect(board.happened).toEqual(['opened 0 0']);
  expect(new Set(board.sent)).toEqual(new Set([`0 ${awkward.toString('hex')}`]));
  exchange(board, awkward);
});

test('a modem that wakes by itself is left alone, and falls asleep again', () => {
  const board = start({}, psm);
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.sleep();
  pass(60);
  const asked = board.modem.commands.length;
  board.modem.updateTrackingArea();
  pass(60);
  expect(board.modem.commands).toHaveLength(asked);
  expect(board.modem.state).toBe('asleep');
});

test('a modem that runs and does not hear for a while is not switched off by its key', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.isDeaf = true;
  board.links.send(0, awkward, awkward.length);
  pass(10);
  board.modem.isDeaf = false;
  pass(30);
  expect(board.modem.boots).toBe(1);
  exchange(board, awkward);
});

test('a modem that was switched off is switched on again', () => {
  const board = start();
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  board.modem.pin('D6', 0);
  board.modem.pin('D6', 1);
  board.links.send(0, awkward, awkward.length);
  pass(30);
  expect(board.modem.boots).toBe(2);
  exchange(board, awkward);
});

test('what object 4 shows: cell, signal and address', () => {
  const { links } = start();
  pass(50);
  expect(links.network?.()).toEqual({
    bearer: 7, address: '10.7.157.1', signalStrength: -97, linkQuality: -11, cellId: 0x01c3d4e5, networkCode: 1, countryCode: 262,
  });
});

test('the radio is looked at behind a datagram, once a minute at most, and never while nothing is sent', () => {
  const board = start();
  const looks = (): number => board.modem.commands.filter((text) => text.startsWith('AT+QENG')).length;
  board.links.open(0, '192.0.2.1', 5683, 0);
  pass(50);
  expect(looks()).toBe(1);
  board.modem.signal = { rsrp: -105, rsrq: -14 };
  pass(3600);
  expect(looks()).toBe(1);
  for (let i = 0; i < 6; i++) exchange(board, awkward); // a minute
  expect(looks()).toBe(2);
  expect(board.links.network?.()).toMatchObject({ signalStrength: -105, linkQuality: -14 });
});

test('the modem is told how it may sleep', () => {
  const { modem } = start({}, { psm: { periodic: '00100001', active: '00000101' }, edrx: { bearer: 'nb', cycle: '0101' } });
  pass(50);
  expect(modem.commands).toEqual(expect.arrayContaining(['AT+CPSMS=1,,,"00100001","00000101"', 'AT+CEDRXS=1,5,"0101"', 'AT+QICSGP=1,1,"iot"']));
});
