/** What was found to be new once is kept, and no target breaks a promise on it. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { corpusLimits, readCorpus } from './corpus';
import { createExecution } from './execution';
import { targets } from './targets';

test('every target has a corpus, and every corpus a target', () => {
  expect(readdirSync(path.join(__dirname, 'corpus')).sort()).toEqual(targets.map(({ name }) => name).sort());
});

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
  const corpus = [...readCorpus(name)];

  test('is within its limits', () => {
    expect(corpus.length).toBeGreaterThan(0);
    expect(corpus.length).toBeLessThanOrEqual(corpusLimits.inputs);
    expect(corpus.reduce((sum, [, { length }]) => sum + length, 0)).toBeLessThanOrEqual(corpusLimits.bytes);
  });

  test('breaks no promise', () => {
    const execute = createExecution(target);
    const failures = corpus.flatMap(([file, input]) => {
      const failure = execute(input);
      return failure === undefined ? [] : [`${file}: ${failure.message}`];
    });
    expect(failures).toEqual([]);
  });
});
