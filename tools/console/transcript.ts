/** What a board prints, made readable: whole lines with the time, without those of lesser levels. */

/** Zephyr's levels, as the log of an image has them; a line without one is always shown. */
export const levels = ['err', 'wrn', 'inf', 'dbg'] as const;
export type Level = (typeof levels)[number];

export interface TranscriptOptions {
  /** The least level that is shown. */
  readonly level?: Level;
  /** The time before each line. */
  readonly timestamps?: boolean;
  /** Puts the places of the sources into a line of a trace. */
  readonly trace?: (line: string) => string;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

export interface Transcript {
  /** @returns What is to be shown of bytes that have come: whole lines. */
  take(chunk: Buffer): string;
  /** @returns What is to be shown of a line that has not ended, since nothing more comes: a prompt. */
  flush(): string;
}

/** What Espruino takes back of a line that was not ended, its prompt, before it prints. */
const takenBack = /^.*\r\x1b\[J/;

export function createTranscript({ level, timestamps, trace = (line) => line, now }: TranscriptOptions): Transcript {
  let rest = '';
  /** Characters of the line that have been shown already. */
  let shown = 0;

  const isHidden = (line: string): boolean => {
    const found = /<(err|wrn|inf|dbg)>/.exec(line)?.[1];
    return level !== undefined && found !== undefined && levels.indexOf(found as Level) > levels.indexOf(level);
  };

  const beginning = (): string => (timestamps === true && shown === 0 ? `${new Date(now()).toISOString().slice(11, 23)}  ` : '');

  function wholeLine(all: string): string {
    if (shown > 0) return `${all.slice(shown)}\n`;
    const line = all.replace(takenBack, '');
    return isHidden(line) ? '' : `${beginning()}${trace(line)}\n`;
  }

  return {
    take(chunk) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      return lines
        .map((line) => {
          const text = wholeLine(line.replace(/\r$/, ''));
          shown = 0;
          return text;
        })
        .join('');
    },
    flush() {
      if (rest.length === shown || isHidden(rest)) return '';
      const text = beginning() + rest.slice(shown);
      shown = rest.length;
      return text;
    },
  };
}
