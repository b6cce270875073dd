/** OMA object definitions: names, types, units and operations, read from the registry's XML when first asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { TYPES, type Type } from './value';
import type { Path } from './path';

export interface ResourceDefinition {
  id: number;
  name: string;
  /** What a server may do: some of `R`, `W`, `E`; empty when only a bootstrap server may. */
  operations: string;
  multiple: boolean;
  mandatory: boolean;
  /** Undefined for a resource that is executed and has no value. */
  type: Type | undefined;
  /** As the registry writes it: `0..100`, or empty. */
  range: string;
  units: string;
  description: string;
}

export interface ObjectDefinition {
  id: number;
  name: string;
  version: string;
  multiple: boolean;
  description: string;
  resources: ReadonlyMap<number, ResourceDefinition>;
}

const REGISTRY = join(__dirname, '../registry');

export class Definitions {
  private readonly objects = new Map<number, ObjectDefinition | undefined>();

  /** @param directory Holds one `<object id>.xml` an object. */
  constructor(private readonly directory = REGISTRY) {}

  /** The definition of an object, or undefined when the registry here has none. */
  object(id: number): ObjectDefinition | undefined {
    if (!this.objects.has(id)) this.objects.set(id, this.load(id));
    return this.objects.get(id);
  }

  /** The definition of the resource that `path` names or lies in. */
  resource(path: Path): ResourceDefinition | undefined {
    return path.length < 3 ? undefined : this.object(path[0])?.resources.get(path[2]);
  }

  private load(id: number): ObjectDefinition | undefined {
    let xml: string;
    try {
      xml = readFileSync(join(this.directory, `${id}.xml`), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return parseDefinition(xml);
  }
}

/** Reads one definition. @throws Error when the XML is malformed or is not an object definition. */
export function parseDefinition(xml: string): ObjectDefinition {
  const object = new Map<string, string>();
  const resources = new Map<number, ResourceDefinition>();
  let item: Map<string, string> | undefined;
  let itemId = 0;
  let objects = 0;
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    text = '';
    if (tag.name === 'Object' && ++objects > 1) throw new Error('this XML defines several objects: give each a file of its own');
    if (tag.name === 'Item') {
      item = new Map();
      itemId = Number(tag.attributes['ID']);
    }
  });
  parser.on('text', (piece) => (text += piece));
  parser.on('cdata', (piece) => (text += piece));
  parser.on('closetag', (tag) => {
    if (tag.name === 'Item' && item !== undefined) {
      if (resources.has(itemId)) throw new Error(`this XML defines resource ${itemId} twice`);
      resources.set(itemId, resourceDefinition(itemId, item));
      item = undefined;
    } else {
      (item ?? object).set(tag.name, text.trim());
    }
    text = '';
  });
  parser.write(xml).close();
  const id = Number(object.get('ObjectID') ?? NaN);
  if (!Number.isInteger(id)) throw new Error('this XML has no ObjectID: it is not an LwM2M object definition');
  return {
    id,
    name: object.get('Name') ?? '',
    version: object.get('ObjectVersion') || '1.0',
    multiple: object.get('MultipleInstances') === 'Multiple',
    description: object.get('Description1') ?? '',
    resources,
  };
}

function resourceDefinition(id: number, item: ReadonlyMap<string, string>): ResourceDefinition {
  const type = item.get('Type') ?? '';
  return {
    id,
    name: item.get('Name') ?? '',
    operations: item.get('Operations') ?? '',
    multiple: item.get('MultipleInstances') === 'Multiple',
    mandatory: item.get('Mandatory') === 'Mandatory',
    type: TYPES.find((known) => known === type),
    range: item.get('RangeEnumeration') ?? '',
    units: item.get('Units') ?? '',
    description: item.get('Description') ?? '',
  };
}
