/**
 * Moddable XS, as npm's @agoric/xsnap builds it: a worker that runs scripts one after the other and says after each how
 * many steps it took and how many slots of the heap are in use.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const worker = path.join(
  __dirname,
  'node_modules/@agoric/xsnap/xsnap-native/xsnap/build/bin/lin/release/xsnap-worker',
);

/** The worker's program, or undefined when it is not installed. */
export function xsWorker(): string | undefined {
  return existsSync(worker) ? worker : undefined;
}

/** What a script cost. */
export interface XsCost {
  /** Byte codes carried out. The same script takes the same steps every time. */
  readonly steps: number;
  /** Slots of the heap in use at its end. */
  readonly slots: number;
}

export interface XsRun {
  readonly lines: string[];
  readonly costs: XsCost[];
}

/** A netstring: length, colon, bytes, comma. */
export function netstring(text: string): string {
  return `${Buffer.byteLength(text)}:${text},`;
}

/** The replies of the worker: `.` and the costs, or `!` and the reason of a failure. */
function parseReplies(text: string): XsCost[] {
  const costs: XsCost[] = [];
  for (let rest = text; rest !== ''; ) {
    const colon = rest.indexOf(':');
    const end = colon + 1 + Number(rest.slice(0, colon));
    const reply = rest.slice(colon + 1, end);
    rest = rest.slice(end + 1);
    if (!reply.startsWith('.')) {
      throw new Error(`XS: ${reply.slice(0, 400)}`);
    }
    const { compute, currentHeapCount } = JSON.parse(reply.slice(1, reply.indexOf('}') + 1)) as Record<string, number>;
    costs.push({ steps: compute, slots: currentHeapCount });
  }
  return costs;
}

/**
 * Runs scripts one after the other in one XS machine.
 * @throws Error when one of them throws.
 */
export function runXs(files: readonly string[]): Promise<XsRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(worker, [], { stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'] });
    const [, stdout, , commands, replies] = child.stdio;
    let printed = '';
    let replied = '';
    stdout?.on('data', (data: Buffer) => (printed += data.toString('latin1')));
    replies?.on('data', (data: Buffer) => (replied += data.toString()));
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve({ lines: printed.split('\n').slice(0, -1), costs: parseReplies(replied) });
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    if (commands !== null && commands !== undefined && 'end' in commands) {
      commands.end([...files.map((file) => `s${path.resolve(file)}`), 'q'].map(netstring).join(''));
    }
  });
}
