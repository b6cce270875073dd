import type * as Output from '../../../src/bytes/output';
import type * as FormatModule from '../../../src/format/format';
import { type Format, Needs, Next, Record } from '../../../src/format/format';
import { Id, Level, Type } from '../../../src/format/type';
import type { Modules } from '../modules';
import { readEverywhere } from '../placement';
import { hexBytes, promise, type Target } from '../target';

/**
 * Any content format: its reader is total and stays below the request path, and what it has read, its writer writes so
 * that it reads the same, in one piece and block by block.
 *
 * The first byte of an input says where the payload was sent to (a level), and which types the resources have.
 */

/** What a reader came upon. */
interface Event {
  readonly next: Next;
  readonly path: readonly number[];
  /** Numbers in decimal, bytes in hex; undefined when it is no value of its type. */
  readonly value?: string;
}

const types: readonly Type[] = [
  Type.string, Type.integer, Type.unsigned, Type.float, Type.boolean, Type.opaque, Type.time, Type.objectLink, Type.coreLink,
];
const bytesTypes: readonly Type[] = [Type.string, Type.opaque, Type.coreLink];

/** The least and the greatest number of a type, when that is not any exact integer. */
const ranges: { readonly [type in Type]?: readonly [number, number] } = {
  [Type.boolean]: [0, 1],
  [Type.unsigned]: [0, Number.MAX_SAFE_INTEGER],
  [Type.objectLink]: [0, 2 ** 32 - 1],
};

/** The ids of the request path, as many as the level has. */
const requestPath = [3, 0, 1, 2];
const levels = [Level.root, Level.object, Level.instance, Level.resource, Level.resourceInstance];

/** The first byte of an input, by what it means. */
function head(level: Level, rotation: number): number {
  return rotation * levels.length + level;
}

export interface FormatSource {
  readonly name: string;
  /** The module, from the root of the repository, and what it exports the format as. */
  readonly module: string;
  readonly format: string;
  /** Payloads in hex. */
  readonly payloads: readonly string[];
  readonly dictionary: readonly Uint8Array[];
  /** Whether containers are written, and so are read again even when they are empty. */
  readonly hasContainers: boolean;
}

export function formatTarget({ name, module, format, payloads, dictionary, hasContainers }: FormatSource): Target {
  return {
    name,
    dictionary,
    longest: 300,
    seeds: () =>
      hexBytes(...payloads).flatMap((payload) =>
        levels.flatMap((level) => types.map((_, rotation) => Uint8Array.from([head(level, rotation), ...payload]))),
      ),
    start(modules) {
      const check = startFormat(modules, modules.load<{ readonly [name: string]: Format }>(module)[format], hasContainers);
      return (input) => {
        const first = input.length === 0 ? 0 : input[0];
        check(input.slice(1), levels[first % levels.length], Math.floor(first / levels.length));
      };
    },
  };
}

