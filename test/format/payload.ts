import { outputOverflowed, outputPosition, outputTo } from '../../src/bytes/output';
import { type Format, Next, numberRead, Record, record } from '../../src/format/format';
import { Id, Type } from '../../src/format/type';

/** A path of 1 to 4 ids. */
export type Path = readonly number[];

export type Event =
  | { readonly instance: number }
  | { readonly multiple: number }
  | { readonly path: string; readonly value: number | string | undefined }
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
  const [o, i = Id.none, r = Id.none, ri = Id.none] = path;
  const events: Event[] = [];
  if (!format.reader.start(buffer, 3, 3 + payload.length, path.length, o, i, r, ri)) {
    return ['refused'];
  }
  for (let steps = 0; ; steps++) {
    if (steps > 2 * payload.length + 2) throw new Error('the reader does not end');
    const next = format.reader.next();
    if (next === Next.end) return events;
    if (next === Next.malformed) return [...events, 'malformed'];
    if (next === Next.instance) events.push({ instance: record[Record.instanceId] });
    if (next === Next.multiple) events.push({ multiple: record[Record.resourceId] });
    if (next === Next.value) {
      events.push({ path: recordPath(), value: readValue(format, typeOf(record[Record.resourceId])) });
    }
  }
}

/** Hands a writer what a reader came upon. @returns The payload, or undefined when the writer has no form for it. */
export function writePayload(format: Format, events: readonly Event[], path: Path, typeOf: (resourceId: number) => Type): Buffer | undefined {
  const { writer } = format;
  const [o, i = Id.none, r = Id.none] = path;
  let written = writer.start(path.length, o, i, r);
  let [instance, multiple] = [false, false];
  outputTo(output, 0, output.length);
  for (const event of events) {
    if (typeof event === 'string') throw new Error(`cannot write what is ${event}`);
    const ids = 'path' in event ? event.path.slice(1).split('/').map(Number) : [];
    if (multiple && ids.length < 4) {
      writer.endMultiple();
      multiple = false;
    }
    if (instance && 'instance' in event) {
      writer.endInstance();
    }
    if ('instance' in event) {
      writer.startInstance(event.instance);
      instance = true;
    } else if ('multiple' in event) {
      written = writer.startMultiple(event.multiple) && written;
      multiple = true;
    } else {
      const type = typeOf(ids[2]);
      const id = ids[ids.length - 1];
      if (typeof event.value === 'string') {
        const bytes = Buffer.from(event.value, type === Type.opaque ? 'hex' : 'utf8');
        written = writer.bytes(type, id, bytes, 0, bytes.length) && written;
      } else {
        written = writer.number(type, id, Number(event.value)) && written;
      }
    }
  }
  if (multiple) writer.endMultiple();
  if (instance) writer.endInstance();
  writer.end();
  expect(outputOverflowed()).toBe(false);
  return written ? Buffer.from(output.subarray(0, outputPosition())) : undefined;
}
