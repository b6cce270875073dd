import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Definitions, parseDefinition } from '../../../tools/server/definitions';

const REGISTRY = join(__dirname, '../../../tools/registry');
const ids = readdirSync(REGISTRY).filter((name) => name.endsWith('.xml')).map((name) => Number(name.slice(0, -4)));

test('every file of the registry is the definition its name says', () => {
  const definitions = new Definitions();
  expect(ids.length).toBe(65);
  for (const id of ids) {
    const object = definitions.object(id);
    expect(object).toMatchObject({ id, name: expect.stringMatching(/\w/), version: expect.stringMatching(/^\d\.\d$/) });
    for (const resource of object?.resources.values() ?? []) {
      expect(resource.name).not.toBe('');
      expect(resource.operations).toMatch(/^(|R|W|RW|E)$/);
      expect(resource.type === undefined).toBe(resource.operations === 'E');
    }
  }
});

test('a resource has what its Item says', () => {
  expect(new Definitions().resource([3311, 0, 5851])).toMatchObject({
    id: 5851,
    name: 'Dimmer',
    operations: 'RW',
    multiple: false,
    mandatory: false,
    type: 'Integer',
    range: '0..100',
    units: '/100',
  });
  expect(new Definitions().resource([3, 0, 7, 1])).toMatchObject({ name: 'Power Source Voltage', multiple: true, type: 'Integer' });
});

test('an object without a file, or a path without a resource, has no definition', () => {
  expect(new Definitions().object(9999)).toBeUndefined();
  expect(new Definitions().resource([9999, 0, 0])).toBeUndefined();
  expect(new Definitions().resource([3, 0])).toBeUndefined();
});

test('XML that is no definition is an error', () => {
  expect(() => parseDefinition('<LWM2M><Object></Object></LWM2M>')).toThrow('no ObjectID');
  expect(() => parseDefinition('<LWM2M><Object></LWM2M>')).toThrow();
  expect(() => parseDefinition('<LWM2M><Object/><Object/></LWM2M>')).toThrow('several objects');
  expect(() => parseDefinition('<LWM2M><Object><Item ID="1"/><Item ID="2"/><Item ID="1"/></Object></LWM2M>')).toThrow('resource 1 twice');
});
