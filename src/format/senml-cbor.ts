import type { Format } from './format';
import { senmlCborReader } from './senml-cbor-reader';
import { senmlCborWriter } from './senml-cbor-writer';
import { ContentFormat } from './type';

/** SenML in CBOR (RFC 8428 6, LwM2M 1.1 Core 7.4.4): an array of records, each with the name of its value. */
export const senmlCborFormat: Format = {
  contentFormat: ContentFormat.senmlCbor,
  writer: senmlCborWriter,
  reader: senmlCborReader,
};

/** The same for the bodies of FETCH and iPATCH (RFC 8790): a record without value names a path, null removes it. */
export const senmlEtchCborFormat: Format = {
  contentFormat: ContentFormat.senmlEtchCbor,
  writer: senmlCborWriter,
  reader: senmlCborReader,
};
