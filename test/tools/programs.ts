/** Programs that tools and boards are tested with: a board behind socat, and `npx mote` itself. What has been started ends with this process. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { root } from '../../build/paths';
import { Output } from '../boards/output';
import { spawnGroup } from '../engines/process';

export interface Running {
  readonly child: ChildProcess;
  readonly output: Output;
  /** Ends it as Ctrl-C does. @returns Its exit code. */
  stop(): Promise<number | null>;
  /** Ends it, and all that it has started, at once. */
  kill(): Promise<void>;
  /** Its exit code, when it has ended by itself. */
  readonly code: Promise<number | null>;
}

/** Starts a program in a process group of its own. Its standard input stays open and silent. */
export function start(command: string, args: readonly string[], folder: string): Running {
  const child = spawnGroup(command, args, folder);
  const output = new Output();
  output.follow(child.stdout);
  output.follow(child.stderr);
  const code = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  return {
    child,
    output,
    code,
    async stop() {
      child.kill('SIGINT');
      return code;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await code;
    },
  };
}

export function startMote(args: readonly string[], folder: string): Running {
  return start(process.execPath, [path.join(root, 'tools/mote.js'), ...args], folder);
}

/** Runs `npx mote` to its end. */
export async function mote(args: readonly string[], folder: string): Promise<{ code: number | null; lines: readonly string[] }> {
  const { code, output } = startMote(args, folder);
  return { code: await code, lines: output.lines };
}

/** Espruino at the other end of what socat calls an address: a pseudo-terminal, or a TCP port. */
export async function startEspruino(program: string, address: string, folder: string): Promise<Running> {
  return start('socat', [address, `EXEC:${program},pty,raw,echo=0`], folder);
}

/** Waits until there are files of these names, such as pseudo-terminals. */
export async function appear(...files: readonly string[]): Promise<void> {
  while (!files.every((file) => existsSync(file))) await passed(20);
}
