import type { Format } from './format';
import { tlvReader } from './tlv-reader';
import { tlvWriter } from './tlv-writer';

/** OMA TLV (LwM2M 1.1 Core 7.4.5): each value and each container behind a header of type, id and length. */
export const tlvFormat: Format = {
  writer: tlvWriter,
  reader: tlvReader,
};
