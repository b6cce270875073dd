/** An image of the linux board that runs as a child process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ImageProcessOptions {
  /** Path of the image. */
  file: string;
  /** Settings of the board, such as MOTE_SERVER, beside the environment of this process. */
  settings: Readonly<Record<string, string>>;
  /** Told each line that the image prints. */
  printed(line: string): void;
}

export interface ImageProcess {
  pid: number;
  /** Types a line on the image's terminal. */
  type(line: string): void;
  /** Settles when the process has ended, with its exit code or the signal that ended it. */
  ended: Promise<string>;
  /** Has it de-register and end; ends it by force when it does not. */
  stop(): Promise<void>;
}

/** How long the image may take to end, in milliseconds; its own limit for de-registering is 2 s. */
const STOP_LIMIT = 4000;

/** Starts an image. */
export function startImage({ file, settings, printed }: ImageProcessOptions): ImageProcess {
  const child = spawn(process.execPath, ['--require', join(__dirname, 'endWithParent.js'), file], {
    env: { ...process.env, ...settings },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // In a process group of its own, so that Ctrl-C does not reach it twice.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', printed);
  }
  // A line typed when it has just ended is lost.
  child.stdin?.on('error', () => undefined);
  const ended = endOf(child);
  return {
    pid: child.pid ?? 0,
    type: (line) => child.stdin?.write(`${line}\n`),
    ended,
    async stop() {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
      await ended;
      clearTimeout(force);
    },
  };
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    // `close` comes after the last line is read.
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return code === null ? `signal ${signal}` : `exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}
