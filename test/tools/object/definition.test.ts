import { DefinitionError, readDefinition, type Resource } from '../../../tools/object/definition';

/** A resource's Item; what is not told is as in most. */
function item(id: number | string, parts: Readonly<Record<string, string>> = {}): string {
  const all = { Name: `R${id}`, Operations: 'R', MultipleInstances: 'Single', Mandatory: 'Optional', Type: 'Integer', ...parts };
  return `<Item ID="${id}">${Object.entries(all).map(([name, text]) => `<${name}>${text}</${name}>`).join('')}</Item>`;
}

function xml(items: readonly string[], parts: Readonly<Record<string, string>> = {}): string {
  const all = { Name: 'Thing', ObjectID: '30000', ObjectVersion: '1.2', MultipleInstances: 'Multiple', ...parts };
  const object = Object.entries(all).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<?xml version="1.0"?><LWM2M><Object ObjectType="MODefinition">${object.join('')}<Resources>${items.join('')}</Resources></Object></LWM2M>`;
}

function read(parts: Readonly<Record<string, string>>): Resource {
  return readDefinition(xml([item(5, parts)])).resources[0];
}

test('an object has what its definition says, its resources by ascending id', () => {
  const object = readDefinition(
    xml([
      item(7, { Name: 'Switch it', Operations: 'E', Type: '' }),
      item(5, { Name: 'The Value', Operations: 'RW', Mandatory: 'Mandatory', MultipleInstances: 'Multiple', RangeEnumeration: '1..9', Units: 's' }),
    ]),
  );
  expect(object).toEqual({
    id: 30000,
    title: 'Thing',
    version: '1.2',
    multiple: true,
    constant: 'thing',
    type: 'Thing',
    file: 'thing',
    resources: [
      { id: 5, name: 'theValue', type: 'integer', operations: 'readWrite', multiple: true, mandatory: true, range: [1, 9], rangeText: '1..9', units: 's' },
      { id: 7, name: 'switchIt', type: 'none', operations: 'execute', multiple: false, mandatory: false, range: undefined, rangeText: '', units: '' },
    ],
  });
});

test.each([
  ['String', 'string'],
  ['Integer', 'integer'],
  ['Unsigned Integer', 'unsigned'],
  ['Float', 'float'],
  ['Boolean', 'boolean'],
  ['Opaque', 'opaque'],
  ['Time', 'time'],
  ['Objlnk', 'objectLink'],
  ['Corelnk', 'coreLink'],
])('type %s', (Type, type) => {
  expect(read({ Type }).type).toBe(type);
});

test.each([
  ['', 'none'],
  ['R', 'read'],
  ['W', 'write'],
  ['RW', 'readWrite'],
])('operations "%s"', (Operations, operations) => {
  expect(read({ Operations }).operations).toBe(operations);
});

test('what is executed has no type, whatever is written', () => {
  expect(read({ Operations: 'E', Type: 'String' })).toMatchObject({ operations: 'execute', type: 'none', range: undefined });
});

test.each<[string, string, [number, number] | undefined]>([
  ['Integer', '0..100', [0, 100]],
  ['Integer', '-158..-44', [-158, -44]],
  ['Integer', '0-4', [0, 4]],
  ['Unsigned Integer', ' 0 .. 255 ', [0, 255]],
  ['Float', '0..1', [0, 1]],
  ['Time', '0..9', [0, 9]],
  ['String', '0..255 bytes', [0, 255]],
  ['String', '0..255', [0, 255]],
  ['Opaque', '0-8 Bytes', [0, 8]],
  ['Integer', '536870911..536870911', [536870911, 536870911]],
  ['Integer', '', undefined],
  ['Integer', '2 bytes', undefined],
  ['Integer', '0..2 bytes', undefined], // of the value's bytes, not of the value
  ['Integer', '255', undefined],
  ['Integer', '8-Bits', undefined],
  ['Opaque', '16,32,48', undefined],
  ['Float', '0.5..1', undefined],
  ['Integer', '9..1', undefined],
  ['Integer', '0..4294967295', undefined], // not exact on every engine
  ['Boolean', '0..1', undefined],
  ['Objlnk', '0..1', undefined],
])('%s with the range "%s"', (Type, RangeEnumeration, range) => {
  expect(read({ Type, RangeEnumeration })).toMatchObject({ range, rangeText: RangeEnumeration.trim() });
});

test.each([
  ['no XML', 'Humidity', 'text data outside of root node'],
  ['nothing', '', 'document must contain a root element'],
  ['XML that is not closed', '<LWM2M><Object>', 'unclosed tag'],
  ['XML of something else', '<html><body>Item</body></html>', 'this XML has no ObjectID'],
  ['several objects', xml([item(1)]).replace('</LWM2M>', '<Object/></LWM2M>'), 'several objects'],
  ['no resources', xml([]), 'the object has no resources'],
  ['an object id that is none', xml([item(1)], { ObjectID: '65535' }), '65535 is not an id'],
  ['a version that is none', xml([item(1)], { ObjectVersion: 'two' }), 'the ObjectVersion is "two"'],
  ['a version beyond 63', xml([item(1)], { ObjectVersion: '1.64' }), '64 does not fit'],
  ['a resource twice', xml([item(1), item(1)]), 'resource 1 twice'],
  ['a resource id that is no number', xml([item('x')]), 'a resource has the ID "NaN"'],
  ['a resource id that is none', xml([item(65535)]), 'a resource has the ID "65535"'],
  ['operations that are none', xml([item(1, { Operations: 'RX' })]), 'resource 1 has the Operations "RX"'],
  ['a type that is none', xml([item(1, { Type: 'Integr' })]), 'resource 1 has no Type'],
  ['a value without a type', xml([item(1, { Type: '' })]), 'resource 1 has no Type'],
  ['more ranges than can be packed', xml(Array.from({ length: 16 }, (_, i) => item(i, { RangeEnumeration: `0..${i}` }))), 'resource 15 has one range more'],
])('%s is an error that says so', (_, text, message) => {
  expect(() => readDefinition(text)).toThrow(DefinitionError);
  expect(() => readDefinition(text)).toThrow(message);
});

test('an object without an ObjectVersion is of version 1.0', () => {
  expect(readDefinition(xml([item(1)], { ObjectVersion: '' })).version).toBe('1.0');
});

test('a byte order mark is not in the way', () => {
  expect(readDefinition(`\uFEFF${xml([item(1)])}`).id).toBe(30000);
});
