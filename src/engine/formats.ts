import { Config } from 'config';
import { putText } from '../bytes/output';
import type { Format } from '../format/format';
import { opaqueFormat } from '../format/opaque';
import { textFormat } from '../format/text';
import { tlvFormat } from '../format/tlv';
import { ContentFormat, Type } from '../format/type';

/** The content formats that the image has: the only place that names them. */

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

/** Whether the format can represent more than one value. */
export function representsMany(contentFormat: number): boolean {
  return contentFormat > ContentFormat.cbor;
}

/** Whether the format can list the paths of a composite operation (LwM2M 1.1 Core 6.3.8, 1.2.1 Core 7.4). */
export function listsPaths(contentFormat: number): boolean {
  return (
    contentFormat === ContentFormat.senmlCbor ||
    contentFormat === ContentFormat.senmlJson ||
    contentFormat === ContentFormat.senmlEtchCbor ||
    contentFormat === ContentFormat.senmlEtchJson
  );
}

/** Whether a Write-Composite can have the format. */
export function patches(contentFormat: number): boolean {
  return listsPaths(contentFormat) || contentFormat === ContentFormat.lwm2mCbor;
}

/** The Content-Format of the answer to a list of paths, when the request names none: of the same family. */
export function answerFormat(listed: number): number {
  return listed === ContentFormat.senmlEtchCbor
    ? ContentFormat.senmlCbor
    : listed === ContentFormat.senmlEtchJson
      ? ContentFormat.senmlJson
      : listed;
}

/** The Content-Format of an answer when the request names none (LwM2M 1.0.2 6.4). */
export function defaultContentFormat(single: boolean, type: Type): number {
  if (single && type === Type.opaque && Config.formatOpaque === 1) {
    return ContentFormat.opaque;
  }
  return single && Config.formatText === 1 ? ContentFormat.text : ContentFormat.tlv;
}

/** Writes the Content-Formats, separated by spaces, as the root link announces them (LwM2M 1.1 Core 6.2.1). */
export function putContentFormats(): void {
  if (Config.formatText === 1) {
    putText(Config.formatOpaque === 1 || Config.formatTlv === 1 ? '0 ' : '0');
  }
  if (Config.formatOpaque === 1) {
    putText(Config.formatTlv === 1 ? '42 ' : '42');
  }
  if (Config.formatTlv === 1) {
    putText('11542');
  }
}
