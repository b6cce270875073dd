/**
 * A script engine's prompt at the end of a line: an expression goes out, its value comes back. The line may lose bytes, and
 * an application may print meanwhile.
 */
import type { Duplex } from 'node:stream';
import { ExitCode, ToolFailure } from '../exitCodes';

/** What differs from engine to engine. */
export interface Dialect {
  /**
   * What is typed so that the board prints `@id:length:value:id@`, with `!reason` for a value when the expression fails. The
   * line that is typed may be echoed, and must not have that form itself.
   */
  ask(id: number, expression: string): string;
  /** What is typed to end a program that keeps the prompt busy. */
  readonly interrupt: string;
}

export interface Patience {
  /** Milliseconds to wait for an answer. */
  readonly answer: number;
  /** How often something is asked; a lost byte on the way costs one of them. */
  readonly attempts: number;
}

export const usualPatience: Patience = { answer: 3000, attempts: 5 };

export interface Prompt {
  /**
   * The value of an expression, in text. It is asked again when no answer comes, so it has to do the same thing twice.
   * @param valid Tells an answer from a damaged one.
   * @throws ToolFailure when there is no valid answer, or the expression fails.
   */
  evaluate(expression: string, valid?: RegExp): Promise<string>;
  /** Types something that has no answer. */
  type(text: string): void;
  /** What the board has printed since this was asked last, answers left out. */
  printed(): string;
  /** Gives the line back. */
  release(): void;
}

/** What the board prints is kept up to this many characters. */
const keptAtMost = 65536;

/**
 * Finds the prompt at the end of a line. An application is interrupted only when the prompt does not answer otherwise.
 * @throws ToolFailure when there is none.
 */
export async function findPrompt(line: Duplex, dialect: Dialect, patience: Patience = usualPatience): Promise<Prompt> {
  const prompt = connectPrompt(line, dialect, patience);
  for (let attempt = 0; attempt < patience.attempts; attempt++) {
    if (attempt > 0) prompt.type(dialect.interrupt);
    const answer = await prompt.ask('6*7', /^42$/);
    if (answer !== undefined) return prompt;
  }
  prompt.release();
  throw new ToolFailure(
    ExitCode.NoAnswer,
    "The board does not answer at its prompt. Is this its console's line, at the right --baud? Does another program hold it? A reset of the board may help.",
  );
}

interface AskingPrompt extends Prompt {
  ask(expression: string, valid: RegExp): Promise<string | undefined>;
}

function connectPrompt(line: Duplex, dialect: Dialect, { answer: waitAtMost, attempts }: Patience): AskingPrompt {
  let printed = '';
  let id = 0;
  let look = (): void => undefined;
  const listen = (chunk: Buffer): void => {
    printed = (printed + chunk.toString('latin1')).slice(-keptAtMost);
    look();
  };
  line.on('data', listen);

  /** Asks once. @returns undefined when no valid answer comes in time. */
  function ask(expression: string, valid: RegExp): Promise<string | undefined> {
    id++;
    const form = new RegExp(`@${id}:(\\d+):([^@]*):${id}@`);
    return new Promise((resolve) => {
      const end = (answer?: string): void => {
        clearTimeout(timeout);
        look = () => undefined;
        resolve(answer);
      };
      const timeout = setTimeout(end, waitAtMost);
      look = () => {
        const found = form.exec(printed);
        if (found === null) return;
        printed = printed.replace(form, '');
        const [, length, value] = found;
        const isWhole = value.length === Number(length);
        end(isWhole && (valid.test(value) || value.startsWith('!')) ? value : undefined);
      };
      line.write(Buffer.from(dialect.ask(id, expression), 'latin1'));
    });
  }

  return {
    ask,
    async evaluate(expression, valid = /^/) {
      let reason: string | undefined;
      for (let attempt = 0; attempt < attempts; attempt++) {
        const value = await ask(expression, valid);
        if (value !== undefined && !value.startsWith('!')) return value;
        reason = value?.slice(1);
      }
      if (reason !== undefined) throw new ToolFailure(ExitCode.Failed, `The board refuses: ${reason.trim()}`);
      throw new ToolFailure(ExitCode.NoAnswer, 'The board has stopped answering. Reset it and try again.');
    },
    type: (text) => void line.write(Buffer.from(text, 'latin1')),
    printed() {
      const all = printed;
      printed = '';
      return all;
    },
    release: () => void line.off('data', listen),
  };
}
