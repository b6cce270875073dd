/** A line that is opened again when it breaks, as when a board is plugged in anew. */
import type { Duplex } from 'node:stream';
import { setTimeout as passed } from 'node:timers/promises';
import { ExitCode, ToolFailure } from '../exitCodes';
import { closeLine, openLine, type LineOptions } from './line';

/** Milliseconds between two attempts. */
const retryInterval = 500;

export interface KeptLineOptions extends LineOptions {
  /** Milliseconds in which the line has to be there at first; 0 unless told. */
  readonly within?: number;
}

export interface LineEvents {
  /** The line is there, or there again. */
  opened(line: Duplex): void;
  /** It has gone; it will be opened again. */
  lost?(): void;
}

export interface KeptLine {
  /** Settles when the line is over: after `close`, or when standard input has ended. */
  readonly over: Promise<void>;
  close(): void;
}

/** @throws ToolFailure when it cannot be opened in time. */
async function openFirst(name: string, { within = 0, ...options }: KeptLineOptions): Promise<Duplex> {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await openLine(name, options);
    } catch (error) {
      const mayCome = error instanceof ToolFailure && error.exitCode !== ExitCode.Usage && Date.now() < end;
      if (!mayCome) throw error;
      await passed(retryInterval);
    }
  }
}

/**
 * Opens a line, and again whenever it is lost.
 * @throws ToolFailure when it cannot be opened at first.
 */
export async function keepOpen(name: string, options: KeptLineOptions, { opened, lost }: LineEvents): Promise<KeptLine> {
  const closing = new AbortController();
  let line = await openFirst(name, options);

  const broken = (open: Duplex): Promise<void> =>
    new Promise((resolve) => {
      for (const event of ['end', 'close', 'error']) open.once(event, () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });

  const reopened = async (): Promise<Duplex | undefined> => {
    while (!closing.signal.aborted) {
      await passed(retryInterval, undefined, { signal: closing.signal }).catch(() => undefined);
      const again = closing.signal.aborted ? undefined : await openLine(name, options).catch(() => undefined);
      if (again !== undefined) return again;
    }
    return undefined;
  };

  const keep = async (): Promise<void> => {
    for (let next: Duplex | undefined = line; next !== undefined; next = await reopened()) {
      line = next;
      const end = broken(line);
      opened(line);
      await end;
      await closeLine(line.on('error', () => undefined));
      if (name === '-') return;
      if (!closing.signal.aborted) lost?.();
    }
  };

  return { over: keep(), close: () => closing.abort() };
}
