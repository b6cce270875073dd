/** What Leshan does not have: LwM2M CBOR and the names of SenML, taken apart by another decoder than Mote's. */
import cbor from 'cbor-js';

/** Content-Formats that Leshan has no name for. */
export const lwm2mCbor = 11544;
export const etchJson = 320;
export const etchCbor = 322;

/** @param payload LwM2M CBOR, in hex. @returns its values by their paths. */
export function valuesOf(payload = ''): Map<string, unknown> {
  const values = new Map<string, unknown>();
  addMap('', cbor.decode(new Uint8Array(Buffer.from(payload, 'hex')).buffer) as object, values);
  return values;
}

/** A key is an id or a list of ids, which the decoder gives as `3442,0`. */
function addMap(prefix: string, map: object, values: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(map) as [string, unknown][]) {
    const path = `${prefix}/${key.replaceAll(',', '/')}`;
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) addMap(path, value, values);
    else values.set(path, value);
  }
}
