import type { Output } from '../output';
import { brightnessOfDuty } from './peripherals';
import type { RunningBoard } from './rig';

/** One boot of a board that is driven by lines of text. */
export interface Machine {
  /** Tells it what happens to the board, such as `button 1`. */
  happen(what: string): void;
  /** Whether it takes `typed STATEMENT`. */
  readonly hasPrompt: boolean;
  /** A statement for the prompt that prints `memory in use: BYTES`. */
  readonly memoryStatement?: string;
  stop(): Promise<void>;
}

/**
 * Boots a board, and anew whenever it has restarted itself.
 * @param boot Its parameter is to be called when the board has restarted itself, and is gone.
 */
export function startMachine(output: Output, boot: (restarted: () => void) => Machine): RunningBoard {
  const start = (): void => {
    machine = boot(start);
  };
  let machine = boot(start);
  async function memory(): Promise<number> {
    const from = output.lines.length;
    machine.happen(`typed ${machine.memoryStatement}`);
    return Number(/\d+/.exec(await output.waitFor('memory in use', (line) => line.startsWith('memory in use'), from))?.[0]);
  }
  return {
    output,
    press() {
      machine.happen('button 0');
      machine.happen('button 1');
    },
    command(text) {
      if (machine.hasPrompt) machine.happen(`typed mote(${text === '' ? '' : JSON.stringify(text)})`);
      return machine.hasPrompt;
    },
    memory: machine.memoryStatement === undefined ? undefined : memory,
    brightness: brightnessOfDuty,
    stop: () => machine.stop(),
  };
}
