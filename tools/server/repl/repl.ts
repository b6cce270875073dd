/** The console of the server: reads commands line by line, and prints answers and events. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { NoAnswerError } from '../messages';
import { UsageError } from '../path';
import type { LwM2mServer } from '../server';
import { ContentError } from '../value';
import { clients, help, printEvents, quit, use, wait } from './clients';
import { parseCommand } from './commandLine';
import { cancelComposite, observeComposite, readComposite, writeComposite } from './composite';
import { push, serve } from './firmware';
import { attributes, cancel, observe } from './observe';
import { discover, read } from './read';
import { CommandFailed, Session, type Verb } from './session';
import { create, execute, remove, write } from './write';

export const VERBS: readonly Verb[] = [
  clients, use, read, write, execute, discover, observe, cancel, attributes, create, remove,
  readComposite, writeComposite, observeComposite, cancelComposite, push, serve, wait, help, quit,
];

export interface ReplOptions {
  input: Readable;
  output: Writable;
  /** A person types: show a prompt, and end with the input. Otherwise lines are plain, and serving goes on after the last. */
  terminal: boolean;
  /** Verbs beside those of the server. */
  verbs?: readonly Verb[];
}

export interface Repl {
  /** Prints one line with the time before it, above what is being typed. */
  print(line: string): void;
  /** Settles at `quit`, Ctrl-C or Ctrl-D; true when a command failed before. */
  ended: Promise<{ failed: boolean }>;
  close(): void;
}

/** Starts the console. */
export function startRepl(server: LwM2mServer, { input, output, terminal, verbs = [] }: ReplOptions): Repl {
  const lines = createInterface({
    input,
    output,
    terminal,
    prompt: 'mote> ',
    completer: (line: string) => complete(line, session),
  });
  const print = (line: string): void => {
    const time = new Date(server.clock.now()).toTimeString().slice(0, 8);
    // Erases the prompt; readline draws it again below with what was typed so far.
    output.write(`${terminal ? '\r\x1b[K' : ''}${time} ${line}\n`);
    if (terminal) lines.prompt(true);
  };
  const session = new Session(server, print, [...verbs, ...VERBS]);
  printEvents(session);
  let failed = false;
  let queue = Promise.resolve();
  const ended = new Promise<{ failed: boolean }>((resolve) => {
    lines.on('line', (line) => {
      queue = queue.then(async () => {
        if (session.ended) return;
        const report = (problem: string | undefined): void => {
          if (problem === undefined) return;
          failed = true;
          print(problem);
        };
        await untilHeld(server, runCommand(session, line).then(report));
        if (terminal) lines.prompt();
        if (session.ended) resolve({ failed });
      });
    });
    lines.on('SIGINT', () => resolve({ failed }));
    lines.on('close', () => {
      if (terminal) resolve({ failed });
    });
  });
  if (terminal) lines.prompt();
  const close = (): void => {
    lines.close();
    void session.close();
    // The prompt that waits for no one.
    if (terminal) output.write('\r\x1b[K');
  };
  return { print, ended, close };
}

/** Waits for a command, but not for a client that sleeps: its answer is printed when it comes. */
async function untilHeld(server: LwM2mServer, command: Promise<void>): Promise<void> {
  const abort = new AbortController();
  const held = once(server, 'held', { signal: abort.signal }).catch(() => undefined);
  await Promise.race([command, held]);
  abort.abort();
}

/** Runs one line. @returns What is wrong with it and what to type instead, or undefined when it worked. */
export async function runCommand(session: Session, line: string): Promise<string | undefined> {
  try {
    const command = parseCommand(line);
    if (command === undefined) return undefined;
    const verb = session.verb(command.verb);
    if (verb === undefined) throw new UsageError(`There is no verb ${command.verb}.${suggest(command.verb, session.verbs)} Type help for the list.`);
    const unknown = command.options.find((option) => !(verb.options ?? []).includes(option));
    if (unknown !== undefined) throw new UsageError(`${verb.name} has no option --${unknown}: ${verb.usage}`);
    await verb.run(session, command);
    return undefined;
  } catch (error) {
    if (error instanceof ContentError) return sentence(error.message);
    if (EXPECTED.some((type) => error instanceof type)) return (error as Error).message;
    throw error;
  }
}

/** Errors whose message is for the person who typed. */
const EXPECTED = [UsageError, CommandFailed, NoAnswerError, RangeError];

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');
}

/** The verb that is one slip of the finger away: a letter wrong, missing, too many, or two swapped. */
function suggest(typed: string, verbs: readonly Verb[]): string {
  const near = verbs.find(({ name }) => isOneSlip(typed.toLowerCase(), name) || (typed.length > 1 && name.startsWith(typed.toLowerCase())));
  return near === undefined ? '' : ` Did you mean ${near.name}?`;
}

function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}

/** Completes verbs, and the paths and names that the clients registered. */
function complete(line: string, session: Session): [string[], string] {
  const words = line.split(' ');
  const last = words[words.length - 1];
  const candidates =
    words.length === 1
      ? session.verbs.map(({ name }) => name + ' ')
      : words[0] === 'use'
        ? session.server.clients().map(({ endpoint }) => endpoint)
        : session.registered().flatMap(({ links }) => links.map(({ target }) => target));
  return [[...new Set(candidates)].filter((candidate) => candidate.startsWith(last)), last];
}
