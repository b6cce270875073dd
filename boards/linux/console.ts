/** The console: lines that are printed, and a prompt for lines to be typed, on a terminal or (`--shell`) over pipes. */
import { clearLine, createInterface, cursorTo, type Interface } from 'readline';
import { readConsoleSettings } from './settings';

let lines: Interface | undefined;
/** Whether the prompt stands in the last line, which is not ended then. */
let isShown = false;
/** Set when the input has ended: nobody types any more. */
let isOver = false;

/** Prints a line; on a terminal above the prompt and what is being typed. */
export function printLine(line: string): void {
  if (lines === undefined || !isShown) {
    console.log(line);
  } else if (lines.terminal) {
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
    console.log(line);
    lines.prompt(true);
  } else {
    console.log('\n' + line);
    lines.prompt();
  }
}

/** Whether there is a prompt: on a terminal, or because `--shell` asks for it; until the input ends. */
export function hasPrompt(): boolean {
  return !isOver && (process.stdin.isTTY || readConsoleSettings(process.argv.slice(2), process.env).isAsked);
}

/**
 * See `Board.prompt`. Keys must not be listened for any more.
 * @param text undefined for that of the last time. `--prompt` and MOTE_PROMPT go before it.
 * @param typed Called with each line.
 * @param interrupted Called for Ctrl-C, which a terminal with a prompt does not make a signal of.
 */
export function showPrompt(text: string | undefined, typed: (line: string) => void, interrupted: () => void): void {
  const own = readConsoleSettings(process.argv.slice(2), process.env).prompt;
  if (lines === undefined) lines = listen(typed, interrupted);
  if (own !== undefined) lines.setPrompt(own);
  else if (text !== undefined) lines.setPrompt(text);
  isShown = true;
  lines.prompt();
}

function listen(typed: (line: string) => void, interrupted: () => void): Interface {
  const opened = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY && process.stdout.isTTY });
  opened.on('line', (line) => {
    if (lines !== opened) return; // the image has been rebooted
    // As a terminal shows it: programs that type over pipes wait for what they typed.
    if (!opened.terminal) console.log(line);
    isShown = false;
    typed(line);
  });
  opened.on('SIGINT', interrupted);
  opened.on('close', () => {
    if (lines !== opened) return;
    if (isShown) console.log('');
    lines = undefined;
    isShown = false;
    isOver = true;
  });
  return opened;
}

/** The image is over: nothing is typed to it any more. */
export function closeConsole(): void {
  const opened = lines;
  lines = undefined;
  if (isShown) console.log('');
  isShown = false;
  if (opened !== undefined) opened.close();
}
