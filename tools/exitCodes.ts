/** Exit codes of `npx mote`, as `npx mote --help` lists them. */
export const enum ExitCode {
  Ok = 0,
  /** The build failed, or what was asked for did not come about; the reason is on the standard error. */
  Failed = 1,
  /** The command line is wrong. */
  Usage = 2,
  /** There is no such port. */
  NoPort = 3,
  /** The port is used by another program, or this user may not use it. */
  PortBusy = 4,
  /** The board or the device does not answer. */
  NoAnswer = 5,
  /** What was read back is not what was written. */
  NotVerified = 6,
}

/** What each exit code says, for `--help`; README.md has the same words. */
const meanings: Readonly<Record<ExitCode, string>> = {
  [ExitCode.Ok]: 'done',
  [ExitCode.Failed]: 'it did not come about: the reason is on the standard error',
  [ExitCode.Usage]: 'wrong command line',
  [ExitCode.NoPort]: 'no such port',
  [ExitCode.PortBusy]: 'the port is used by another program, or you may not use it',
  [ExitCode.NoAnswer]: 'the board or device does not answer',
  [ExitCode.NotVerified]: 'what was read back is not what was written',
};

/** The exit codes as `--help` ends with them. */
export const exitCodeHelp = ['', 'Exit codes:', ...Object.entries(meanings).map(([code, meaning]) => `  ${code}  ${meaning}`)].join('\n');

/** A verb cannot go on for a reason to be told. The message says what is wrong, and what to do. */
export class ToolFailure extends Error {
  override name = 'ToolFailure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
