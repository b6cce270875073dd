/** TLV payloads (LwM2M 1.1 Core 7.4.4) as tests write and read them, by the codec of tools/server. */
import { decodeTlv, encodeTlv, Kind, type Tlv } from '../../tools/server/tlv';

/** Bytes of a value: a string is hexadecimal, a number an Integer in its fewest bytes. */
type Bytes = Buffer | string | number;

/** An Integer of up to 32 bits in 1, 2 or 4 bytes (LwM2M 1.1 Core Appendix C). */
export function integer(value: number): Buffer {
  const size = value >= -0x80 && value < 0x80 ? 1 : value >= -0x8000 && value < 0x8000 ? 2 : 4;
  const bytes = Buffer.alloc(size);
  bytes.writeIntBE(value, 0, size);
  return bytes;
}

/** A Float of 64 bits. */
export function float(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function bytes(value: Bytes): Buffer {
  return typeof value === 'number' ? integer(value) : typeof value === 'string' ? Buffer.from(value, 'hex') : value;
}

const EMPTY = Buffer.alloc(0);

export function resource(id: number, value: Bytes): Tlv {
  return { kind: Kind.Resource, id, value: bytes(value), children: [] };
}

export function resourceInstance(id: number, value: Bytes): Tlv {
  return { kind: Kind.ResourceInstance, id, value: bytes(value), children: [] };
}

/** A multiple resource, its instances by id. */
export function multiple(id: number, instances: Readonly<Record<number, Bytes>>): Tlv {
  const children = Object.entries(instances).map(([key, value]) => resourceInstance(Number(key), value));
  return { kind: Kind.MultipleResource, id, value: EMPTY, children };
}

export function instance(id: number, ...children: Tlv[]): Tlv {
  return { kind: Kind.ObjectInstance, id, value: EMPTY, children };
}

export function tlv(...records: Tlv[]): Buffer {
  return encodeTlv(records);
}

/**
 * What a payload holds, by path below what was read: `0` of a resource, `6/0` of a resource instance, `0/5850` in an
 * object instance. Values are hexadecimal. A multiple resource or object instance that holds nothing is `{}`.
 */
export function values(payload: Buffer): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (records: readonly Tlv[], above: string): void => {
    for (const { kind, id, value, children } of records) {
      const path = `${above}${id}`;
      if (path in found) throw new Error(`${path} is there twice`);
      if (kind === Kind.Resource || kind === Kind.ResourceInstance) found[path] = value.toString('hex');
      else if (children.length === 0) found[path] = '{}';
      else walk(children, `${path}/`);
    }
  };
  walk(decodeTlv(payload), '');
  return found;
}

/** A string as `values` gives it. */
export function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
