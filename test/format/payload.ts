import { endMeasuring, outputOverflowed, outputPosition, outputTo, startMeasuring } from '../../src/bytes/output';
import { type Format, Needs, Next, numberRead, path, Record, record } from '../../src/format/format';
import { Id, Type } from '../../src/format/type';

/** A path of 1 to 4 ids. */
export type Path = readonly number[];

export type Event =
  | { readonly instance: number }
  | { readonly multiple: number }
  | { readonly path: string; readonly value: number | string | undefined }
  | { readonly name: string }
  | { readonly remove: string }
  | 'malformed'
  | 'refused';

const texts: readonly Type[] = [Type.string, Type.coreLink, Type.opaque];
const output = new Uint8Array(70000);
const copied = new Uint8Array(70000);

function recordPath(): string {
  const ids = [Record.objectId, Record.instanceId, Record.resourceId, Record.resourceInstanceId].map((at) => record[at]);
  return `/${ids.filter((id) => id !== Id.none).join('/')}`;
}

function readValue(format: Format, type: Type): number | string | undefined {
  if (!texts.includes(type)) {
    return format.reader.number(type) ? numberRead[0] : undefined;
  }
  const size = format.reader.size(type);
  if (size < 0) return undefined;
  copied.fill(0xee);
  format.reader.copy(type, copied, 7);
  expect([copied[6], copied[7 + size]]).toEqual([0xee, 0xee]);
  return Buffer.from(copied.subarray(7, 7 + size)).toString(type === Type.opaque ? 'hex' : 'utf8');
}

/** Reads a payload whole, sent to `path`. A value that is not of its type is undefined. */
export function readPayload(format: Format, payload: Uint8Array, path: Path, typeOf: (resourceId: number) => Type): Event[] {
  // What lies around the payload must not matter.
  const buffer = Buffer.concat([Buffer.from([1, 2, 3]), payload, Buffer.from([0xc1, 0, 0])]);
  const events: Event[] = [];
  if (!format.reader.start(buffer, 3, 3 + payload.length, idsOf(path), 0)) {
    return ['refused'];
  }
  for (let steps = 0; ; steps++) {
    if (steps > 2 * payload.length + 2) throw new Error('the reader does not end');
    const next = format.reader.next();
    if (next === Next.end) return events;
    if (next === Next.malformed) return [...events, 'malformed'];
    if (next === Next.instance) events.push({ instance: record[Record.instanceId] });
    if (next === Next.multiple) events.push({ multiple: record[Record.resourceId] });
    if (next === Next.name) events.push({ name: recordPath() });
    if (next === Next.remove) events.push({ remove: recordPath() });
    if (next === Next.value) {
      events.push({ path: recordPath(), value: readValue(format, typeOf(record[Record.resourceId])) });
    }
  }
}

/** A path as a reader is given it: four ids. */
export const idsOf = (ids: Path): Int32Array => Int32Array.from({ length: Record.columns }, (_, i) => ids[i] ?? Id.none);

/** Sets the path of what a writer is told next. */
export function setPath(ids: Path): void {
  path.set(idsOf(ids));
}

/** Hands a writer what a reader came upon. @returns The payload, or undefined when the writer has no form for it. */
export function writePayload(format: Format, events: readonly Event[], base: Path, typeOf: (resourceId: number) => Type): Buffer | undefined {
  const { writer } = format;
  let isWritten = true;
  let instance = base[1] ?? Id.none;

  /** Writes `event`, which `following` come after. */
  function put(event: Event, following: readonly Event[]): void {
    if (typeof event === 'string') throw new Error(`cannot write what is ${event}`);
    if ('instance' in event) {
      instance = event.instance;
      const next = following.findIndex((other) => typeof other === 'object' && 'instance' in other);
      const size = sizeOf(next < 0 ? following : following.slice(0, next));
      setPath([base[0], event.instance]);
      isWritten = writer.instance(size) && isWritten;
    } else if ('multiple' in event) {
      const next = following.findIndex((other) => typeof other !== 'object' || !('path' in other) || other.path.split('/').length < 5);
      const size = sizeOf(next < 0 ? following : following.slice(0, next));
      setPath([base[0], instance, event.multiple]);
      isWritten = writer.multiple(size) && isWritten;
    } else if ('path' in event) {
      const ids = event.path.slice(1).split('/').map(Number);
      const type = typeOf(ids[2]);
      setPath(ids);
      if (typeof event.value === 'string') {
        const bytes = Buffer.from(event.value, type === Type.opaque ? 'hex' : 'utf8');
        isWritten = writer.bytes(type, bytes, 0, bytes.length) && isWritten;
      } else {
        isWritten = writer.number(type, Number(event.value)) && isWritten;
      }
    } else {
      throw new Error('a writer is given no paths alone');
    }
  }

  function putAll(some: readonly Event[]): void {
    some.forEach((event, i) => put(event, some.slice(i + 1)));
  }

  function sizeOf(some: readonly Event[]): number {
    if (writer.needs !== Needs.size) return 0;
    const mark = startMeasuring();
    putAll(some);
    return endMeasuring(mark);
  }

  outputTo(output, 0, output.length);
  setPath(base);
  const count = events.filter((event) => typeof event === 'object' && 'path' in event).length;
  isWritten = writer.start(base.length, writer.needs === Needs.count ? count : 0);
  putAll(events);
  writer.end();
  expect(outputOverflowed()).toBe(false);
  return isWritten ? Buffer.from(output.subarray(0, outputPosition())) : undefined;
}