function startFormat(
  modules: Modules,
  { reader, writer }: Format,
  hasContainers: boolean,
): (payload: Uint8Array, level: Level, rotation: number) => void {
  const { record, numberRead, path } = modules.load<typeof FormatModule>('src/format/format');
  const output = modules.load<typeof Output>('src/bytes/output');
  const written = new Uint8Array(20_000);
  let rotation = 0;

  const typeOf = (resourceId: number): Type => types[(resourceId + rotation) % types.length];

  function readValue(type: Type, longest: number): string | undefined {
    if (!bytesTypes.includes(type)) {
      if (!reader.number(type)) return undefined;
      const value = numberRead[0];
      const [least, most] = ranges[type] ?? [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
      promise(type === Type.float || (Number.isInteger(value) && value >= least && value <= most), `${value} of type ${type}`);
      return String(value);
    }
    const size = reader.size(type);
    if (size < 0) return undefined;
    promise(size <= longest, `a value of ${size} bytes`);
    const value = new Uint8Array(size);
    reader.copy(type, value, 0);
    return Buffer.from(value).toString('hex');
  }

  /** Reads a payload whole. The last event is `malformed` or `end`; there is none when the level is refused. */
  function read(from: Uint8Array, start: number, end: number, level: Level): Event[] {
    const ids = Int32Array.from(requestPath, (id, at) => (at < level ? id : Id.none));
    const events: Event[] = [];
    if (!reader.start(from, start, end, ids, 0)) return events;
    for (;;) {
      const next = reader.next();
      if (next === Next.end || next === Next.malformed) return [...events, { next, path: [] }];
      const ids = [...record];
      promise(ids.every((id) => id >= 0 && id <= Id.none), `a path ${ids.join('/')}`);
      promise(requestPath.every((id, at) => at >= level || ids[at] === id), `${ids.join('/')} outside the request path`);
      if (next === Next.value) {
        // A Create need not name the instance (LwM2M 1.1 Core 6.3.6).
        const hasInstance = ids[Record.instanceId] !== Id.none || level === Level.object;
        promise(ids[Record.resourceId] !== Id.none && hasInstance, `a value of ${ids.join('/')}`);
        events.push({ next, path: ids, value: readValue(typeOf(ids[Record.resourceId]), end - start) });
      } else {
        events.push({ next, path: ids });
      }
      promise(events.length <= 2 * (end - start) + 2, 'more records than bytes');
    }
  }

  function put({ next, path: ids, value = '' }: Event, following: readonly Event[]): boolean {
    path.set(ids);
    if (next === Next.instance) return writer.instance(measure(next, following));
    if (next === Next.multiple) return writer.multiple(measure(next, following));
    const type = typeOf(ids[Record.resourceId]);
    if (!bytesTypes.includes(type)) return writer.number(type, Number(value));
    const bytes = Buffer.from(value, 'hex');
    return writer.bytes(type, bytes, 0, bytes.length);
  }

  /** Bytes that the values take which follow a container, up to the next one beside it. */
  function measure(container: Next, following: readonly Event[]): number {
    if (writer.needs !== Needs.size) return 0;
    const after = following.findIndex(({ next, path: ids }) =>
      container === Next.instance ? next === Next.instance : next !== Next.value || ids[Record.resourceInstanceId] === Id.none,
    );
    const inside = after < 0 ? following : following.slice(0, after);
    const outer = [...path];
    const mark = output.startMeasuring();
    for (let at = 0; at < inside.length; at++) {
      put(inside[at], inside.slice(at + 1));
    }
    const size = output.endMeasuring(mark);
    path.set(outer);
    return size;
  }

  /** Writes the events; of the payload, `size` bytes from `from` on. @returns undefined when the format has no form for it. */
  function write(events: readonly Event[], level: Level, from: number, size: number): Uint8Array | undefined {
    path.set(requestPath.map((id, at) => (at < level ? id : Id.none)));
    output.outputTo(written, 0, written.length);
    output.startBody(from, size);
    let isWritten = writer.start(level, writer.needs === Needs.count ? events.filter(({ next }) => next === Next.value).length : 0);
    for (let at = 0; at < events.length && isWritten; at++) {
      isWritten = put(events[at], events.slice(at + 1));
    }
    if (!isWritten) return undefined;
    path.set(requestPath.map((id, at) => (at < level ? id : Id.none)));
    writer.end();
    return written.slice(0, output.outputPosition());
  }

  return (payload, level, rotated) => {
    rotation = rotated;
    const events = readEverywhere(payload, ({ buffer, start, end }) => read(buffer, start, end, level));
    const walk = asWalked(events, level);
    const whole = walk && write(walk, level, 0, written.length);
    if (walk === undefined || whole === undefined) return;
    promise(!output.outputOverflowed(), 'written much longer than it was read');
    const again = asWalked(read(whole, 0, whole.length, level), level);
    const [before, after] = [walk, again].map((each) => JSON.stringify(each?.filter(({ next }) => hasContainers || next === Next.value)));
    promise(before === after, `${before} read as ${after} when written`);
    const from = payload.length > 0 ? payload[0] % (whole.length + 1) : 0;
    const part = write(walk, level, from, 16);
    promise(part !== undefined && Buffer.from(whole.subarray(from, from + 16)).equals(part), `another part from ${from} on than in one piece`);
    promise(output.bodySize() === whole.length, 'another size in parts than in one piece');
  };
}

/** Places before and in a container: instances and multiple resources come before their values. */
function order({ path }: Event): number[] {
  return path.map((id) => (id === Id.none ? -1 : id));
}

/**
 * The events as the engine walks its tables: with the containers that a format without them does not show.
 * @returns undefined when the engine would not write that: no values of their types, not by ascending ids, or malformed.
 */
function asWalked(events: readonly Event[], level: Level): Event[] | undefined {
  if (events.at(-1)?.next !== Next.end) return undefined;
  const walk: Event[] = [];
  for (const event of events.slice(0, -1)) {
    const { next, path, value } = event;
    if ((next === Next.value && value === undefined) || next === Next.name || next === Next.remove) return undefined;
    const [o, i, r, ri] = path;
    if (i === Id.none) return undefined;
    const last = walk.at(-1)?.path;
    const isNewInstance = last === undefined || last[Record.instanceId] !== i;
    if (level === Level.object && next !== Next.instance && isNewInstance) {
      walk.push({ next: Next.instance, path: [o, i, Id.none, Id.none] });
    }
    const isNewResource = isNewInstance || last[Record.objectId] !== o || last[Record.resourceId] !== r;
    if (level < Level.resourceInstance && next === Next.value && ri !== Id.none && isNewResource) {
      walk.push({ next: Next.multiple, path: [o, i, r, Id.none] });
    }
    walk.push(event);
  }
  const isAscending = walk.every((event, at) => at === 0 || compare(order(walk[at - 1]), order(event)) < 0);
  return isAscending ? walk : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, index) => id !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}
