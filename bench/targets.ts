/** The targets that issue 2 sets, beside what was measured. They are not asserted: a target missed is a line to read. */
import type { Comparison } from './comparison';
import type { EngineFigures } from './engine/engine';
import type { ImageSize } from './image-size';
import { decimal, table } from './table';

/** A target and what was measured; `value` is missing where nothing could be. */
export interface Target {
  name: string;
  limit: number;
  value?: number;
  digits: number;
}

/** All targets of the bench. */
export function targets(comparison: Comparison, images: readonly ImageSize[], engine: EngineFigures): Target[] {
  const mote = comparison.figures.filter((one) => one.client === 'mote' && one.inFlight === 16);
  const image = images.find((one) => one.image === 'smart-light-linux/image.js');
  const { instances, garbage } = engine.ok ? engine : { instances: [], garbage: [] };
  const first = instances.at(0);
  const last = instances.at(-1);
  return [
    ...mote.map((one) => ({
      name: `${one.request}, 16 in flight: x floor`,
      limit: 1.5,
      value: one.ratio?.median,
      digits: 2,
    })),
    { name: 'image of smart-light, bytes', limit: 16 * 1024, value: image?.bytes, digits: 0 },
    {
      name: 'READ with 1,000 instances: x 1 instance',
      limit: 1.3,
      value: first === undefined || last === undefined ? undefined : last.nanoseconds.median / first.nanoseconds.median,
      digits: 2,
    },
    ...garbage.map((one) => ({ name: `garbage, ${one.request}, ${one.compiler}: bytes`, limit: 0, value: Math.round(one.bytes), digits: 0 })),
  ];
}

/** The targets as a table. */
export function targetsText(all: readonly Target[]): string {
  const rows = all.map(({ name, limit, value, digits }) => [
    name,
    value === undefined ? '-' : decimal(value, digits),
    decimal(limit, limit % 1 === 0 ? 0 : 1),
    value === undefined ? 'not measured' : value <= limit ? 'met' : 'missed',
  ]);
  return table(
    [{ heading: 'target' }, { heading: 'measured', right: true }, { heading: 'at most', right: true }, { heading: '' }],
    rows,
  );
}
