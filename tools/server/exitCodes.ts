/** Exit codes of the server's commands, as `--help` lists them. */
export const enum ExitCode {
  Ok = 0,
  /** A command that was read from a script failed. */
  CommandFailed = 1,
  /** The command line is wrong. */
  Usage = 2,
  /** A port is busy or may not be used. */
  CannotListen = 3,
}
