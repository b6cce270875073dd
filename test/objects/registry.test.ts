import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Type } from '../../src/format/type';
import {
  hasMultipleInstances,
  inRange,
  isMandatory,
  isMultiple,
  objectId,
  Operations,
  readResourceIds,
  resourceCount,
  resourceOperations,
  resourceType,
  versionMajor,
  versionMinor,
} from '../../src/model/description';
import { Definitions, type ResourceDefinition } from '../../tools/server/definitions';

/**
 * The descriptions of src/objects against the OMA registry's definitions, which are of the newest version of each
 * object (LwM2M 1.2 for those of the enabler). A resource may be left out when it is optional; what is there has to
 * agree, except where an older version differs, which is said here.
 */
const older: Readonly<Record<number, { readonly version: string; readonly without: readonly number[] }>> = {
  0: { version: '1.1', without: [18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30] },
  1: { version: '1.1', without: [24, 25, 26, 27] },
  3: { version: '1.1', without: [] },
};

/** Objects that have not got all optional resources, since what these are about is not in the client. */
const partial: readonly number[] = [0, 1];

/** Resources whose operations are others in the version described: object and resource id, and the operations. */
const otherOperations: Readonly<Record<string, string>> = {
  // Before version 1.2 of object 1, only a Bootstrap-Server touches 13 to 20.
  '/1/13': '',
  '/1/14': '',
  '/1/15': '',
  '/1/16': '',
  '/1/17': '',
  '/1/18': '',
  '/1/19': '',
  '/1/20': '',
};

const typeNames: Readonly<Record<Type, string | undefined>> = {
  [Type.none]: undefined,
  [Type.string]: 'String',
  [Type.integer]: 'Integer',
  [Type.unsigned]: 'Unsigned Integer',
  [Type.float]: 'Float',
  [Type.boolean]: 'Boolean',
  [Type.opaque]: 'Opaque',
  [Type.time]: 'Time',
  [Type.objectLink]: 'Objlnk',
  [Type.coreLink]: 'Corelnk',
};

const operationNames: Readonly<Record<Operations, string>> = {
  [Operations.none]: '',
  [Operations.read]: 'R',
  [Operations.write]: 'W',
  [Operations.readWrite]: 'RW',
  [Operations.execute]: 'E',
};

/** Not an object's own file: what several objects share, and what stands behind an object's file. */
const parts: readonly string[] = [join('ipso', 'measured-range.ts'), join('firmware-update', 'description.ts'), join('firmware-update', 'state.ts')];

/** Every constant of src/objects that is a description, by its name. */
function findDescriptions(): [string, string][] {
  const directory = join(__dirname, '../../src/objects');
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !parts.includes(file));
  return files.sort().flatMap((file) => {
    const exported = jest.requireActual<Record<string, unknown>>(join(directory, file));
    const constants = Object.entries(exported).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    expect([file, constants.length]).toEqual([file, 1]);
    return constants.map(([name, description]): [string, string] => [`${relative('.', file)} ${name}`, description]);
  });
}

/** What the registry says of a range that is none: how long an Integer is, a length without saying whether it is the largest, or prose. */
const noRanges: readonly string[] = [
  '1 bytes',
  '2 bytes',
  '32 bytes',
  '255',
  '8-Bits',
  'The possible values are those listed in the LwM2M Core Specification',
];

/** The bounds that the registry states as `least..greatest`; any number when it states none. */
function boundsOf({ range }: ResourceDefinition): [number, number] {
  if (range === '' || noRanges.includes(range)) return [-Infinity, Infinity];
  const match = /^(-?\d+)\.\.(-?\d+)(?: bytes)?$/.exec(range);
  if (match === null) throw new Error(`a range that is not understood: ${range}`);
  return [Number(match[1]), Number(match[2])];
}

function idsOf(description: string): number[] {
  const ids = new Uint16Array(resourceCount(description));
  readResourceIds(description, ids, 0);
  return [...ids];
}

const definitions = new Definitions();
const descriptions = findDescriptions();

test('all objects of the registry are here', () => {
  const ids = descriptions.map(([, description]) => objectId(description)).sort((a, b) => a - b);
  const files = readdirSync(join(__dirname, '../../tools/registry')).filter((file) => file.endsWith('.xml'));
  expect(ids).toEqual(files.map((file) => parseInt(file)).sort((a, b) => a - b));
});

describe.each(descriptions)('%s', (_, description) => {
  const id = objectId(description);
  const definition = definitions.object(id)!;
  const version = `${versionMajor(description)}.${versionMinor(description)}`;
  const ids = idsOf(description);

  test('is of the version it states', () => {
    expect(version).toBe(older[id]?.version ?? definition.version);
    expect(hasMultipleInstances(description)).toBe(definition.multiple);
  });

  test('has the mandatory resources, and none of a later version', () => {
    // Of 0 and 1 this client has what it can do; of the others, everything.
    if (!partial.includes(id)) expect(ids).toEqual([...definition.resources.keys()].sort((a, b) => a - b));
    const mandatory = [...definition.resources.values()].filter((resource) => resource.mandatory).map((resource) => resource.id);
    expect(ids).toEqual(expect.arrayContaining(mandatory));
    expect(ids.filter((resource) => older[id]?.without.includes(resource))).toEqual([]);
  });

  test.each(ids.map((resource, i) => [resource, i]))('resource %i is as defined', (resource, i) => {
    const defined = definition.resources.get(resource);
    expect({
      type: typeNames[resourceType(description, i)],
      operations: operationNames[resourceOperations(description, i)],
      multiple: isMultiple(description, i),
      mandatory: isMandatory(description, i),
    }).toEqual({
      type: defined?.type,
      operations: otherOperations[`/${id}/${resource}`] ?? defined?.operations,
      multiple: defined?.multiple,
      mandatory: defined?.mandatory,
    });
    const [least, greatest] = boundsOf(defined!);
    const values = [least - 1, least, (least + greatest) / 2 || 0, greatest, greatest + 1];
    expect(values.map((value) => inRange(description, i, value))).toEqual(values.map((value) => value >= least && value <= greatest));
  });
});

test('each exception is one: without it, the definition would not agree', () => {
  for (const [path, operations] of Object.entries(otherOperations)) {
    const [, object, resource] = path.split('/').map(Number);
    expect(definitions.object(object)?.resources.get(resource)?.operations).not.toBe(operations);
  }
  for (const [object, { version }] of Object.entries(older)) {
    expect(definitions.object(Number(object))?.version).not.toBe(version);
  }
});
