/** Changes inputs at random: bits, bytes, blocks, words of a dictionary, parts of other inputs. */

/** A random integer, 0 to `limit` - 1. */
export type Below = (limit: number) => number;

/** Mulberry32. The same seed gives the same numbers. */
export function createBelow(seed: number): Below {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

export interface Sources {
  readonly below: Below;
  readonly dictionary: readonly Uint8Array[];
  /** Another input, to take parts from. */
  readonly other: Uint8Array;
}

type Mutation = (input: Uint8Array, sources: Sources) => Uint8Array;

/** Where lengths, signs and types have their edges. */
const interesting = [0, 1, 2, 9, 10, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 31, 32, 63, 64, 65, 127, 128, 129, 191, 192, 224, 240, 254, 255];

/** `input` with `removed` bytes at `at` replaced by `inserted`. */
function splice(input: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  const result = new Uint8Array(input.length - removed + inserted.length);
  result.set(input.subarray(0, at));
  result.set(inserted, at);
  result.set(input.subarray(at + removed), at + inserted.length);
  return result;
}

/** A block of the input, short ones more often. */
function block(input: Uint8Array, below: Below): [at: number, size: number] {
  const at = below(input.length + 1);
  const most = below(4) === 0 ? input.length - at : Math.min(16, input.length - at);
  return [at, below(most + 1)];
}

const none = new Uint8Array(0);

/** Sets a byte of a copy, if there is one. */
function setByte(input: Uint8Array, below: Below, change: (byte: number) => number): Uint8Array {
  const copy = input.slice();
  if (copy.length > 0) {
    const at = below(copy.length);
    copy[at] = change(copy[at]);
  }
  return copy;
}

/** Writes an integer of 2 or 4 bytes, big-endian, over what is there. */
function setInteger(input: Uint8Array, below: Below): Uint8Array {
  const size = 2 << below(2);
  if (input.length < size) return input;
  const copy = input.slice();
  const at = below(copy.length - size + 1);
  const value = [input.length, input.length - at, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff][below(9)];
  for (let i = 0; i < size; i++) copy[at + i] = Math.floor(value / 256 ** (size - 1 - i)) & 255;
  return copy;
}

const mutations: readonly Mutation[] = [
  (input, { below }) => setByte(input, below, (byte) => byte ^ (1 << below(8))),
  (input, { below }) => setByte(input, below, () => interesting[below(interesting.length)]),
  (input, { below }) => setByte(input, below, () => below(256)),
  (input, { below }) => setByte(input, below, (byte) => byte + below(33) - 16),
  (input, { below }) => setInteger(input, below),
  (input, { below }) => splice(input, ...block(input, below), none),
  (input, { below }) => splice(input, below(input.length + 1), 0, Uint8Array.of(interesting[below(interesting.length)])),
  (input, { below }) => splice(input, below(input.length + 1), 0, Uint8Array.from({ length: 1 + below(4) }, () => below(256))),
  (input, { below }) => {
    const [at, size] = block(input, below);
    return splice(input, below(input.length + 1), 0, input.slice(at, at + size));
  },
  (input, { below }) => {
    const byte = input.length > 0 && below(2) === 0 ? input[below(input.length)] : below(256);
    return splice(input, below(input.length + 1), 0, new Uint8Array(1 + below(below(8) === 0 ? 300 : 20)).fill(byte));
  },
  (input, { below, dictionary }) =>
    dictionary.length === 0 ? input : splice(input, below(input.length + 1), 0, dictionary[below(dictionary.length)]),
  (input, { below, dictionary }) => {
    if (dictionary.length === 0) return input;
    const word = dictionary[below(dictionary.length)];
    const at = below(input.length + 1);
    return splice(input, at, Math.min(word.length, input.length - at), word);
  },
  (input, { below, other }) => {
    const [at, size] = block(other, below);
    return splice(input, ...block(input, below), other.slice(at, at + size));
  },
  (input, { below, other }) => {
    const at = below(Math.min(input.length, other.length) + 1);
    return splice(input, at, input.length - at, other.slice(at));
  },
];

/** Changes an input in 1 to 8 places. The result has at most `longest` bytes. */
export function mutate(input: Uint8Array, longest: number, sources: Sources): Uint8Array {
  let result = input;
  for (let count = 1 << sources.below(4); count > 0; count--) {
    result = mutations[sources.below(mutations.length)](result, sources);
    if (result.length > longest) result = result.slice(0, longest);
  }
  return result;
}

export interface SequenceSources extends Omit<Sources, 'other'> {
  readonly other: readonly Uint8Array[];
}

/** Changes a sequence: one of its parts, or their number and order. */
export function mutateSequence(parts: readonly Uint8Array[], longest: number, sources: SequenceSources): Uint8Array[] {
  const { below, other } = sources;
  const result = [...parts];
  for (let count = 1 << below(3); count > 0; count--) {
    const at = below(result.length + 1);
    const foreign = other.length > 0 ? other[below(other.length)] : none;
    switch (at < result.length ? below(8) : 1) {
      case 0:
        result.splice(at, 1);
        break;
      case 1:
        result.splice(at, 0, foreign);
        break;
      case 2:
        result.splice(below(result.length + 1), 0, result[at]);
        break;
      case 3:
        result.splice(at, result.length - at, ...other.slice(below(other.length + 1)));
        break;
      default:
        result[at] = mutate(result[at], longest, { ...sources, other: foreign });
    }
  }
  return result;
}
