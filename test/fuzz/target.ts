import type { Modules } from './modules';

/** Runs one input. @throws Error, of any kind, when the code under test breaks a promise. */
export type Run = (input: Uint8Array) => void;

/** Code that is given hostile bytes, and what it promises of them. */
export interface Target {
  readonly name: string;
  /** The longest input made, in bytes; 512 unless told. */
  readonly longest?: number;
  /** Byte strings that mean something to the code under test, put into inputs as they are. */
  readonly dictionary?: readonly Uint8Array[];
  /** Inputs to begin with: well-formed ones, of every kind. */
  seeds(): readonly Uint8Array[];
  /** Loads the code under test. The state it leaves is the one that every input begins with. */
  start(modules: Modules): Run;
  /** For inputs that are a sequence. */
  readonly sequence?: Sequence;
}

/** How an input of several parts is taken apart and put together, so that its parts can be changed and moved whole. */
export interface Sequence {
  /** Total: all bytes are some sequence. */
  split(input: Uint8Array): readonly Uint8Array[];
  join(parts: readonly Uint8Array[]): Uint8Array;
}

/** @throws Error with `message` when the promise does not hold. */
export function promise(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

/** The bytes of texts, as they are in a dictionary or among seeds. */
export function bytesOf(...texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => new Uint8Array(Buffer.from(text)));
}

/** The bytes of hexadecimal texts, spaces aside. */
export function hexBytes(...texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex')));
}
