import { generate, parse } from 'coap-packet';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledgement, registered, requests, updated } from './allocation/requests';
import { createBoard } from './engine/board';
import { fresh, type Sizes } from './fresh';

type Runtime = typeof import('../src/runtime/js');
type Light = typeof import('../firmware/smart-light/main');

/**
 * Engines differ in what they make of an index out of range and of a number that does not fit: MicroQuickJS throws, Espruino
 * ignores, Lua keeps what it is given. So there must be none. Here the tables are such that either is an error, and the
 * smart light is asked everything, well-formed and not.
 */
const integers = [
  { type: Uint8Array, least: 0, greatest: 255 },
  { type: Uint16Array, least: 0, greatest: 65535 },
  { type: Int32Array, least: -(2 ** 31), greatest: 2 ** 31 - 1 },
];

function strict<T extends Uint8Array | Uint16Array | Int32Array | Float64Array>(table: T): T {
  const range = integers.find(({ type }) => table instanceof type);
  function indexOf(key: string | symbol): number {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= table.length) {
      throw new RangeError(`index ${String(key)} of ${table.length}`);
    }
    return index;
  }
  function fits(value: unknown): value is number {
    if (typeof value !== 'number') return false;
    return range === undefined || (Number.isInteger(value) && value >= range.least && value <= range.greatest);
  }
  return new Proxy(table, {
    get: (_, key) => (key === 'length' ? table.length : table[indexOf(key)]),
    set(_, key, value: unknown) {
      if (!fits(value)) throw new RangeError(`${String(value)} in a ${table.constructor.name}`);
      table[indexOf(key)] = value;
      return true;
    },
  });
}

function loadStrictly(): Light {
  const sizes = JSON.parse(readFileSync(join(__dirname, '../firmware/smart-light/config.json'), 'utf8')) as Sizes;
  return fresh(() => {
    const actual = jest.requireActual<Runtime>('runtime');
    const runtime: Runtime = {
      ...actual,
      newUint8s: (size) => strict(actual.newUint8s(size)),
      newUint16s: (size) => strict(actual.newUint16s(size)),
      newInt32s: (size) => strict(actual.newInt32s(size)),
      newFloat64s: (size) => strict(actual.newFloat64s(size)),
    };
    jest.doMock('runtime', () => runtime);
    const light = jest.requireActual<Light>('../firmware/smart-light/main');
    jest.dontMock('runtime');
    return light;
  }, sizes);
}

const board = createBoard();

/** Starts the light, and has it register. @returns Hands it a datagram, and gives what it answers. */
function startLight(): (bytes: Uint8Array) => Buffer[] {
  const sent: Buffer[] = [];
  let isRegistered = false;
  board.send = (_link, buffer, length) => void sent.push(Buffer.from(Array.from({ length }, (_, i) => buffer[i])));

  function receive(bytes: Uint8Array): Buffer[] {
    const { buffer, received } = board.events!;
    for (let i = 0; i < Math.min(bytes.length, buffer.length); i++) buffer[i] = bytes[i];
    received(0, bytes.length);
    const answers = sent.splice(0);
    return answers.flatMap((answer) => {
      const { confirmable, code, messageId, token } = parse(answer);
      if (!confirmable) return [answer];
      // Its own request, or a notification: the server answers.
      const reply = Buffer.from(code >= '2' ? acknowledgement : isRegistered ? updated : registered);
      isRegistered = true;
      reply.writeUInt16BE(messageId, 2);
      if (code < '2') token.copy(reply, 4);
      return receive(reply);
    });
  }

  loadStrictly().main(board);
  board.events!.opened(0, 0);
  // What it has to say first is found among the answers to a message that has none.
  receive(Buffer.from('50000000', 'hex'));
  return receive;
}

const receive = startLight();
let messageId = 0;

