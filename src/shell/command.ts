/** A command of the shell. */
export interface Command {
  readonly name: string;
  /** What may follow its name. */
  readonly usage: string;
  /** What it does, for `help`. */
  readonly summary: string;
  /** How many words it takes, its name among them. */
  readonly least: number;
  readonly most: number;
  /** Carries it out. @returns false when the words after its name are not what it takes: then its usage is shown. */
  readonly run: (this: void) => boolean;
}
