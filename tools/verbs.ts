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

/** @returns The exit code of what went wrong, which has been said. */
function told(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  // What the system refuses is no mistake of ours: the message names the file, the address or the host.
  if (typeof error === 'object' && error !== null && 'syscall' in error) {
    console.error(`${(error as NodeJS.ErrnoException).message}. Is it named right, and may you use it?`);
    return ExitCode.Failed;
  }
  if (!(error instanceof ToolFailure || error instanceof BuildFailure)) throw error;
  console.error(error.message);
  return error instanceof ToolFailure ? error.exitCode : ExitCode.Failed;
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
    return told(error);
  }
}
