/** Exit codes of `npm run server` and `npm start`, as their `--help` lists them. */
export const enum ExitCode {
  Ok = 0,
  /** A command that was read from a script failed; of `npm start`, also: the build failed, or the light ended by itself. */
  Failed = 1,
  /** The command line is wrong. */
  Usage = 2,
  /** A port is in use or may not be used. */
  CannotListen = 3,
}
