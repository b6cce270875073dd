import type { Figure } from '../../bench/comparison';
import type { EngineFigures } from '../../bench/engine/engine';
import { targets, targetsText } from '../../bench/targets';

const exactly = (value: number) => ({ median: value, min: value, max: value });

const figure = (client: string, inFlight: number, ratio: number): Figure => ({
  client,
  request: 'READ',
  inFlight,
  ratio: exactly(ratio),
  lost: 0,
  separate: 0,
});

const engine: EngineFigures = {
  ok: true,
  instances: [
    { instances: 1, nanoseconds: exactly(500) },
    { instances: 1000, nanoseconds: exactly(700) },
  ],
  garbage: [{ request: 'READ', compiler: 'optimised', bytes: -0.2, control: 40 }],
};

test('targets are those of Mote at 16 in flight, of its image and of its engine', () => {
  const comparison = { figures: [figure('mote', 1, 9), figure('mote', 16, 1.25), figure('floor', 16, 1)], absent: [] };
  const images = [{ image: 'smart-light-linux/image.js', bytes: 16384, gzip: 1 }];
  expect(targets(comparison, images, engine).map(({ value }) => value)).toEqual([1.25, 16384, 1.4, -0]);
});

test('what was not measured is neither met nor missed', () => {
  const found = targets({ figures: [], absent: [] }, [], { ok: false, reason: 'no image' });
  expect(found.map(({ value }) => value)).toEqual([undefined, undefined]);
  expect(targetsText(found)).not.toMatch(/met|missed/);
});

test('a target is met at its limit and missed above it', () => {
  const lines = targetsText([
    { name: 'a', limit: 1.5, value: 1.5, digits: 2 },
    { name: 'b', limit: 1.5, value: 1.51, digits: 2 },
  ]).split('\n');
  expect(lines[2]).toMatch(/^a +1\.50 +1\.5 +met$/);
  expect(lines[3]).toMatch(/^b +1\.51 +1\.5 +missed$/);
});
