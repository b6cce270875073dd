/** Figures of the client engine alone: no sockets, no other process, one request handed to it over and over. */
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { readRequest } from '../messages';
import { requestKinds } from '../requests';
import { summary, type Summary } from '../statistics';
import { decimal, table } from '../table';
import type { Result, Task } from './child';
import type { Images } from '../images';

const root = path.resolve(__dirname, '../..');
const lwm2mTlv = 11542;
/** Of the application `instances`. */
const firstInstance = 1000;

/** How many instances of object 3303 there are. */
export const instanceCounts = [1, 10, 100, 1000];

/** Cost of a READ of one instance of 3303, the last, beside how many there are. */
export interface InstanceFigure {
  instances: number;
  /** CPU time a request. */
  nanoseconds: Summary;
}

/** What V8 allocates for a request. */
export interface GarbageFigure {
  request: string;
  compiler: string;
  bytes: number;
  /** What the same measurement saw of one object of two fields. */
  control: number;
}

/** All figures of the engine alone, or why there are none. */
export type EngineFigures =
  | { ok: true; instances: InstanceFigure[]; garbage: GarbageFigure[] }
  | { ok: false; reason: string };

/** The request that reads the last of so many instances. */
export function lastInstanceRequest(instances: number): Buffer {
  return readRequest([3303, firstInstance + instances - 1], lwm2mTlv);
}

/** @param rounds Of the timed figures, each in a process of its own. */
export function measureEngine(images: Images, rounds: number, progress: (line: string) => void): EngineFigures {
  const times = instanceCounts.map((): number[] => []);
  for (let round = 1; round <= rounds; round++) {
    instanceCounts.forEach((instances, index) => {
      progress(`round ${round} of ${rounds}: ${instances} instances`);
      const requests = [lastInstanceRequest(instances).toString('hex')];
      times[index].push(run({ image: images.instances, instances, requests, measure: 'time' }).values[0]);
    });
  }
  const requests = requestKinds.map((kind) => kind.datagram.toString('hex'));
  const garbage = compilers.flatMap(({ name, flags }) => {
    progress(`garbage, ${name}`);
    const { values, control } = run({ image: images.smartLight, instances: 0, requests, measure: 'garbage' }, flags);
    return requestKinds.map((kind, index) => ({ request: kind.name, compiler: name, bytes: values[index], control }));
  });
  return {
    ok: true,
    instances: instanceCounts.map((instances, index) => ({ instances, nanoseconds: summary(times[index]) })),
    garbage,
  };
}

/** V8's optimising compiler can do away with an allocation that a microcontroller's engine would make. */
const compilers = [
  { name: 'optimised', flags: [] },
  { name: 'interpreted', flags: ['--no-opt', '--no-sparkplug', '--no-maglev'] },
];

function run(task: Task, flags: readonly string[] = []): Result {
  const semiSpace = 64; // megabytes: nothing is collected while it lasts
  const child = spawnSync(
    process.execPath,
    [
      `--min-semi-space-size=${semiSpace}`,
      `--max-semi-space-size=${semiSpace}`,
      ...flags,
      path.join(root, 'build/run.js'),
      path.join(__dirname, 'child.ts'),
      JSON.stringify(task),
    ],
    { encoding: 'utf8' },
  );
  if (child.status !== 0) throw new Error(child.stderr.trim().split('\n')[0] ?? 'the process that measures failed');
  return JSON.parse(child.stdout) as Result;
}

/** The figures as two tables, or a line that says why there are none. */
export function engineText(figures: EngineFigures): string {
  if (!figures.ok) return `absent (${figures.reason})`;
  const { instances, garbage } = figures;
  const one = instances[0].nanoseconds.median;
  const costs = table(
    [
      { heading: 'instances', right: true },
      { heading: 'ns a READ', right: true },
      { heading: 'min..max', right: true },
      { heading: 'x 1 instance', right: true },
    ],
    instances.map(({ instances: count, nanoseconds: { median, min, max } }) => [
      decimal(count),
      decimal(median),
      `${decimal(min)}..${decimal(max)}`,
      decimal(median / one, 2),
    ]),
  );
  const bytes = table(
    [
      { heading: 'request' },
      { heading: 'V8 code' },
      { heading: 'garbage, bytes', right: true },
      { heading: 'of a known object', right: true },
    ],
    garbage.map((figure) => [figure.request, figure.compiler, decimal(Math.round(figure.bytes)), decimal(Math.round(figure.control))]),
  );
  return `${costs}\n\n${bytes}`;
}
