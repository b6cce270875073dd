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
  /** Milliseconds after which something is asked again. */
  readonly answer: number;
  /** How often something is asked; a lost byte on the way costs one of them. */
  readonly attempts: number;
}

/** A board that is slow, as when it compacts its flash memory, has 15 s for an answer. */
const usualPatience: Patience = { answer: 3000, attempts: 5 };

export interface Prompt {
  /**
   * The value of an expression, in text. It is asked again when no answer comes, so it has to do the same thing twice.
   * @param valid Tells an answer from a damaged one.
   * @throws ToolFailure when there is no valid answer, or the expression fails.
   */
  evaluate(expression: string, valid?: RegExp): Promise<string>;
  /** Types something that has no answer. */
  type(text: string): void;
}

/** Characters of what the board prints in which an answer is looked for: more than any answer has. */
const keptAtMost = 65536;

/**
 * Finds the prompt at the end of a line. An application is interrupted only when the prompt does not answer otherwise.
 * @throws ToolFailure when there is none.
 */
export async function findPrompt(line: Duplex, dialect: Dialect, patience: Patience = usualPatience): Promise<Prompt> {
  const prompt = connectPrompt(line, dialect, patience);
  const answer = await prompt.ask('6*7', /^42$/, dialect.interrupt);
  if (answer !== undefined) return prompt;
  prompt.release();
  throw new ToolFailure(
    ExitCode.NoAnswer,
    "The board does not answer at its prompt. Is this its console's line, at the right --baud? Does another program hold it? A reset of the board may help.",
  );
}

interface AskingPrompt extends Prompt {
  /** @param before Typed before each further attempt. @returns An answer, `!reason` for one that failed; undefined when there is no valid one. */
  ask(expression: string, valid: RegExp, before?: string): Promise<string | undefined>;
  /** Gives the line back. */
  release(): void;
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
  const type = (text: string): void => void line.write(Buffer.from(text, 'latin1'));

  /** Waits for the answer to a question. @returns undefined when none comes in time, or a damaged one. */
  function answerTo(question: number, valid: RegExp): Promise<string | undefined> {
    const form = new RegExp(`@${question}:(\\d+):([^@]*):${question}@`);
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
      look();
    });
  }

  async function ask(expression: string, valid: RegExp, before = ''): Promise<string | undefined> {
    // The same id at each attempt: a slow board's answer to an earlier one counts.
    const question = ++id;
    let reason: string | undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      type((attempt > 0 ? before : '') + dialect.ask(question, expression));
      const answer = await answerTo(question, valid);
      if (answer !== undefined && !answer.startsWith('!')) return answer;
      reason = answer;
    }
    return reason;
  }

  return {
    ask,
    async evaluate(expression, valid = /^/) {
      const answer = await ask(expression, valid);
      if (answer === undefined) throw new ToolFailure(ExitCode.NoAnswer, 'The board has stopped answering. Reset it and try again.');
      if (answer.startsWith('!')) throw new ToolFailure(ExitCode.Failed, `The board refuses: ${answer.slice(1).trim()}`);
      return answer;
    },
    type,
    release: () => void line.off('data', listen),
  };
}
