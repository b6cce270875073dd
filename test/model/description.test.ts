import fc from 'fast-check';
import { Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import {
  hasMultipleInstances,
  inRange,
  isMandatory,
  isMultiple,
  objectId,
  type ObjectDefinition,
  Operations,
  readResourceIds,
  type ResourceDefinition,
  resourceCount,
  resourceOperations,
  resourceType,
  versionMajor,
  versionMinor,
} from '../../src/model/description';

const least = -(2 ** 29);
const greatest = 2 ** 29 - 1;

const bounds = fc.oneof(
  fc.tuple(fc.integer({ min: least, max: greatest }), fc.integer({ min: least, max: greatest })),
  fc.constantFrom<[number, number]>([0, 100], [0, 255], [1, 65534], [least, greatest]),
);

const typeAndOperations: fc.Arbitrary<[Type, Operations]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.integer({ min: 1, max: 9 }) as fc.Arbitrary<Type>, fc.nat(3) as fc.Arbitrary<Operations>) },
  fc.constant<[Type, Operations]>([Type.none, Operations.execute]),
);

const flags: fc.Arbitrary<Partial<ResourceDefinition>> = fc.record(
  {
    multiple: fc.boolean(),
    mandatory: fc.boolean(),
    range: bounds.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  },
  { requiredKeys: [] },
);

const resource: fc.Arbitrary<ResourceDefinition> = fc
  .tuple(typeAndOperations, flags)
  .map(([[type, operations], others]) => ({ type, operations, ...others }));

const ids = fc.oneof(fc.nat(65534), fc.nat(30), fc.integer({ min: 5500, max: 5600 }));

const definition: fc.Arbitrary<ObjectDefinition> = fc
  .record({
    id: fc.nat(65534),
    version: fc.tuple(fc.nat(63), fc.nat(63)).map((parts) => parts.join('.')),
    multiple: fc.boolean(),
    resources: fc.dictionary(ids.map(String), resource, { maxKeys: 40 }),
  })
  .filter(({ resources }) => new Set(Object.values(resources).map(({ range }) => String(range))).size <= 15);

test('a description holds all that the definition says', () => {
  fc.assert(
    fc.property(definition, (object) => {
      const description = pack(object);
      const ids = Object.keys(object.resources).map(Number);
      expect(objectId(description)).toBe(object.id);
      expect(`${versionMajor(description)}.${versionMinor(description)}`).toBe(object.version);
      expect(hasMultipleInstances(description)).toBe(object.multiple);
      expect(resourceCount(description)).toBe(ids.length);
      // By ascending number, not by text: the binary search relies on it.
      ids.sort((a, b) => a - b);
      const read = new Uint16Array(ids.length + 4).fill(7);
      readResourceIds(description, read, 2);
      expect([...read]).toEqual([7, 7, ...ids, 7, 7]);
      ids.forEach((id, i) => {
        const { type, operations, multiple, mandatory, range } = object.resources[id];
        expect([resourceType(description, i), resourceOperations(description, i)]).toEqual([type, operations]);
        expect([isMultiple(description, i), isMandatory(description, i)]).toEqual([multiple === true, mandatory === true]);
        const [from, to] = range ?? [-Infinity, Infinity];
        for (const value of [from, to, from - 1, to + 1, from + 0.5, to + 0.5, 0, -1e300, 1e300]) {
          expect(inRange(description, i, value)).toBe(value >= from && value <= to);
        }
      });
    }),
    { numRuns: 150 },
  );
});

test('a description is ASCII, without what would have to be escaped in a constant except the backslash', () => {
  fc.assert(fc.property(definition, (object) => expect(pack(object)).toMatch(/^[0-o]*$/)), { numRuns: 150 });
});

test('resources of the same range share it', () => {
  const ranged = (ranges: readonly (readonly [number, number])[]): string =>
    pack({ id: 1, version: '1.0', resources: ranges.map((range) => ({ type: Type.integer, operations: Operations.read, range })) });
  const [one, same, other] = [ranged([[0, 9]]), ranged([[0, 9], [0, 9]]), ranged([[0, 9], [0, 8]])];
  expect(same.length - one.length).toBe(2 + 1);
  expect(other.length - one.length).toBe(2 + 1 + 2);
});

test('15 ranges are told apart', () => {
  const range = (i: number): [number, number] => [-40 * i, 40 * i];
  const resources = Array.from({ length: 15 }, (_, i) => ({ type: Type.integer, operations: Operations.read, range: range(i) }));
  const description = pack({ id: 1, version: '1.0', resources });
  const values = Array.from({ length: 2 * 15 * 40 + 1 }, (_, i) => i - 15 * 40);
  resources.forEach((_, i) => expect(values.filter((value) => inRange(description, i, value))).toHaveLength(2 * 40 * i + 1));
});

test('NaN is in no range', () => {
  const resources = { 0: { type: Type.float, operations: Operations.read, range: [0, 1] } } as const;
  expect(inRange(pack({ id: 1, version: '1.0', resources }), 0, NaN)).toBe(false);
});

describe('what cannot be packed is a mistake of the definition', () => {
  const value: ResourceDefinition = { type: Type.integer, operations: Operations.read };

  test.each<[string, ObjectDefinition]>([
    ['an object id that is none', { id: 65535, version: '1.0', resources: {} }],
    ['a negative object id', { id: -1, version: '1.0', resources: {} }],
    ['a resource id that is none', { id: 1, version: '1.0', resources: { 65535: value } }],
    ['a version without a minor number', { id: 1, version: '1', resources: {} }],
    ['a version that is no number', { id: 1, version: 'x.y', resources: {} }],
    ['a version number beyond 63', { id: 1, version: '1.64', resources: {} }],
    ['a bound that is no whole number', { id: 1, version: '1.0', resources: { 0: { ...value, range: [0, 0.5] } } }],
    ['a bound below -2^29', { id: 1, version: '1.0', resources: { 0: { ...value, range: [least - 1, 0] } } }],
    ['a bound above 2^29 - 1', { id: 1, version: '1.0', resources: { 0: { ...value, range: [0, greatest + 1] } } }],
    ['an upper bound below the lower one', { id: 1, version: '1.0', resources: { 0: { ...value, range: [1, 0] } } }],
    ['a resource without a type that is read', { id: 1, version: '1.0', resources: { 0: { type: Type.none, operations: Operations.read } } }],
    ['a value that is executed', { id: 1, version: '1.0', resources: { 0: { type: Type.integer, operations: Operations.execute } } }],
    [
      'more ranges than can be told apart',
      { id: 1, version: '1.0', resources: Array.from({ length: 16 }, (_, i) => ({ ...value, range: [0, i] as const })) },
    ],
  ])('%s', (_, object) => {
    expect(() => pack(object)).toThrow();
  });
});
