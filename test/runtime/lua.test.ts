import path from 'node:path';
import fc from 'fast-check';
import { Type } from '../../src/format/type';
import { exchange, Request } from './exchange';
import { absent, compileLua, type Engine, engines } from './lua-engine';

const seed = 20261122;
const room = 4000;

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(arbitrary, { seed, numRuns });
const request = (what: Request, ...parts: (Uint8Array | string | number)[]): Buffer =>
  Buffer.concat([Buffer.from([what]), ...parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part)))]);

const float64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

function answersOfNode(requests: readonly Buffer[]): string[] {
  const reply = new Uint8Array(room);
  return requests.map((each) => Buffer.from(reply.subarray(0, exchange(each, each.length, reply, room))).toString('hex'));
}

const scripts = new Map<Engine['target'], string>();

function answersOf({ target, run }: Engine, requests: readonly Buffer[]): string[] {
  const script = scripts.get(target) ?? compileLua(path.join(__dirname, 'exchange.ts'), target);
  scripts.set(target, script);
  const answers = run(`
    local exchange = (function(...) ${script} end)().exchange
    local reply, answers = {}, {}
    for i = 0, ${room - 1} do reply[i] = 0 end
    for line in ([[${requests.map((each) => each.toString('hex')).join('\n')}\n]]):gmatch('(%x+)') do
      local request, size = {}, 0
      for byte in line:gmatch('%x%x') do request[size] = tonumber(byte, 16) size = size + 1 end
      local digits = {}
      for i = 0, exchange(request, size, reply, ${room}) - 1 do digits[i + 1] = string.format('%02x', reply[i]) end
      answers[#answers + 1] = table.concat(digits)
    end
    return table.concat(answers, '\\n')`);
  return answers.split('\n');
}

if (absent.length > 0) {
  console.log(`not on this machine, so not tested: ${absent.join(', ')}`);
}

describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (name, engine) => {
  /** The largest integer that is exact. */
  const largest = name === 'fengari' ? 2147483647 : Number.MAX_SAFE_INTEGER;

  function expectSame(requests: readonly Buffer[]): void {
    const shown = (answers: readonly string[]): string[] => answers.map((answer, i) => `${requests[i].toString('hex')} -> ${answer}`);
    expect(shown(answersOf(engine, requests))).toEqual(shown(answersOfNode(requests)));
  }

  test('tells its largest exact integer, and fills tables with zeros', () => {
    const [answer] = answersOf(engine, [request(Request.start)]);
    expect(answer).toBe(Buffer.concat([Buffer.from(String(largest)), Buffer.from([0, 101, 4])]).toString('hex'));
  });

  test('floats', () => {
    const special = [0, -0, NaN, Infinity, -Infinity, 1, -1.5, 1 / 3, 5e-324, 2 ** -1022, Number.MAX_VALUE, 2 ** 53, 2 ** 31, 1e22];
    const bits = sample(fc.uint8Array({ minLength: 8, maxLength: 8 }), 25);
    const few = sample(fc.tuple(fc.integer(), fc.nat(9)), 100).map(([digits, decimals]) => float64(digits / 10 ** decimals));
    const usual = sample(fc.double({ min: -1e4, max: 1e4, noNaN: true }), 60).map(float64);
    expectSame([...special.map(float64), ...bits, ...few, ...usual].map((bytes) => request(Request.double, bytes)));
  });

  test('single floats', () => {
    const special = ['00000000', '80000000', '7f800000', 'ff800000', '7fc00000', '00000001', '007fffff', '3f800000', 'c2f6e979'];
    const bits = sample(fc.uint8Array({ minLength: 4, maxLength: 4 }), 60);
    expectSame([...special.map((hex) => Buffer.from(hex, 'hex')), ...bits].map((bytes) => request(Request.single, bytes)));
  });

  test('text of floats', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 30 });
    const texts = fc.tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits, fc.constantFrom('', 'e5', 'E-12', 'e-310', 'e290', 'e', 'x'));
    expectSame(sample(texts, 150).map((parts) => request(Request.floatText, parts.join(''))));
  });

  test('integers', () => {
    const within = (value: number): number => Math.max(-largest, Math.min(largest, value));
    const values = sample(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -70000, max: 70000 })), 200).map(within);
    const edges = [largest, -largest, 65535, 65536, 2147483647, -2147483647];
    expectSame([...edges, ...values].map((value) => request(Request.integerText, String(value))));
  });

  test('integers that are not exact are refused', () => {
    const texts = [largest + 1, -largest - 1, largest * 2, largest * 10, largest * 10 + 9].map((value) => BigInt(value).toString());
    expect(answersOf(engine, texts.map((text) => request(Request.integerText, text)))).toEqual(texts.map(() => '01'));
  });

  test('TLV', () => {
    const types = fc.constantFrom(Type.integer, Type.unsigned, Type.float, Type.boolean, Type.objectLink, Type.string, Type.opaque, Type.time);
    const header = fc.constantFrom(0x00, 0x03, 0x08, 0x41, 0x44, 0x83, 0x88, 0xc1, 0xc2, 0xc4, 0xc4, 0xc8, 0xe1);
    const rows = fc.array(fc.tuple(header, fc.nat(6), fc.nat(8)), { maxLength: 12 }).map((all) => Uint8Array.from(all.flat()));
    const value = fc.tuple(fc.constantFrom(1, 2, 4, 8), fc.uint8Array({ minLength: 8, maxLength: 8 })).map(([size, bytes]) => {
      // Integers of 8 bytes that fit 32 bits: what lies beyond is exact on some engines only.
      const long = Uint8Array.from([0xc8, 5, 8, 0, 0, 0, 0, bytes[4] & 127, ...bytes.subarray(5)]);
      return size === 8 ? long : Uint8Array.from([0xc0 | size, 5, ...bytes.subarray(0, size)]);
    });
    const requests = sample(fc.tuple(types, fc.oneof(rows, value)), 300).map(([type, bytes]) => request(Request.tlv, type, bytes));
    const isWide = ([, type, ...bytes]: Buffer): boolean => type === Type.unsigned && bytes[0] === 0xc4 && bytes[2] > 127;
    expectSame(requests.filter((each) => largest > 2 ** 32 || !isWide(each)));
  });

  test('an integer of 8 bytes beyond the largest exact one is refused', () => {
    const beyond = BigInt(largest) + 1n;
    const bytes = (value: bigint): Buffer => Buffer.from(BigInt.asUintN(64, value).toString(16).padStart(16, '0'), 'hex');
    const requests = [beyond, -beyond, 2n ** 62n].map((value) => request(Request.tlv, Type.integer, Buffer.concat([Buffer.from('c80508', 'hex'), bytes(value)])));
    const value = '010009ffff0005ffff';
    const end = '000009ffff0005ffff';
    expect(answersOf(engine, requests)).toEqual(requests.map(() => value + end));
  });

  test('texts, Base64 and single values', () => {
    const texts = sample(fc.oneof(fc.string({ unit: 'binary', maxLength: 150 }), fc.uint8Array({ maxLength: 9 }).map(String)), 100);
    const bytes = sample(fc.uint8Array({ maxLength: 9 }), 50);
    const base64 = bytes.map((each) => Buffer.from(each).toString('base64'));
    const types = [Type.integer, Type.unsigned, Type.float, Type.boolean, Type.objectLink, Type.string, Type.opaque, Type.time];
    const values = ['0', '1', '-7', '2147483647', '12.5', '1e3', '65535:65535', '3:0', '32768:1', '65536:0', 'AQID', ''];
    expectSame([
      ...[...texts, ...bytes].map((each) => request(Request.text, each)),
      ...[...base64, 'A', 'AA=A', 'Zh=='].map((each) => request(Request.base64, each)),
      ...types.flatMap((type) => values.map((each) => request(Request.value, type, each))),
    ]);
  });

  test('bytes that are moved', () => {
    const moves = sample(fc.tuple(fc.nat(40), fc.nat(40), fc.uint8Array({ maxLength: 60 })), 100);
    expectSame(moves.map(([from, to, bytes]) => request(Request.move, from, to, bytes)));
  });

  test('Execute arguments', () => {
    expectSame(['', '5', "2='10.3',4", "7,0='https://www.oma.org'", '4,4', "1='a b'"].map((each) => request(Request.execute, each)));
  });
});
