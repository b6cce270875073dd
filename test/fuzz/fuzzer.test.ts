/** The fuzzer finds what is planted in `toy/decoder.ts`. */
import { fuzz, type Progress, replay } from './fuzzer';
import { createBelow } from './mutations';
import { promise, type Target } from './target';

const toy: Target = {
  name: 'toy',
  longest: 40,
  seeds: () => [new Uint8Array(1)],
  start(modules) {
    const { decode } = modules.load<typeof import('./toy/decoder')>('test/fuzz/toy/decoder');
    return (input) => promise(decode(input) === 1, 'the state of another input is left');
  },
};

/** Far more than it takes. */
const EXECUTIONS = 200_000;

function run(seed: number): Progress {
  return fuzz(toy, { seed, budget: 10_000, goOn: ({ executions, findings }) => findings.length < 2 && executions < EXECUTIONS });
}

const first = run(3);

test('finds an index out of range behind two conditions, and a hang', () => {
  expect(first.findings.map(({ failure }) => failure.message.replace(/\d+ of/, 'N of')).sort()).toEqual([
    'hangs: more than 10000 branches',
    'index N of 4',
  ]);
  expect(first.findings[0].failure.trace).toContain('decode (test/fuzz/toy/decoder.ts)');
});

test('makes what it finds small', () => {
  const [hang, index] = [...first.findings].sort((a, b) => a.failure.message.localeCompare(b.failure.message)).map(({ input }) => [...input]);
  expect(hang).toEqual([0x4d, 0x70, 0, 0]);
  expect(index).toEqual([0x4d, 0x6f, expect.any(Number), 0]);
  expect(index[2]).toBeGreaterThan(3);
});

test('a finding comes again from its input alone', () => {
  for (const { input, failure } of first.findings) expect(replay(toy, input)?.key).toBe(failure.key);
  expect(replay(toy, Uint8Array.of(0x4d, 0x6f, 3, 0))).toBeUndefined();
});

test('the same seed does the same, another one does not', () => {
  const hex = ({ corpus }: Progress): string[] => corpus.map((input) => Buffer.from(input).toString('hex'));
  expect(hex(run(3))).toEqual(hex(first));
  expect(hex(run(7))).not.toEqual(hex(first));
});

test('random numbers cover their range', () => {
  const below = createBelow(7);
  const seen = new Set(Array.from({ length: 2000 }, () => below(256)));
  expect(seen.size).toBe(256);
  expect([Math.min(...seen), Math.max(...seen)]).toEqual([0, 255]);
});
