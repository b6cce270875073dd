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
  /** The board does not answer. */
  NoAnswer = 5,
  /** What was read back is not what was written. */
  NotVerified = 6,
}

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
