/**
 * Device code as a fuzz target runs it: modules of its own, prepared by `instrument.ts`, whose state can be put back to
 * what it was. So each input begins from the same state, and a finding needs no more than its input to come again.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addEdge, hit } from './coverage';
import { hookNames, instrument } from './instrument';

const root = path.join(__dirname, '../..');

/** Names that the build resolves. */
const bare: Readonly<Record<string, string>> = { config: 'src/config', runtime: 'src/runtime/js', primitives: 'src/crypto/primitives' };

type Table = Uint8Array | Uint16Array | Int32Array | Float64Array | Float32Array;

/** What a module told of its variables. */
interface Variables {
  readonly read: () => unknown[];
  readonly restore: (values: readonly unknown[]) => void;
  readonly constants: readonly unknown[];
}

/** Sizes and features in the place of those in src/config.ts. */
export type Sizes = Readonly<Record<string, number>>;

export interface Modules {
  /** Gives the exports of a module, named from the root of the repository without its ending; loads it at first. */
  load<Exports>(file: string): Exports;
  /** Notes the state of all modules loaded so far. */
  save(): void;
  /** Puts it back. */
  restore(): void;
}

type Evaluate = (exports: object, require: (name: string) => unknown, ...hooks: readonly unknown[]) => void;

/** Prepared once a process, whatever the number of times a module is loaded. */
const prepared = new Map<string, Evaluate>();

function prepare(file: string): Evaluate {
  const known = prepared.get(file);
  if (known !== undefined) return known;
  const text = instrument(readFileSync(path.join(root, `${file}.ts`), 'utf8'), file, addEdge);
  const evaluate = new Function('exports', 'require', ...hookNames, `${text}\n//# sourceURL=${file}.ts`) as Evaluate;
  prepared.set(file, evaluate);
  return evaluate;
}

// Held here because jest looks globals up slowly.
const { isView } = ArrayBuffer;
const { isInteger } = Number;

/** Engines differ in what they make of an index out of range, so there must be none. */
function checkIndex(table: unknown, index: unknown): unknown {
  if (isView(table)) {
    const { length } = table as Table;
    if (!(isInteger(index) && (index as number) >= 0 && (index as number) < length)) {
      throw new RangeError(`index ${String(index)} of ${length}`);
    }
  }
  return index;
}

/** Nor must a number be stored that does not fit. */
function checkStored(table: unknown, value: unknown): unknown {
  if (isView(table)) {
    const { BYTES_PER_ELEMENT: size } = table as Table;
    const fits =
      size === 1 ? isInRange(value, 0, 255)
      : size === 2 ? isInRange(value, 0, 65535)
      : size === 4 ? isInRange(value, -2147483648, 2147483647) || table instanceof Float32Array
      : typeof value === 'number';
    if (!fits) throw new RangeError(`${String(value)} in a ${table.constructor.name}`);
  }
  return value;
}

function isInRange(value: unknown, least: number, greatest: number): boolean {
  return isInteger(value) && (value as number) >= least && (value as number) <= greatest;
}

function isTable(value: unknown): value is Table {
  return isView(value) && !(value instanceof DataView);
}

export function createModules(sizes: Sizes = {}): Modules {
  const loaded = new Map<string, object>();
  const states: Variables[] = [];
  let restorers: (() => void)[] = [];

  function load(file: string): object {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    const exports: { Config?: object } = {};
    loaded.set(file, exports);
    const resolve = (name: string): unknown => {
      if (Object.hasOwn(bare, name)) return load(bare[name]);
      if (!name.startsWith('.')) throw new Error(`${file} imports ${name}, which no device has`);
      return load(path.posix.join(path.posix.dirname(file), name));
    };
    const addState = (read: Variables['read'], restore: Variables['restore'], constants: unknown[]): void => {
      states.push({ read, restore, constants });
    };
    prepare(file)(exports, resolve, hit, checkIndex, checkStored, addState);
    if (file === bare.config) exports.Config = { ...exports.Config, ...sizes };
    return exports;
  }

  function save(): void {
    restorers = [];
    const contents = new Set<unknown>();
    for (const { read, restore, constants } of states) {
      const values = read();
      if (values.length > 0) restorers.push(() => restore(values));
      for (const value of [...values, ...constants]) contents.add(value);
    }
    for (const value of contents) {
      if (isTable(value)) {
        const copy: ArrayLike<number> = value.slice();
        restorers.push(() => value.set(copy));
      } else if (Array.isArray(value)) {
        const copy: unknown[] = [...(value as unknown[])];
        restorers.push(() => void value.splice(0, value.length, ...copy));
      }
    }
  }

  return {
    load: <Exports>(file: string) => load(file) as Exports,
    save,
    restore() {
      for (const restore of restorers) restore();
    },
  };
}
