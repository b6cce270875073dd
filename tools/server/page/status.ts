/** A line that says what is under way, or what went wrong and what to do. It keeps its room when it is empty. */
import { h, setText } from './element.js';

export interface Status {
  readonly element: HTMLElement;
  /** Runs an operation; shows its error if it has one. @returns Whether it worked. */
  run(what: string, operation: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

/** Answers usually come at once; what takes longer is said. */
const SILENT_FOR = 400;

export function makeStatus(): Status {
  const element = h('p', { class: 'status', role: 'status' });
  const show = (text: string, failed: boolean): void => {
    setText(element, text);
    element.title = text;
    element.classList.toggle('failed', failed);
  };
  return {
    element,
    async run(what, operation) {
      const timer = setTimeout(() => show(`${what} …`, false), SILENT_FOR);
      try {
        await operation();
        show('', false);
        return true;
      } catch (error) {
        show((error as Error).message, true);
        return false;
      } finally {
        clearTimeout(timer);
      }
    },
    clear: () => show('', false),
  };
}
