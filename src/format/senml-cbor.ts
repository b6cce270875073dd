import type { Format } from './format';
import { senmlCborReader } from './senml-cbor-reader';
import { senmlCborWriter } from './senml-cbor-writer';

/** SenML in CBOR (RFC 8428 6, LwM2M 1.1 Core 7.4.4): an array of records, each with the name of its value. */
export const senmlCborFormat: Format = {
  writer: senmlCborWriter,
  reader: senmlCborReader,
};
