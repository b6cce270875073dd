/** A rig runs the image of a board on its real engine, with stand-ins for what only hardware has. */
import type { Changes } from '../../../build/config';
import type { BuiltImage } from '../../../build/image';
import type { LwM2mServer } from '../../../tools/server/server';
import type { Output } from '../output';

/** A board that runs smart-light. */
export interface RunningBoard {
  readonly output: Output;
  /** The percentage in a line that tells of LED 0; undefined for other lines. */
  brightness(line: string): number | undefined;
  /** Presses the button and lets it go. */
  press(): void;
  /** Types a command of the shell, or none, at the prompt of the board's engine. @returns false when that has none. */
  command(text: string): boolean;
  /** How many of Espruino's variables are in use. */
  variables?(): Promise<number>;
  /** How many bytes its engine has in use behind a garbage collection, as it says itself. */
  memory?(): Promise<number>;
  /** Has the modem fall asleep, if there is one. */
  sleep?(): void;
  stop(): Promise<void>;
}

/** How a server at coaps knows the board. */
export interface Psk {
  readonly identity: string;
  /** In hexadecimal. */
  readonly key: string;
}

/** What a board is started with. */
export interface Start {
  readonly server: LwM2mServer;
  readonly endpoint: string;
  /** Its own, in which the image is. */
  readonly folder: string;
  readonly psk?: Psk;
}

export interface Rig {
  readonly board: string;
  /** What runs the image. */
  readonly engine: string;
  /** What the image is built with, over smart-light's own configuration. */
  readonly changes?: Changes;
  /** Packages are signed, and the board has the public key. */
  readonly isSigned?: true;
  /** Of boards whose images are started by a boot stub, so that they can be updated over the air: scripts that never register. */
  readonly broken?: readonly string[];
  /** Whether the image has DTLS, and the board's settings an identity and a key. */
  readonly isSecurable?: true;
  /** The address that its network gives it, and that object 4 shows. */
  readonly address?: string;
  /** What is missing on this machine, and how to get it; undefined when the rig can run. */
  absent(): string | undefined;
  start(image: BuiltImage, start: Start): Promise<RunningBoard>;
}
