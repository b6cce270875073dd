import type { Format } from './format';
import { lwm2mCborReader } from './lwm2m-cbor-reader';
import { lwm2mCborWriter } from './lwm2m-cbor-writer';

/** LwM2M CBOR (LwM2M 1.2 Core 7.4.7): maps within each other, whose keys are ids or arrays of ids. */
export const lwm2mCborFormat: Format = {
  writer: lwm2mCborWriter,
  reader: lwm2mCborReader,
};
