/** A build that cannot go on because of what was put into it. The message says what is wrong, and what to do. */
export class BuildFailure extends Error {
  override name = 'BuildFailure';
}

/** What an image takes of Espruino cannot be counted: it does not run without the board, or does not register by itself. */
export class NotCounted extends Error {
  override name = 'NotCounted';
}
