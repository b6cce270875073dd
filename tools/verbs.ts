/**
 * `npx mote VERB`, the tools for boards, a file a verb. mote.js starts it. Exit codes: see exitCodes.ts.
 */
import { Command, CommanderError } from 'commander';
import { BuildFailure } from '../build/failure';
import { addBoards } from './boards';
import { addBridge } from './bridge';
import { addConsole } from './console';
import { addDoctor } from './doctor';
import { ExitCode, ToolFailure } from './exitCodes';
import { addFlash } from './flash';
import { addInit } from './init';
import { addOta } from './ota';

const exitCodes = `
Exit codes: ${ExitCode.Ok} done, ${ExitCode.Failed} it did not come about, ${ExitCode.Usage} wrong command line, ${ExitCode.NoPort} no such port,
${ExitCode.PortBusy} the port is used by another program or not allowed, ${ExitCode.NoAnswer} the board does not answer, ${ExitCode.NotVerified} read back otherwise than written.`;

/** @returns The exit code of what went wrong, which has been said. */
function told(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  if (!(error instanceof ToolFailure || error instanceof BuildFailure)) throw error;
  console.error(error.message);
  return error instanceof ToolFailure ? error.exitCode : ExitCode.Failed;
}

/** Does what the arguments say. @returns The exit code. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const program = new Command('mote')
    .description('Tools for boards that run Mote.')
    .exitOverride()
    .showHelpAfterError('Type: npx mote --help')
    .addHelpText('after', exitCodes);
  for (const add of [addBoards, addDoctor, addInit, addFlash, addConsole, addBridge, addOta]) add(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ExitCode.Ok;
  } catch (error) {
    return told(error);
  }
}
