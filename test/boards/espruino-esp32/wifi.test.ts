import { noteLinks } from '../espruino/events';
import { Flash, engine } from '../espruino/flash';
import { type Attempt, ScriptedSocket, ScriptedWifi } from './scriptedWifi';

let mockFlash: Flash;
let mockWifi: ScriptedWifi;
let mockSockets: ScriptedSocket[];
const mockTaken = new Set<number>();
jest.mock('Storage', () => ({ read: (name: string) => mockFlash.read(name), write: () => true, erase: () => undefined, readJSON: (name: string) => JSON.parse(mockFlash.read(name) ?? '{}') as unknown }), { virtual: true });
jest.mock('Wifi', () => mockWifi, { virtual: true });
jest.mock('dgram', () => ({
  createSocket: () => {
    const socket = new ScriptedSocket(mockTaken);
    mockSockets.push(socket);
    return socket;
  },
}), { virtual: true });

interface Board {
  readonly wifi: ScriptedWifi;
  readonly sockets: readonly ScriptedSocket[];
  readonly happened: string[];
  readonly console: string[];
  readonly links: (typeof import('../../../boards/espruino-esp32/links'))['links'];
}

/** Seconds pass, and everything that was due happens. */
const pass = (seconds: number): void => void jest.advanceTimersByTime(1000 * seconds);

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

function start(outcomes: Attempt[], settings: object = { wifi: { ssid: 'net', password: 'secret' } }): Board {
  mockFlash = new Flash();
  mockFlash.write('mote.json', JSON.stringify(settings));
  mockWifi = new ScriptedWifi();
  mockWifi.outcomes = outcomes;
  mockSockets = [];
  mockTaken.clear();
  const happened: string[] = [];
  const printed: string[] = [];
  Object.assign(globalThis, {
    E: { ...engine, toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1') },
    getSerial: () => '0123',
    getTime: () => Date.now() / 1000,
    print: (line: string) => printed.push(line),
  });
  let board: Board | undefined;
  jest.isolateModules(() => {
    const { links } = jest.requireActual<typeof import('../../../boards/espruino-esp32/links')>('../../../boards/espruino-esp32/links');
    board = { wifi: mockWifi, sockets: mockSockets, happened, console: printed, links };
    links.start(noteLinks(happened, String));
  });
  if (board === undefined) throw new Error('the modules were not loaded');
  return board;
}

const address = { ip: '192.0.2.17' };

function exchange({ links, sockets, happened }: Board): void {
  happened.splice(0);
  const socket = sockets.filter(({ isOpen }) => isOpen).at(-1);
  links.send(0, Buffer.from('ping'), 4);
  expect(socket?.sent.at(-1)).toBe('198.51.100.1 5683 ping');
  socket?.receive('pong', '198.51.100.1', 5683);
  expect(happened).toEqual(['received 0 pong']);
}

test('a link waits for the network, and is open when that has an address', () => {
  const board = start([address]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(1.9);
  expect(board.happened).toEqual([]);
  pass(0.2);
  expect(board.happened).toEqual(['opened 0 0']);
  expect(board.console).toEqual(['WiFi: connected, 192.0.2.17']);
  exchange(board);
});

test('a wrong password: the console says why, and it is tried again 10 s after each failure', () => {
  const board = start([{ reason: '4WAY_HANDSHAKE_TIMEOUT' }]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(31);
  expect(board.wifi.attempts).toEqual([0, 12_000, 24_000].map((at) => ({ at, ssid: 'net', password: 'secret' })));
  expect(board.console).toEqual(Array<string>(3).fill('WiFi: 4WAY_HANDSHAKE_TIMEOUT. Is the network in mote.json right? Trying again in 10 s'));
  expect(board.happened).toEqual(['opened 0 1']); // after 30 s: the client has its own rules for trying again
});

test('a network that comes later is joined, and what waits for it goes on', () => {
  const board = start([{ reason: 'NO_AP_FOUND' }, { reason: 'NO_AP_FOUND' }, address]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(27);
  expect(board.happened).toEqual(['opened 0 0']);
  exchange(board);
});

test('a network that drops is joined again; the same address: the client hears nothing, and its sockets stay', () => {
  const board = start([address]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(3);
  board.happened.splice(0);
  board.wifi.drop();
  expect(board.console.at(-1)).toBe('WiFi: lost. Trying again in 10 s');
  pass(9.9);
  expect(board.wifi.attempts).toHaveLength(1);
  pass(3);
  expect(board.wifi.attempts.map(({ at }) => at)).toEqual([0, 13_000]);
  expect(board.console.at(-1)).toBe('WiFi: connected, 192.0.2.17');
  expect(board.happened).toEqual([]);
  expect(board.sockets).toHaveLength(1);
  exchange(board);
});

test.each([
  ['after a loss', (board: Board) => board.wifi.drop()],
  ['while it stays', (board: Board) => board.wifi.renumber('192.0.2.99')],
])('a new address %s is told to the client, which registers from there', (_, change) => {
  const board = start([address, { ip: '192.0.2.99' }]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  board.links.open(1, '198.51.100.2', 5683, 0);
  pass(3);
  board.happened.splice(0);
  change(board);
  pass(15);
  expect(board.happened).toEqual(['opened 0 0', 'opened 1 0']);
  expect(board.links.network?.()).toEqual({ bearer: 21, address: '192.0.2.99', router: '192.0.2.1', signalStrength: -61 });
});

test('a name is looked up once there is a network, and once only', () => {
  const board = start([address]);
  board.wifi.names = { 'lwm2m.example': '198.51.100.1' };
  board.links.open(0, 'lwm2m.example', 5683, 0);
  board.links.open(1, 'nowhere.example', 5683, 0);
  pass(2.05);
  board.wifi.renumber('192.0.2.99'); // in the middle of it
  pass(1);
  expect(board.happened).toEqual(['opened 0 0', 'opened 1 1']);
  expect(board.wifi.lookups).toBe(2);
  exchange(board);
});

test('an empty datagram closes the socket: another one is bound to the same port', () => {
  const board = start([address]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(3);
  const { port } = board.sockets[0];
  board.sockets[0].receive('', '203.0.113.9', 1);
  expect(board.sockets).toHaveLength(2);
  expect(board.sockets[1].port).toBe(port);
  exchange(board);
});

test('datagrams of strangers are not heard', () => {
  const board = start([address]);
  board.links.open(0, '198.51.100.1', 5683, 0);
  pass(3);
  board.happened.splice(0);
  board.sockets[0].receive('pong', '198.51.100.2', 5683);
  board.sockets[0].receive('pong', '198.51.100.1', 5684);
  expect(board.happened).toEqual([]);
});

test('settings without a network, and with one that has no name, are said', () => {
  expect(start([address], {}).console[0]).toMatch(/^There is no "wifi" in mote.json/);
  const board = start([address], { wifi: { ssid: 5 } });
  pass(11);
  const line = 'WiFi: Error: No SSID provided. Is the network in mote.json right? Trying again in 10 s';
  expect(board.console).toEqual([line, line]);
});
