import fc from 'fast-check';
import { reassembled, startReassembly, takeFragment } from '../../src/dtls/reassembly';

const header = 12;

/** A fragment of a message of type 2, as it lies in a record. */
function fragment(body: Uint8Array, sequence: number, offset: number, size: number): Uint8Array {
  const bytes = [2, 0, 0, body.length, 0, sequence, 0, 0, offset, 0, 0, size];
  return Uint8Array.from([...bytes, ...body.subarray(offset, offset + size)]);
}

const take = (body: Uint8Array, offset: number, size: number, sequence = 1): boolean =>
  takeFragment(fragment(body, sequence, offset, size), 0, body.length, sequence, offset, size);

const bodies = fc.uint8Array({ minLength: 1, maxLength: 192 });

/** A body, and fragments that cover it, in any order, some more than once and overlapping. */
const shuffled = bodies.chain((body) => {
  const part = fc.tuple(fc.nat(body.length - 1), fc.nat(body.length)).map(([offset, size]): [number, number] => [offset, Math.min(size, body.length - offset)]);
  return fc.array(part, { maxLength: 20 }).chain((parts) => {
    const rest = body.length - 1;
    return fc.tuple(fc.constant(body), fc.shuffledSubarray([...parts, [0, rest], [rest, 1]] as [number, number][], { minLength: parts.length + 2 }));
  });
});

test('a message is whole when its last byte has come, in whatever order, and not before', () => {
  fc.assert(
    fc.property(shuffled, ([body, parts]) => {
      startReassembly();
      const missing = new Set(body.keys());
      for (const [offset, size] of parts) {
        for (let i = offset; i < offset + size; i++) missing.delete(i);
        expect(take(body, offset, size)).toBe(missing.size === 0);
        if (missing.size === 0) break;
      }
      expect([...reassembled.subarray(0, header + body.length)]).toEqual([...fragment(body, 1, 0, body.length)]);
    }),
  );
});

test('a fragment behind a whole message begins it anew: it may not have been the one that was waited for', () => {
  startReassembly();
  const body = new Uint8Array(20).fill(1);
  expect([take(body, 0, 20), take(body, 0, 10), take(body, 10, 10)]).toEqual([true, false, true]);
});

test('another message takes its place', () => {
  startReassembly();
  const [first, second] = [new Uint8Array(20).fill(1), new Uint8Array(20).fill(2)];
  expect([take(first, 0, 10), take(second, 0, 10, 2), take(first, 10, 10), take(first, 0, 10)]).toEqual([false, false, false, true]);
});

test('one that is too large never is whole, and nothing is written', () => {
  startReassembly();
  const before = [...reassembled];
  expect(takeFragment(new Uint8Array(300), 0, 193, 1, 0, 193)).toBe(false);
  expect([...reassembled]).toEqual(before);
});
