import { decodeBlock, encodeBlock, Reassembly, type Block } from '../../../tools/server/block';
import { FakeClock } from './fakeClock';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('the option (RFC 7959 2.2)', () => {
  test.each<[string, Block]>([
    ['', { number: 0, more: false, size: 16 }],
    ['06', { number: 0, more: false, size: 1024 }],
    ['0e', { number: 0, more: true, size: 1024 }],
    ['f2', { number: 15, more: false, size: 64 }],
    ['0102', { number: 16, more: false, size: 64 }],
    ['fffffe', { number: 1048575, more: true, size: 1024 }],
  ].filter(([bytes]) => bytes !== 'ffff') as [string, Block][])('%s is %p', (bytes, block) => {
    expect(decodeBlock(hex(bytes))).toEqual(block);
    expect(encodeBlock(block)).toEqual(hex(bytes));
  });
  test.each(['07', 'ffff', '00000000'])('%s is none', (bytes) => expect(decodeBlock(hex(bytes))).toBeUndefined());
});

describe('reassembly', () => {
  let clock: FakeClock;
  let bodies: Reassembly;
  const take = (number: number, more: boolean, text: string, key = 'a'): unknown => {
    const taken = bodies.take(key, { number, more, size: 16 }, Buffer.from(text));
    return Buffer.isBuffer(taken) ? taken.toString() : taken;
  };
  const FULL = '0123456789abcdef';

  beforeEach(() => {
    clock = new FakeClock();
    bodies = new Reassembly(clock, 40);
  });
  afterEach(() => {
    bodies.close();
    expect(clock.timers()).toBe(0);
  });

  test('blocks in order are a body', () => {
    expect([take(0, true, FULL), take(1, true, FULL), take(2, false, 'end')]).toEqual(['2.31', '2.31', `${FULL}${FULL}end`]);
  });
  test('two bodies do not mix', () => {
    expect([take(0, true, FULL), take(0, true, FULL, 'b'), take(1, false, 'x'), take(1, false, 'y', 'b')]).toEqual(['2.31', '2.31', `${FULL}x`, `${FULL}y`]);
  });
  test('a missing block is 4.08, and a first block starts anew', () => {
    expect([take(0, true, FULL), take(2, false, 'end'), take(0, true, FULL), take(1, false, 'end')]).toEqual(['2.31', '4.08', '2.31', `${FULL}end`]);
  });
  test('a block that is not full is 4.00', () => expect(take(0, true, 'short')).toBe('4.00'));
  test('a body that is too long is 4.13', () => {
    expect([take(0, true, FULL), take(1, true, FULL), take(2, true, FULL)]).toEqual(['2.31', '2.31', '4.13']);
  });
  test('a body that stops coming is forgotten after EXCHANGE_LIFETIME', () => {
    take(0, true, FULL);
    clock.advance(247_000);
    expect(take(1, false, 'end')).toBe('4.08');
  });
});
