/** What a bad network does to packets: it loses them, delays them, and has them overtake each other. */
import { createRandom } from '../../boards/sim/random';

export interface Impairments {
  /** Part of the packets that is lost, 0 to 1. */
  readonly loss: number;
  /** Milliseconds that each packet is under way. */
  readonly delay: number;
  /** Part of the packets that is held back until the next one has passed, 0 to 1. */
  readonly reorder: number;
  /** The same seed does the same to the same packets. */
  readonly seed: number;
}

/** Runs an action after some milliseconds. */
export type Later = (milliseconds: number, action: () => void) => void;

/** How long a packet is held back when none follows, in milliseconds. */
const heldAtMost = 500;

/** One direction of a network. */
export interface Path {
  /** @returns false when the packet is lost. */
  pass(deliver: () => void): boolean;
}

export function impairedPath({ loss, delay, reorder, seed }: Impairments, later: Later): Path {
  const random = createRandom(seed);
  let held: (() => void) | undefined;

  const send = (deliver: () => void): void => (delay > 0 ? later(delay, deliver) : deliver());
  const release = (): void => {
    const next = held;
    held = undefined;
    if (next !== undefined) send(next);
  };

  return {
    pass(deliver) {
      // Two numbers a packet, whatever comes of it: so one setting does not change what another does.
      const isLost = random() < loss;
      const isHeld = random() < reorder;
      if (isLost) return false;
      if (isHeld && held === undefined) {
        held = deliver;
        later(heldAtMost, () => {
          if (held === deliver) release();
        });
      } else {
        send(deliver);
        release();
      }
      return true;
    },
  };
}
