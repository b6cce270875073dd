/**
 * `npx mote VERB`, a file a verb. mote.js starts it. Exit codes: see exitCodes.ts.
 */
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildFailure } from '../build/failure';
import { root } from '../build/paths';
import { ExitCode, exitCodeHelp, ToolFailure } from './exitCodes';

/** The verbs, in the order of `--help`. A verb's file is loaded when it is needed: those of others take seconds. */
const verbs: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  init: async () => (await import('./init')).addInit,
  build: async () => (await import('./build')).addBuild,
  server: async () => (await import('./server')).addServer,
  boards: async () => (await import('./boards')).addBoards,
  doctor: async () => (await import('./doctor')).addDoctor,
  flash: async () => (await import('./flash')).addFlash,
  console: async () => (await import('./console')).addConsole,
  bridge: async () => (await import('./bridge')).addBridge,
  ota: async () => (await import('./ota')).addOta,
  object: async () => (await import('./object')).addObject,
};

export const verbNames = Object.keys(verbs);

/** What went wrong, and its exit code. Anything else is a mistake of ours, and thrown on. */
function failureOf(error: unknown): { error: string; exitCode: ExitCode } {
  if (error instanceof CommanderError) return { error: error.message.replace(/^error: /, ''), exitCode: error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage };
  if (error instanceof ToolFailure) return { error: error.message, exitCode: error.exitCode };
  if (error instanceof BuildFailure) return { error: error.message, exitCode: ExitCode.Failed };
  // What the system refuses: the message names the file, the address or the host.
  if (typeof error === 'object' && error !== null && 'syscall' in error) {
    return { error: `${(error as NodeJS.ErrnoException).message}. Is it named right, and may you use it?`, exitCode: ExitCode.Failed };
  }
  throw error;
}

/** Says what went wrong: in words on the standard error, and with --json as an object on standard output, too. @returns The exit code. */
function tell(error: unknown, json: boolean): ExitCode {
  const failure = failureOf(error);
  if (!(error instanceof CommanderError)) console.error(failure.error); // commander has said it, and what to type
  if (json && failure.exitCode !== ExitCode.Ok) console.log(JSON.stringify(failure));
  return failure.exitCode;
}

/** Does what the arguments say. @returns The exit code. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const program = new Command('mote')
    .description('Tools for boards that run Mote.')
    .version((JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version, '--version', 'of Mote')
    .exitOverride()
    .showHelpAfterError('Type: npx mote --help')
    .addHelpText('afterAll', exitCodeHelp);
  const wanted = verbNames.filter((name) => name === args[0]);
  for (const name of wanted.length === 1 ? wanted : verbNames) (await verbs[name]())(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ExitCode.Ok;
  } catch (error) {
    return tell(error, args.includes('--json'));
  }
}
