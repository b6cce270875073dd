/** A board's console on this terminal. The board is neither reset nor interrupted by it. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Duplex } from 'node:stream';
import { stopSignal } from '../../build/stopSignal';
import { ExitCode, ToolFailure } from '../exitCodes';
import { keepOpen } from '../line/keepOpen';
import { readTraceMap } from './trace';
import { createTranscript, type Level } from './transcript';

export interface ConsoleOptions {
  readonly baud?: number;
  /** Milliseconds in which the line has to be there; 0 unless told. */
  readonly within?: number;
  readonly level?: Level;
  readonly timestamps?: boolean;
  /** A file that gets everything, too. */
  readonly log?: string;
  /** Typed at the beginning; the console ends when its answer has come. */
  readonly command?: string;
  /** The folder of the image that runs: with its map, traces name the sources. */
  readonly imageFolder?: string;
}

/**
 * Milliseconds without a byte after which a line that has not ended is shown, and an answer is over; and how long an answer
 * is waited for where an application goes on printing.
 */
const pause = { line: 100, answer: 1000, longest: 5000 };

/** Keys that never reach the board: Ctrl-C, and Ctrl-] as other terminals have it. */
const leavingKeys = /[\x03\x1d]/;

/**
 * Shows what comes over a line, and sends what is typed, until Ctrl-C or the end of a command's answer. A line that breaks
 * is opened again.
 * @throws ToolFailure when line or log cannot be opened, or nothing answers a command.
 */
export async function showConsole(name: string, options: ConsoleOptions): Promise<void> {
  const trace = options.imageFolder === undefined ? undefined : readTraceMap(options.imageFolder, (problem) => console.error(problem));
  const transcript = createTranscript({ ...options, trace, now: () => Date.now() });
  const log = options.log === undefined ? undefined : await openLog(options.log);
  const show = (text: string): void => {
    process.stdout.write(process.stdin.isTTY ? text.replaceAll('\n', '\r\n') : text);
    log?.write(text);
  };

  const showsPrompts = process.stdin.isTTY && options.timestamps !== true;

  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  let line: Duplex | undefined;
  let hasAnswered = false;
  let flushing: NodeJS.Timeout | undefined;
  let answering: NodeJS.Timeout | undefined;
  let ending: NodeJS.Timeout | undefined;
  const wait = (): void => {
    clearTimeout(answering);
    if (options.command !== undefined) answering = setTimeout(leave, pause.answer);
  };

  const kept = await keepOpen(name, { baud: options.baud, within: options.within }, {
    opened(open) {
      line = open;
      open.on('data', (chunk: Buffer) => {
        hasAnswered = true;
        show(transcript.take(chunk));
        clearTimeout(flushing);
        if (showsPrompts) flushing = setTimeout(() => show(transcript.flush()), pause.line);
        wait();
      });
    },
    lost: () => console.error(`${name} is gone; waiting for it to come back`),
  });

  if (options.command !== undefined) {
    line?.write(`${options.command}\n`);
    wait();
    ending = setTimeout(leave, pause.longest);
  } else {
    typeInto(() => line, leave);
  }
  await Promise.race([left, kept.over, stopSignal()]);
  for (const timer of [flushing, answering, ending]) clearTimeout(timer);
  show(transcript.flush());
  kept.close();
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.stdin.pause();
  if (log !== undefined) await new Promise<void>((resolve) => log.end(resolve));
  if (options.command !== undefined && !hasAnswered) throw new ToolFailure(ExitCode.NoAnswer, `Nothing answers at ${name}. Is this its console's line, at the right --baud?`);
}

/** @throws ToolFailure when the file cannot be written. */
async function openLog(file: string): Promise<WriteStream> {
  const log = createWriteStream(file, { flags: 'a' });
  try {
    await once(log, 'open');
    return log;
  } catch (error) {
    throw new ToolFailure(ExitCode.Failed, `${file} cannot be written: ${(error as Error).message}. Name another: --log FILE`);
  }
}

/** Sends what is typed or piped in: each key at once from a terminal. */
function typeInto(line: () => Duplex | undefined, leave: () => void): void {
  const { stdin } = process;
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    console.error('Ctrl-C leaves the console; the board goes on.');
  }
  stdin.on('data', (keys: Buffer) => {
    if (stdin.isTTY && leavingKeys.test(keys.toString('latin1'))) leave();
    else line()?.write(keys);
  });
}
