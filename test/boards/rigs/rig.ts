/** A rig runs the image of a board on its real engine, with stand-ins for what only hardware has. */
import type { LwM2mServer } from '../../../tools/server/server';
import type { Output } from '../output';

/** A board that runs smart-light. */
export interface RunningBoard {
  readonly output: Output;
  /** The percentage in a line that tells of LED 0; undefined for other lines. */
  brightness(line: string): number | undefined;
  /** Presses the button and lets it go. */
  press(): void;
  stop(): Promise<void>;
}

export interface Rig {
  readonly board: string;
  /** What runs the image. */
  readonly engine: string;
  /** What is missing on this machine, and how to get it; undefined when the rig can run. */
  absent(): string | undefined;
  /** @param image File of the image. @param folder Its own, empty. */
  start(image: string, server: LwM2mServer, endpoint: string, folder: string): Promise<RunningBoard>;
}
