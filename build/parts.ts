/**
 * The sizes of an image by what a user chooses: its content formats and its objects. A part is known by its files.
 */
import path from 'node:path';
import type { ModuleSize } from './size';

export interface PartSize {
  readonly part: string;
  readonly bytes: number;
}

/** The files of each format: those that begin with its name. Longer names first, since the first that fits is taken. */
const formats: readonly (readonly [part: string, files: RegExp])[] = [
  ['text', /^text\.ts$/],
  ['opaque', /^opaque\.ts$/],
  ['TLV', /^tlv/],
  ['SenML JSON', /^senml-json/],
  ['SenML CBOR', /^senml-(cbor|label)/],
  ['LwM2M JSON', /^lwm2m-json/],
  ['LwM2M CBOR', /^lwm2m-cbor/],
  ['CBOR', /^cbor\.ts$/],
  ['shared by text and CBOR', /^single-value/],
  ['shared by the JSON formats', /^json-/],
  ['shared by the CBOR formats', /^cbor-/],
  ['shared: dates, links, paths in text', /^(date-time|object-link|path-text)\.ts$/],
];

/** What formats stand on; commands and links use some of it, too. */
const bytesOfFormats = new Map([
  ['base64.ts', 'shared: Base64'],
  ['decimal.ts', 'shared: decimal numbers'],
  ['utf8.ts', 'shared: UTF-8'],
]);

function formatOf(module: string): string | undefined {
  const file = path.basename(module);
  if (module.startsWith('src/bytes/')) {
    return bytesOfFormats.get(file);
  }
  return module.startsWith('src/format/') ? formats.find(([, files]) => files.test(file))?.[0] : undefined;
}

/**
 * An object is a file, and the folder of its name if it has one; the file of a kind of objects is shared by them. Those of
 * ipso/ say so: 6 and 3336 are both location.ts.
 */
function objectOf(module: string): string | undefined {
  const found = /^src\/objects\/((?:ipso\/)?[\w-]+)[./]/.exec(module);
  return found === null ? undefined : found[1];
}

function sum(modules: readonly ModuleSize[], partOf: (module: string) => string | undefined): PartSize[] {
  const sums = new Map<string, number>();
  for (const { module, bytes } of modules) {
    const part = partOf(module);
    if (part !== undefined) {
      sums.set(part, (sums.get(part) ?? 0) + bytes);
    }
  }
  return [...sums].map(([part, bytes]) => ({ part, bytes }));
}

/** Bytes of each format, then of what formats share. */
export function formatSizes(modules: readonly ModuleSize[]): PartSize[] {
  const order = [...formats.map(([part]) => part), ...bytesOfFormats.values()];
  return sum(modules, formatOf).sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
}

/** Bytes of each object, largest first. */
export function objectSizes(modules: readonly ModuleSize[]): PartSize[] {
  return sum(modules, objectOf).sort((a, b) => b.bytes - a.bytes);
}
