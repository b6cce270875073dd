/** What programs print, line by line, and waiting for it. */
import type { Readable } from 'node:stream';

export class Output {
  readonly lines: string[] = [];
  private readonly wakers = new Set<() => void>();

  add(line: string): void {
    this.lines.push(line);
    for (const wake of this.wakers) wake();
  }

  /** The latest lines, for people. An engine may print the whole image as the place of an error. */
  last(): string {
    return this.lines.slice(-8).map((line) => line.trimEnd().slice(0, 200)).join('\n');
  }

  /** Adds every line of a stream. A carriage return ends none. */
  follow(stream: Readable): void {
    let rest = '';
    stream.on('data', (data: Buffer) => {
      const parts = (rest + data.toString()).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) this.add(part.replaceAll('\r', ''));
    });
  }

  /** Calls back with each line to come. */
  each(listener: (line: string) => void): void {
    let next = this.lines.length;
    this.wakers.add(() => {
      while (next < this.lines.length) listener(this.lines[next++]);
    });
  }

  /**
   * Waits for a line that `found` takes, from line `from` on.
   * @throws Error with the latest lines when it does not come within `seconds`.
   */
  waitFor(what: string, found: (line: string) => boolean, from = 0, seconds = 30): Promise<string> {
    return new Promise((resolve, reject) => {
      let next = from;
      const done = (action: () => void): void => {
        clearTimeout(timer);
        this.wakers.delete(look);
        action();
      };
      const look = (): void => {
        while (next < this.lines.length) {
          const line = this.lines[next++];
          if (found(line)) return done(() => resolve(line));
        }
      };
      const timer = setTimeout(
        () => done(() => reject(new Error(`no ${what} within ${seconds} s; printed last:\n${this.last()}`))),
        seconds * 1000,
      );
      this.wakers.add(look);
      look();
    });
  }
}
