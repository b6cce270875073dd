/** OMA TLV (LwM2M 1.1 Core 7.4.4), as a tree of records. */
import { ContentError } from './value';

/** What a record identifies: bits 7 and 6 of its first byte. */
export const enum Kind {
  ObjectInstance = 0,
  ResourceInstance = 1,
  MultipleResource = 2,
  Resource = 3,
}

export interface Tlv {
  kind: Kind;
  id: number;
  /** The value of a resource or resource instance; empty for the kinds that hold records. */
  value: Buffer;
  /** The records of an object instance or multiple resource; empty for the kinds that hold a value. */
  children: Tlv[];
}

/** Which kinds may stand inside which. */
const ALLOWED_INSIDE: Record<Kind, readonly Kind[]> = {
  [Kind.ObjectInstance]: [Kind.Resource, Kind.MultipleResource],
  [Kind.MultipleResource]: [Kind.ResourceInstance],
  [Kind.Resource]: [],
  [Kind.ResourceInstance]: [],
};

const LONGEST_VALUE = 0xffffff;

/** Reads every record in `bytes`. @throws ContentError when they are cut short or nested as TLV is not. */
export function decodeTlv(bytes: Buffer, parent?: Kind): Tlv[] {
  const records: Tlv[] = [];
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new ContentError(`the TLV ends inside a record, at byte ${bytes.length}`);
    at += count;
    return bytes.subarray(at - count, at);
  };
  while (at < bytes.length) {
    const [type] = take(1);
    const kind: Kind = type >> 6;
    const id = take((type & 0x20) === 0 ? 1 : 2);
    const lengthBytes = (type >> 3) & 3;
    const length = lengthBytes === 0 ? type & 7 : take(lengthBytes).readUIntBE(0, lengthBytes);
    const value = take(length);
    if (parent !== undefined && !ALLOWED_INSIDE[parent].includes(kind)) {
      throw new ContentError('the TLV nests a record where its kind may not stand');
    }
    const holdsRecords = ALLOWED_INSIDE[kind].length > 0;
    records.push({
      kind,
      id: id.readUIntBE(0, id.length),
      value: holdsRecords ? Buffer.alloc(0) : value,
      children: holdsRecords ? decodeTlv(value, kind) : [],
    });
  }
  return records;
}

/** Writes records in the fewest bytes. @throws ContentError when a value is longer than 2^24 - 1 bytes. */
export function encodeTlv(records: readonly Tlv[]): Buffer {
  return Buffer.concat(records.map(encodeRecord));
}

function encodeRecord({ kind, id, value, children }: Tlv): Buffer {
  const content = ALLOWED_INSIDE[kind].length > 0 ? encodeTlv(children) : value;
  if (content.length > LONGEST_VALUE) throw new ContentError(`${content.length} bytes are too long for TLV`);
  const idBytes = id > 255 ? 2 : 1;
  const lengthBytes = content.length < 8 ? 0 : content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
  const head = Buffer.alloc(1 + idBytes + lengthBytes);
  head[0] = (kind << 6) | ((idBytes - 1) << 5) | (lengthBytes << 3) | (lengthBytes === 0 ? content.length : 0);
  head.writeUIntBE(id, 1, idBytes);
  if (lengthBytes > 0) head.writeUIntBE(content.length, 1 + idBytes, lengthBytes);
  return Buffer.concat([head, content]);
}
