/** The console's commands: `lwm2m read 3/0/0`. The application starts them; without that nothing of it is in the image. */
import { Config } from 'config';
import type { Board } from '../board';
import { onLine } from '../engine/engine';
import { type ClientEvent, watchEvents } from '../engine/events';
import type { Command } from './command';
import { instanceCommands } from './instances';
import { listingCommands } from './listing';
import { logCommands, logEvent } from './log';
import { endLine, put, putNumber, say, startPrinting } from './print';
import { reportCommands } from './reporting';
import { noteRegistration, serverCommands, startServerCommands } from './servers';
import { valueCommands } from './values';
import { dropWord, isWord, putWord, readWords, wordCount } from './words';

let board: Board;
const groups: Command[][] = [serverCommands, listingCommands, valueCommands, instanceCommands, reportCommands, logCommands];

/** The command that a word names. */
function findCommand(word: number): Command | undefined {
  for (let group = 0; group < groups.length; group++) {
    for (let i = 0; i < groups[group].length; i++) {
      if (isWord(word, groups[group][i].name)) {
        return groups[group][i];
      }
    }
  }
  return undefined;
}

function putUsage(command: Command): void {
  put(command.name);
  put(command.usage === '' ? '' : ' ');
  put(command.usage);
}

/** Prints how a command is used. */
function sayUsage(command: Command, before: string): void {
  put(before);
  put('lwm2m ');
  putUsage(command);
  endLine();
}

function sayUnknown(word: number): void {
  putWord(word);
  say(' is no command: "lwm2m help" shows them');
}

/** Shows all commands, or the one that the next word names. */
function help(): void {
  if (wordCount() > 1) {
    const command = findCommand(1);
    if (command === undefined) {
      sayUnknown(1);
    } else {
      sayUsage(command, '');
      say(command.summary);
    }
    return;
  }
  for (let group = 0; group < groups.length; group++) {
    for (let i = 0; i < groups[group].length; i++) {
      const command = groups[group][i];
      putUsage(command);
      put(' : ');
      say(command.summary);
    }
  }
}

function run(): void {
  const command = findCommand(0);
  if (isWord(0, 'help') || wordCount() === 0) {
    help();
  } else if (command === undefined) {
    sayUnknown(0);
  } else if (wordCount() < command.least || wordCount() > command.most || !command.run()) {
    sayUsage(command, 'usage: ');
  }
}

/** Carries out a line that was typed. */
function typed(line: string): void {
  if (!readWords(line)) {
    put('the line is too long: ');
    putNumber(Config.lineBytes);
    put(' bytes and 16 words at most');
    endLine();
  } else if (wordCount() > 0) {
    if (isWord(0, 'lwm2m')) {
      dropWord();
    }
    run();
  }
  showPrompt();
}

function showPrompt(): void {
  if (board.prompt !== undefined) {
    board.prompt('mote> ');
  }
}

function happened(event: ClientEvent, link: number): void {
  noteRegistration(event, link);
  logEvent(event, link);
}

/**
 * Starts the console's commands, on a board that has a console. After `addClient`, and before `startClient`, so that it sees
 * all that happens.
 */
export function startShell(on: Board): void {
  board = on;
  startPrinting(on);
  startServerCommands(on);
  watchEvents(happened);
  onLine(typed);
  showPrompt();
}
