/**
 * Steps of Moddable's XS for a request: what its meter counts of byte codes and calls, the same on every machine and
 * in every run. It needs `npm ci --prefix test/engines`, which compiles XS.
 */
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { requestKinds } from '../requests';
import { decimal, table } from '../table';
import { instanceCounts, lastInstanceRequest } from './engine';
import type { Images } from '../images';

const root = path.resolve(__dirname, '../..');
const worker = path.join(
  root,
  'test/engines/node_modules/@agoric/xsnap/xsnap-native/xsnap/build/bin/lin/release/xsnap-worker',
);

/** Steps by request, or why there are none. */
export type XsFigures = { ok: true; steps: XsFigure[] } | { ok: false; reason: string };

/** Steps of one request. */
export interface XsFigure {
  request: string;
  steps: number;
}

/** Counts the steps of each kind of request, and of a READ beside the number of instances. */
export async function xsSteps(images: Images): Promise<XsFigures> {
  if (!fs.existsSync(worker)) return { ok: false, reason: 'no XS: npm ci --prefix test/engines' };
  const steps: XsFigure[] = [];
  for (const kind of requestKinds) {
    steps.push({ request: kind.name, steps: await stepsOf(images.smartLight, 0, kind.datagram) });
  }
  for (const instances of instanceCounts) {
    const request = `READ /3303/n, ${decimal(instances)} instance${instances === 1 ? '' : 's'}`;
    steps.push({ request, steps: await stepsOf(images.instances, instances, lastInstanceRequest(instances)) });
  }
  return { ok: true, steps };
}

/** The figures as a table, or a line that says why there are none. */
export function xsText(figures: XsFigures): string {
  if (!figures.ok) return `absent (${figures.reason})`;
  return table(
    [{ heading: 'request' }, { heading: 'steps', right: true }],
    figures.steps.map(({ request, steps }) => [request, decimal(steps)]),
  );
}

async function stepsOf(image: string, instances: number, datagram: Buffer): Promise<number> {
  const xs = new XsWorker();
  try {
    const request = JSON.stringify([...datagram]);
    const steps = (code: string): Promise<number> => xs.command(`e${code}`);
    await xs.command(`s${path.join(__dirname, 'host.js')}`);
    await steps(`globalThis.benchInstances = ${instances}`);
    await xs.command(`s${image}`);
    await steps(`registerClient(); run(${request}, 100)`);
    // A difference of two runs, so that what each command costs beside its requests drops out.
    const perRequest = async (run: string): Promise<number> =>
      ((await steps(`${run}(${request}, 300)`)) - (await steps(`${run}(${request}, 100)`))) / 200;
    return (await perRequest('run')) - (await perRequest('runEmpty'));
  } finally {
    xs.end();
  }
}

/** An XS machine in a process of its own, spoken to in netstrings on descriptors 3 and 4. */
class XsWorker {
  private readonly process = spawn(worker, [], { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] });
  private read = Buffer.alloc(0);
  private waiting: { resolve(reply: string): void; reject(error: Error): void } | undefined;

  constructor() {
    const [, , , , replies] = this.process.stdio;
    replies?.on('data', (bytes: Buffer) => {
      this.read = Buffer.concat([this.read, bytes]);
      const colon = this.read.indexOf(':');
      const end = colon + 1 + Number(this.read.toString('latin1', 0, colon)) + 1;
      if (colon < 0 || this.read.length < end) return;
      const reply = this.read.toString('utf8', colon + 1, end - 1);
      this.read = this.read.subarray(end);
      this.waiting?.resolve(reply);
    });
    this.process.once('exit', () => this.waiting?.reject(new Error('XS ended')));
    this.process.once('error', (error) => this.waiting?.reject(error));
  }

  /**
   * Has XS run a script (`sPATH`) or evaluate code (`eCODE`).
   * @returns the steps that took.
   * @throws Error with what was thrown in XS.
   */
  async command(text: string): Promise<number> {
    const reply = await new Promise<string>((resolve, reject) => {
      this.waiting = { resolve, reject };
      const bytes = Buffer.from(text);
      const [, , , commands] = this.process.stdio;
      if (commands === null || commands === undefined || !('write' in commands)) throw new Error('XS takes no commands');
      commands.write(`${bytes.length}:${text},`);
    });
    if (!reply.startsWith('.')) throw new Error(`XS: ${reply.slice(1)}`);
    const { compute } = JSON.parse(reply.slice(1, reply.indexOf('\x01'))) as { compute: number };
    return compute;
  }

  end(): void {
    this.process.removeAllListeners('exit');
    this.process.kill();
  }
}
