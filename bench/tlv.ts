/**
 * Reads LwM2M TLV (LwM2M 1.1 Core 7.4.3) far enough to check a reply. Written apart from `src/format/tlv.ts`,
 * so that the bench does not check Mote with Mote's own code.
 */

/**
 * The resources in a TLV payload, as raw bytes by resource id. An object instance around them is looked into;
 * of a multiple resource the bytes of its instances are given.
 * @returns undefined when the payload is malformed.
 */
export function readTlv(payload: Buffer): Map<number, Buffer> | undefined {
  const resources = new Map<number, Buffer>();
  let at = 0;
  while (at < payload.length) {
    const type = payload[at++];
    const idLength = (type & 0x20) === 0 ? 1 : 2;
    const lengthLength = (type >>> 3) & 3;
    if (at + idLength + lengthLength > payload.length) return undefined;
    const id = payload.readUIntBE(at, idLength);
    at += idLength;
    const length = lengthLength === 0 ? type & 7 : payload.readUIntBE(at, lengthLength);
    at += lengthLength;
    if (at + length > payload.length) return undefined;
    const value = payload.subarray(at, at + length);
    at += length;
    const isObjectInstance = type >>> 6 === 0;
    if (!isObjectInstance) {
      resources.set(id, value);
      continue;
    }
    const inner = readTlv(value);
    if (inner === undefined) return undefined;
    inner.forEach((bytes, resource) => resources.set(resource, bytes));
  }
  return resources;
}
