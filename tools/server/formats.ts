/** CoAP Content-Formats of LwM2M, and their names on the console. */
import { UsageError } from './path';

/** CoAP Content-Format numbers (LwM2M 1.2 Core 7.4). */
export const enum Format {
  Text = 0,
  LinkFormat = 40,
  Opaque = 42,
  Cbor = 60,
  SenmlJson = 110,
  SenmlCbor = 112,
  SenmlEtchJson = 320,
  SenmlEtchCbor = 322,
  Tlv = 11542,
  Lwm2mJson = 11543,
  Lwm2mCbor = 11544,
}

/** What people type for a format. */
export const FORMATS: Readonly<Record<string, number>> = {
  text: Format.Text,
  opaque: Format.Opaque,
  cbor: Format.Cbor,
  'senml-json': Format.SenmlJson,
  'senml-cbor': Format.SenmlCbor,
  'senml-etch-json': Format.SenmlEtchJson,
  'senml-etch-cbor': Format.SenmlEtchCbor,
  tlv: Format.Tlv,
  'lwm2m-json': Format.Lwm2mJson,
  'lwm2m-cbor': Format.Lwm2mCbor,
};

/** Reads the name of a format, or its number, so that a test can ask for one that does not exist. @throws UsageError */
export function parseFormat(text: string): number {
  if (Object.hasOwn(FORMATS, text)) return FORMATS[text];
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError(`"${text}" is not a format: write ${Object.keys(FORMATS).join(', ')}, or a Content-Format number.`);
}

/** `senml-cbor`, or the number of a format without a name. */
export function formatName(format: number): string {
  return Object.keys(FORMATS).find((name) => FORMATS[name] === format) ?? String(format);
}
