import type { Output } from '../output';
import { brightnessOfDuty } from './peripherals';
import type { RunningBoard } from './rig';

/** One boot of a board that is driven by lines of text. */
export interface Machine {
  /** Tells it what happens to the board, such as `button 1`. */
  happen(what: string): void;
  /** Whether it takes `typed STATEMENT`. */
  readonly hasPrompt: boolean;
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
    brightness: brightnessOfDuty,
    stop: () => machine.stop(),
  };
}
