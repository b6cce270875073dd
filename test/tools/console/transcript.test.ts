import fc from 'fast-check';
import { createTranscript, type Level } from '../../../tools/console/transcript';

const now = (): number => Date.UTC(2026, 10, 23, 4, 5, 6, 78);

/** What is shown of some bytes that come in chunks of `size`. */
function shown(text: string, size: number, options: Partial<Parameters<typeof createTranscript>[0]> = {}): string {
  const { take, flush } = createTranscript({ now, ...options });
  const bytes = Buffer.from(text, 'latin1');
  let all = '';
  for (let at = 0; at < bytes.length; at += size) all += take(bytes.subarray(at, at + size));
  return all + flush();
}

test('text comes through whole, however it is cut and whenever it pauses', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '>', '\n', ' ', '<'), { maxLength: 60 }), fc.array(fc.boolean(), { maxLength: 60 }), (letters, pauses) => {
      const { take, flush } = createTranscript({ now });
      const all = letters.map((letter, i) => take(Buffer.from(letter)) + (pauses[i] === true ? flush() : '')).join('');
      expect(all + flush()).toBe(letters.join(''));
    }),
  );
});

test.each<[Level, string]>([
  ['err', 'plain\n<err> a: 1\n'],
  ['wrn', 'plain\n<err> a: 1\n<wrn> a: 2\n'],
  ['inf', 'plain\n<err> a: 1\n<wrn> a: 2\n<inf> a: 3\n'],
  ['dbg', 'plain\n<err> a: 1\n<wrn> a: 2\n<inf> a: 3\n<dbg> a: 4\n'],
])('level %s leaves out lesser ones', (level, expected) => {
  for (const size of [1, 7, 100]) expect(shown('plain\r\n<err> a: 1\n<wrn> a: 2\n<inf> a: 3\n<dbg> a: 4\n', size, { level })).toBe(expected);
});

test('a time stands before each line, also before one that is shown in two parts', () => {
  const { take, flush } = createTranscript({ now, timestamps: true });
  expect(take(Buffer.from('one\ntw'))).toBe('04:05:06.078  one\n');
  expect(flush()).toBe('04:05:06.078  tw');
  expect(flush()).toBe('');
  expect(take(Buffer.from('o\nthree\n'))).toBe('o\n04:05:06.078  three\n');
});

test('a line that is hidden stays hidden when it comes in parts', () => {
  const { take, flush } = createTranscript({ now, level: 'err' });
  expect([take(Buffer.from('<inf> a')), flush(), take(Buffer.from('bc\nd\n'))]).toEqual(['', '', 'd\n']);
});

test("Espruino's prompt, which it takes back before it prints, is no part of a line", () => {
  for (const size of [1, 5, 100]) expect(shown('>\r\x1b[Jrunning 1\r\n>\r\x1b[Jrunning 2\r\n>', size, { timestamps: true })).toBe('04:05:06.078  running 1\n04:05:06.078  running 2\n04:05:06.078  >');
});
