/** The board over a stand-in of what main.js hands it. */
import { randomBytes } from 'node:crypto';
import type { Host, UdpSocket } from '../../../boards/moddable-esp32/host';
import { type Board, type BoardEvents, StorageSlot, Transport } from '../../../src/board';

const stored = new Map<string, Uint8Array>();
const happened: string[] = [];
/** What has the socket opened last tell of datagrams. */
let arrive: (...datagrams: string[]) => void;

/** As the SDK has it: a socket that is closed throws. */
function openUdp(readable: (socket: UdpSocket, datagrams: number) => void): UdpSocket {
  const waiting: string[] = [];
  let isClosed = false;
  const socket: UdpSocket = {
    read() {
      if (isClosed) throw new Error('invalid host instance');
      const text = waiting.shift();
      return text === undefined ? undefined : Object.assign(new TextEncoder().encode(text).buffer, { address: '192.0.2.7', port: 5683 });
    },
    write: () => undefined,
    close() {
      isClosed = true;
    },
  };
  arrive = (...datagrams) => {
    waiting.push(...datagrams);
    readable(socket, datagrams.length);
  };
  return socket;
}

const host: Partial<Host> = {
  openUdp,
  bytesOf: (datagram) => new Uint8Array(datagram),
  watch: () => undefined,
  resolve: (_name, found) => found('192.0.2.7'),
  setTimer(callback) {
    callback();
    return 1;
  },
  random: () => randomBytes(2).readUInt16LE(),
  load: (key) => stored.get(key),
  store: (key, bytes) => stored.set(key, bytes.slice()),
  erase: (key) => stored.delete(key),
  settings: {},
};

let board: Board;

beforeAll(async () => {
  Object.assign(globalThis, { moteHost: host });
  ({ board } = await import('../../../boards/moddable-esp32/board'));
});

beforeEach(() => {
  stored.clear();
  happened.length = 0;
});

it('hears nothing more on a link that was closed while datagrams waited', () => {
  const buffer = new Uint8Array(8);
  const events: BoardEvents = {
    buffer,
    opened: () => undefined,
    received(link, length) {
      happened.push(Buffer.from(buffer.subarray(0, length)).toString());
      if (happened.length === 2) board.close(link);
    },
    timer: () => undefined,
    stopping: () => undefined,
    button: () => undefined,
  };
  board.attach(events);
  board.open(0, 'lwm2m.example.org', 5683, Transport.udp);
  arrive('one', 'two', 'three');
  expect(happened).toEqual(['one', 'two']);
});

it('makes a seed for the device, and erases everything but that', () => {
  const [first, second] = [new Uint8Array(48), new Uint8Array(48)];
  expect(board.load(StorageSlot.seed, first)).toBe(32);
  expect(board.load(StorageSlot.seed, second)).toBe(32);
  expect(first).not.toEqual(second);
  expect(board.load(StorageSlot.accounts, second)).toBe(-1);

  board.store(StorageSlot.seed, first, 32);
  board.store(StorageSlot.accounts, first, 4);
  board.eraseStorage();
  expect([...stored.keys()]).toEqual([`slot${StorageSlot.seed}`]);
  expect(board.load(StorageSlot.seed, second)).toBe(32);
  expect(second.subarray(0, 32)).toEqual(first.subarray(0, 32));
});
