/** A build that cannot go on because of what was put into it. The message says what is wrong, and what to do. */
export class BuildFailure extends Error {
  override name = 'BuildFailure';
}
