import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import { putByte, putDecimal } from '../bytes/output';
import { cborFormat } from '../format/cbor';
import type { Format } from '../format/format';
import { lwm2mCborFormat } from '../format/lwm2m-cbor';
import { lwm2mJsonFormat } from '../format/lwm2m-json';
import { opaqueFormat } from '../format/opaque';
import { senmlCborFormat } from '../format/senml-cbor';
import { senmlJsonFormat } from '../format/senml-json';
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
  if (Config.formatSenmlCbor === 1 && (contentFormat === ContentFormat.senmlCbor || contentFormat === ContentFormat.senmlEtchCbor)) {
    return senmlCborFormat;
  }
  if (Config.formatSenmlJson === 1 && (contentFormat === ContentFormat.senmlJson || contentFormat === ContentFormat.senmlEtchJson)) {
    return senmlJsonFormat;
  }
  if (Config.formatCbor === 1 && contentFormat === ContentFormat.cbor) {
    return cborFormat;
  }
  if (Config.formatLwm2mCbor === 1 && contentFormat === ContentFormat.lwm2mCbor) {
    return lwm2mCborFormat;
  }
  if (Config.formatLwm2mJson === 1 && (contentFormat === ContentFormat.lwm2mJson || contentFormat === ContentFormat.oldJson)) {
    return lwm2mJsonFormat;
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

/** The Content-Format of an answer with one value when the request names none: text or opaque, where the image has them. */
export function formatOfOne(type: Type): number {
  if (Config.formatOpaque === 1 && type === Type.opaque) {
    return ContentFormat.opaque;
  }
  return Config.formatText === 1 ? ContentFormat.text : formatOfMany();
}

/**
 * The Content-Format of an answer with several values when the request names none: what the enabler's version prefers
 * (LwM2M 1.0.2 6.4, 1.1.1 Core 7.4, 1.2 Core 7.4).
 */
export function formatOfMany(): number {
  if (Config.formatLwm2mCbor === 1 && Config.version >= 12) {
    return ContentFormat.lwm2mCbor;
  }
  if (Config.formatSenmlCbor === 1 && Config.version >= 11) {
    return ContentFormat.senmlCbor;
  }
  return Config.formatTlv === 1 ? ContentFormat.tlv : ContentFormat.senmlJson;
}

/** Writes the Content-Formats, separated by spaces, as the root link announces them (LwM2M 1.1 Core 6.2.1). */
export function putContentFormats(): void {
  let listed = 0;
  listed += Config.formatText === 1 ? putListed(ContentFormat.text, listed) : 0;
  listed += Config.formatOpaque === 1 ? putListed(ContentFormat.opaque, listed) : 0;
  listed += Config.formatCbor === 1 ? putListed(ContentFormat.cbor, listed) : 0;
  listed += Config.formatSenmlJson === 1 ? putListed(ContentFormat.senmlJson, listed) : 0;
  listed += Config.formatSenmlCbor === 1 ? putListed(ContentFormat.senmlCbor, listed) : 0;
  listed += Config.formatTlv === 1 ? putListed(ContentFormat.tlv, listed) : 0;
  // LwM2M 1.1 Core 7.4: JSON is of 1.0 alone.
  listed += Config.formatLwm2mJson === 1 && Config.version < 11 ? putListed(ContentFormat.lwm2mJson, listed) : 0;
  if (Config.formatLwm2mCbor === 1) {
    putListed(ContentFormat.lwm2mCbor, listed);
  }
}

/** Writes a Content-Format behind `listed` others. @returns 1 */
function putListed(contentFormat: number, listed: number): number {
  if (listed > 0) {
    putByte(Ascii.space);
  }
  putDecimal(contentFormat);
  return 1;
}
