/** Where a description file lies, and how it imports others from there. */
import path from 'node:path';
import type { DescribedObject } from './definition';

const root = path.resolve(__dirname, '../..');
const objects = path.join(root, 'src/objects');

/** Ids of the IPSO objects (OMA registry: 3200 to 3350). */
const ipso = { first: 3200, last: 3350 };

export interface Place {
  /** What the definition is called in the file. */
  readonly definition: string;
  /** How the file imports from src/: `../../`. */
  readonly src: string;
  /** How it imports `measured-range`. */
  readonly measuredRange: string;
}

/** The file of an object that is part of the client: absolute. */
export function fileOf({ id, file }: DescribedObject): string {
  return path.join(objects, id >= ipso.first && id <= ipso.last ? 'ipso' : '', `${file}.ts`);
}

/** How a file imports another one. */
function importPath(from: string, to: string): string {
  const relative = path.relative(path.dirname(from), to).split(path.sep).join('/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** @param definition The XML file, and `file` the description file; both absolute. */
export function placeOf(definition: string, file: string): Place {
  const inside = path.relative(root, definition);
  return {
    definition: inside.startsWith('..') ? path.basename(definition) : inside.split(path.sep).join('/'),
    src: `${importPath(file, path.join(root, 'src'))}/`,
    measuredRange: importPath(file, path.join(objects, 'ipso/measured-range')),
  };
}