function ask(bytes: Uint8Array): string[] {
  messageId = (messageId + 1) & 0xffff;
  const datagram = Buffer.from(bytes);
  if (datagram.length >= 4) datagram.writeUInt16BE(messageId, 2);
  return receive(datagram).map((answer) => parse(answer).code);
}

test('the tables are strict', () => {
  const table = strict(new Uint8Array(2));
  expect(() => table[2]).toThrow('index 2 of 2');
  expect(() => (table[-1] = 0)).toThrow('index -1 of 2');
  expect(() => table[0.5]).toThrow('index 0.5 of 2');
  expect(() => (table[0] = 256)).toThrow('256 in a Uint8Array');
  expect(() => (table[0] = -1)).toThrow('-1 in a Uint8Array');
  expect(() => (strict(new Uint16Array(1))[0] = 1.5)).toThrow('1.5 in a Uint16Array');
  expect(() => (strict(new Int32Array(1))[0] = 2 ** 31)).toThrow('2147483648 in a Int32Array');
  strict(new Float64Array(1))[0] = NaN;
});

test.each(Object.entries(requests))('%s', (_, datagrams) => {
  for (const datagram of [...datagrams, ...datagrams]) expect(ask(datagram)).toHaveLength(1);
});

const crowd = (name: 'Uri-Path' | 'Uri-Query', value: string) => Array.from({ length: 12 }, () => ({ name, value: Buffer.from(value) }));
const crowded = { code: 'PUT', confirmable: true, messageId: 0, token: Buffer.alloc(8), payload: Buffer.alloc(40, 0xff) } as const;

/** More than a message of ours has: of options, of their length, of levels, of everything a payload can nest. */
const templates: readonly Uint8Array[] = [
  ...Object.values(requests).flat(),
  generate({ code: '2.05', confirmable: true, messageId: 0, token: Buffer.alloc(4) }),
  generate({ ...crowded, options: [...crowd('Uri-Path', '3'), ...crowd('Uri-Query', 'pmin=1')] }),
  generate({ ...crowded, code: '2.01', options: crowd('Uri-Path', '3') }),
  generate({ ...crowded, options: [...crowd('Uri-Path', 'x'.repeat(255)).slice(9), { name: 'Uri-Host', value: Buffer.alloc(255) }] }),
  generate({ ...crowded, payload: Buffer.from(`0818${'c1160dff'.repeat(300)}`, 'hex') }, 2000),
];

const hostile = fc.oneof(
  fc.tuple(fc.constantFrom(...templates), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(3)).map(
    ([template, changes, cut]) => {
      const bytes = Buffer.from(template);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes.subarray(0, bytes.length - cut);
    },
  ),
  fc.uint8Array({ maxLength: 60 }),
  fc.uint8Array({ minLength: 1100, maxLength: 1300 }),
);

test.each(['e0', 'e000', '0e', '0e00', 'ee', 'eeeeee', 'd0', '0d', 'dd', 'dddd', '11', '1c', 'ff', '00ff'])(
  'a datagram that ends with the buffer, and an option with %s',
  (end) => {
    const tail = Buffer.from(end, 'hex');
    // An elective option that fills what is left: Location-Path, delta 8, a length of 16 bits.
    const size = board.events!.buffer.length - 4 - 3 - tail.length;
    const head = Buffer.from(`40010000 8e${(size - 269).toString(16).padStart(4, '0')}`.replace(' ', ''), 'hex');
    const bytes = Buffer.concat([head, Buffer.alloc(size, 0x61), tail]);
    expect(bytes).toHaveLength(board.events!.buffer.length);
    expect(ask(bytes)).toHaveLength(1);
  },
);

test('whatever comes, and whenever', () => {
  const datagrams = fc.tuple(hostile, fc.constantFrom(0, 0, 10, 2500, 100_000));
  for (const [bytes, pause] of fc.sample(datagrams, { numRuns: 3000, seed: 7252 })) {
    ask(bytes);
    board.time += pause;
    board.events!.timer();
  }
  expect(ask(requests['read a String as text'][0])).toEqual(['2.05']);
});
