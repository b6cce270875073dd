import fc from 'fast-check';
import { Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import { Operations, type ResourceDefinition } from '../../src/model/description';
import { Found } from '../../src/model/objects';
import { fresh, type Sizes } from '../fresh';

type Objects = typeof import('../../src/model/objects');

function load(sizes?: Sizes): Objects {
  return fresh(() => jest.requireActual<Objects>('../../src/model/objects'), sizes);
}

const value: ResourceDefinition = { type: Type.integer, operations: Operations.read };

/** The description of an object that has resources of these ids. */
function object(id: number, resources: readonly number[]): string {
  return pack({ id, version: '1.0', multiple: true, resources: Object.fromEntries(resources.map((each) => [each, value])) });
}

const id = fc.nat(65534);
const registrations = fc.uniqueArray(
  fc.record({ id, resources: fc.uniqueArray(id, { maxLength: 30 }), instances: fc.nat(5) }),
  { selector: (each) => each.id, maxLength: 20 },
);
const large = { objects: 20, definitions: 600, instances: 100, resources: 3000 };

test('objects and resources are found by their ids, and nothing else is', () => {
  fc.assert(
    fc.property(registrations, fc.array(id), (registered, others) => {
      const objects = load(large);
      const numbers = registered.map((each) => objects.addObject(object(each.id, each.resources), each.instances));
      // Known by a number, in the order of addObject.
      expect(numbers).toEqual(registered.map((_, i) => i));
      expect(objects.objectCount()).toBe(registered.length);

      registered.forEach((each, number) => {
        expect([objects.findObject(each.id), objects.idOfObject(number)]).toEqual([number, each.id]);
        expect(objects.descriptionOf(number)).toBe(object(each.id, each.resources));
        const sorted = [...each.resources].sort((a, b) => a - b);
        expect(objects.definitionCount(number)).toBe(sorted.length);
        expect(sorted.map((resource) => objects.findDefinition(number, resource))).toEqual(sorted.map((_, i) => i));
        expect(sorted.map((_, i) => objects.idOfDefinition(number, i))).toEqual(sorted);
        const absent = others.filter((other) => !sorted.includes(other));
        expect(absent.filter((other) => objects.findDefinition(number, other) !== Found.none)).toEqual([]);
      });
      const absent = others.filter((other) => !registered.some((each) => each.id === other));
      expect(absent.filter((other) => objects.findObject(other) !== Found.none)).toEqual([]);

      const inOrder = numbers.map((_, place) => objects.idOfObject(objects.objectInOrder(place)));
      expect(inOrder).toEqual(registered.map((each) => each.id).sort((a, b) => a - b));
    }),
    { numRuns: 40 },
  );
});

test('each instance slot, each resource of a slot and each definition has a number of its own', () => {
  fc.assert(
    fc.property(registrations, (registered) => {
      const objects = load(large);
      const slots: number[] = [];
      const rows: number[] = [];
      const definitions: number[] = [];
      const owners: boolean[] = [];
      registered.forEach((each) => {
        const number = objects.addObject(object(each.id, each.resources), each.instances);
        owners.push(objects.slotCount(number) === each.instances);
        each.resources.forEach((_, i) => definitions.push(objects.definitionNumber(number, i)));
        for (let i = 0; i < each.instances; i++) {
          const slot = objects.firstSlot(number) + i;
          slots.push(slot);
          owners.push(objects.objectOfSlot(slot) === number);
          each.resources.forEach((_, definition) => rows.push(objects.resourceRow(number, slot, definition)));
        }
      });
      expect(owners).not.toContain(false);
      for (const numbers of [slots, rows, definitions]) {
        expect(numbers).toEqual(numbers.map((_, i) => i));
      }
    }),
    { numRuns: 30 },
  );
});

test('an object that is already there is a mistake, and stays as it was', () => {
  const objects = load();
  objects.addObject(object(3, [0, 1]), 1);
  expect(() => objects.addObject(object(3, [5]), 1)).toThrow('object 3 is already in the image');
  expect([objects.objectCount(), objects.definitionCount(0)]).toEqual([1, 2]);
});

describe('a table that is too small is named with the size it needs', () => {
  const first = object(3300, [0, 1, 2]);
  const second = object(3, [0, 1, 2, 3]);
  /** What two objects need: the first with 2 instances, the second with 3. */
  const needs = { objects: 2, definitions: 7, instances: 5, resources: 3 * 2 + 4 * 3 };

  test('and tables of exactly that size do', () => {
    const objects = load(needs);
    objects.addObject(first, 2);
    expect(objects.addObject(second, 3)).toBe(1);
  });

  test.each(Object.entries(needs))('%s: %i', (table, needed) => {
    const objects = load({ ...needs, [table]: needed - 1 });
    objects.addObject(first, 2);
    expect(() => objects.addObject(second, 3)).toThrow(`config.json: "${table}" has to be ${needed} at least`);
    expect([objects.objectCount(), objects.findObject(3), objects.findObject(3300)]).toEqual([1, Found.none, 0]);
  });
});
