import { Config } from 'config';
import type { Format } from '../format/format';
import { opaqueFormat } from '../format/opaque';
import { textFormat } from '../format/text';
import { tlvFormat } from '../format/tlv';
import { ContentFormat, Type } from '../format/type';

/** The format with this Content-Format, if the image has it. */
export function findFormat(contentFormat: number): Format | undefined {
  if (Config.formatText === 1 && contentFormat === ContentFormat.text) {
    return textFormat;
  }
  if (Config.formatOpaque === 1 && contentFormat === ContentFormat.opaque) {
    return opaqueFormat;
  }
  if (Config.formatTlv === 1 && contentFormat === ContentFormat.tlv) {
    return tlvFormat;
  }
  return undefined;
}

/** The Content-Format of an answer when the request names none (LwM2M 1.0.2 6.4). */
export function defaultContentFormat(single: boolean, type: Type): number {
  if (Config.formatOpaque === 1 && single && type === Type.opaque) {
    return ContentFormat.opaque;
  }
  return Config.formatText === 1 && single ? ContentFormat.text : ContentFormat.tlv;
}

/** Whether the format can represent more than one value. */
export function representsMany(contentFormat: number): boolean {
  return contentFormat === ContentFormat.tlv;
}
