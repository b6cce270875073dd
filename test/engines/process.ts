/** Child processes that run a script and print lines. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import type { Duplex } from 'node:stream';

/** A shell that becomes the program. Beside it one waits for the end of descriptor 3, whose other end only we have, and then ends the process group. */
const endingWithUs = '(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & exec "$@" 3<&-';

/**
 * Starts a program in a process group of its own, so that it can be ended with all that it has started. The group ends with the
 * program, and with this process however that goes: an interpreter whose console is gone takes all of a core, for ever.
 */
export function spawnGroup(command: string, args: readonly string[], folder?: string): ChildProcessWithoutNullStreams {
  const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
  const child = spawn('sh', ['-c', endingWithUs, 'sh', command, ...args], { cwd: folder, detached: true, stdio: [...stdio] });
  child.once('exit', () => (child.stdio[3] as Duplex).destroy());
  return child as ChildProcessWithoutNullStreams;
}

export interface RunOptions {
  /** The line with which the script ends. From then on the process is not waited for, since some engines never end. */
  readonly lastLine: string;
  /** Seconds after which the engine counts as hanging. */
  readonly limit?: number;
  /** The folder it runs in, where Espruino keeps its flash memory. */
  readonly folder?: string;
}

/**
 * Runs an engine and returns the lines it prints, up to the last one. Its standard input stays open and silent: Espruino
 * takes an end of its input for work to do.
 * @throws Error with what it wrote to its standard error when the last line does not come.
 */
export function runLines(command: string, args: readonly string[], { lastLine, limit = 120, folder }: RunOptions): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawnGroup(command, args, folder);
    const lines: string[] = [];
    const problems: Buffer[] = [];
    let rest = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), limit * 1000);
    child.on('error', reject);
    child.stderr.on('data', (data: Buffer) => problems.push(data));
    child.stdout.on('data', (data: Buffer) => {
      const parts = (rest + data.toString('latin1')).split(/\r?\n/);
      rest = parts.pop() ?? '';
      lines.push(...parts);
      if (parts.includes(lastLine)) child.kill('SIGKILL');
    });
    child.on('close', () => {
      clearTimeout(timer);
      const end = lines.indexOf(lastLine);
      if (end >= 0) resolve(lines.slice(0, end));
      else reject(new Error(`ended early, or hung for ${limit} s:\n${[...lines.slice(-3), Buffer.concat(problems).toString()].join('\n').slice(-600)}`));
    });
  });
}

/** What a program prints, standard error included; undefined when there is no such program, or it fails. */
export function outputOf(command: string, args: readonly string[]): string | undefined {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input: '' });
  return error === undefined && status === 0 ? `${stdout}${stderr}`.trim() : undefined;
}
