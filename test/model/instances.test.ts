import fc from 'fast-check';
import { Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { Found } from '../../src/model/objects';
import { fresh, type Sizes } from '../fresh';

type Objects = typeof import('../../src/model/objects');
type Instances = typeof import('../../src/model/instances');
type Values = typeof import('../../src/model/values');

interface Model {
  readonly objects: Objects;
  readonly instances: Instances;
  readonly values: Values;
}

function load(sizes?: Sizes): Model {
  return fresh(
    () => ({
      objects: jest.requireActual<Objects>('../../src/model/objects'),
      instances: jest.requireActual<Instances>('../../src/model/instances'),
      values: jest.requireActual<Values>('../../src/model/values'),
    }),
    sizes,
  );
}

function object(id: number): string {
  const value = { type: Type.string, operations: Operations.readWrite };
  return pack({ id, version: '1.0', multiple: true, resources: { 0: value, 1: value } });
}

/** Ids that lie close together, so that they meet, and some far off. */
const id = fc.oneof({ weight: 4, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.constantFrom(100, 65534) });
const step = fc.record({ object: fc.nat(1), id });

test('created and deleted in any order, instances are found by id and listed by ascending id', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50, size: 'max' }), (steps) => {
      const { objects, instances } = load();
      const capacity = [8, 3];
      capacity.forEach((size, i) => objects.addObject(object(10 + i), size));
      /** Slot by id, for each object. */
      const plain = [new Map<number, number>(), new Map<number, number>()];

      for (const { object: number, id: instance } of steps) {
        const expected = plain[number];
        const known = expected.get(instance);
        if (known !== undefined) {
          instances.removeInstance(number, known);
          expected.delete(instance);
        } else {
          const slot = instances.addInstance(number, instance);
          if (expected.size === capacity[number]) {
            expect(slot).toBe(Found.none);
          } else {
            expect(objects.objectOfSlot(slot)).toBe(number);
            expect([...expected.values()]).not.toContain(slot);
            expected.set(instance, slot);
          }
        }

        plain.forEach((slots, each) => {
          const sorted = [...slots].sort(([a], [b]) => a - b);
          expect(instances.instanceCount(each)).toBe(slots.size);
          expect(sorted.map((_, place) => instances.instanceInOrder(each, place))).toEqual(sorted.map(([, slot]) => slot));
          for (const [known, slot] of slots) {
            expect([instances.idOfInstance(slot), instances.slotOf(instances.handleOf(slot))]).toEqual([known, slot]);
          }
          for (const candidate of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 65533, 65534, 65535]) {
            expect(instances.findInstance(each, candidate)).toBe(slots.get(candidate) ?? Found.none);
          }
          const free = [...Array(20).keys()].find((candidate) => !slots.has(candidate));
          expect(instances.freeInstanceId(each)).toBe(free);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('a handle is of one instance: not of the next in its slot, and of nobody when that is gone', () => {
  const { objects, instances } = load();
  objects.addObject(object(10), 2);
  const handles = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    const slot = instances.addInstance(0, i);
    const handle = instances.handleOf(slot);
    handles.add(handle);
    if (instances.slotOf(handle) !== slot) throw new Error('the handle is not of its slot');
    instances.removeInstance(0, slot);
    if (instances.slotOf(handle) !== Found.none) throw new Error('the handle outlives its instance');
  }
  expect(handles.size).toBe(2000);
  const slot = instances.addInstance(0, 5);
  expect([...handles].filter((handle) => instances.slotOf(handle) !== Found.none)).toEqual([]);
  expect(instances.slotOf(instances.handleOf(slot))).toBe(slot);
});

test('handles stay positive small integers, however often a slot is taken', () => {
  const { objects, instances } = load();
  objects.addObject(object(10), 1);
  let greatest = 0;
  for (let i = 0; i < 40_000; i++) {
    const handle = instances.handleOf(instances.addInstance(0, 0));
    greatest = Math.max(greatest, handle);
    if (handle < 0 || instances.slotOf(handle) !== 0) throw new Error(`handle ${handle}`);
    instances.removeInstance(0, 0);
  }
  expect(greatest).toBeLessThan(2 ** 30);
});

test.each([-1, 0, 16, 65535, 65536, 2 ** 30, -65536])('%i is the handle of nobody while there is no instance', (handle) => {
  const { objects, instances } = load();
  objects.addObject(object(10), 2);
  expect(instances.slotOf(handle)).toBe(Found.none);
});

test('an object without room for instances has none', () => {
  const { objects, instances } = load();
  objects.addObject(object(10), 0);
  objects.addObject(object(11), 1);
  expect([instances.addInstance(0, 0), instances.findInstance(0, 0), instances.instanceCount(0)]).toEqual([
    Found.none,
    Found.none,
    0,
  ]);
  expect(instances.addInstance(1, 0)).toBe(0);
});

test('an instance takes its values with it when it goes, and those of others stay', () => {
  const { objects, instances, values } = load();
  objects.addObject(object(10), 3);
  const slots = [5, 6, 7].map((each) => instances.addInstance(0, each));
  const rows = slots.map((slot) => objects.resourceRow(0, slot, 1));
  rows.forEach((row, i) => {
    values.addResource(row - 1);
    values.addResource(row);
    values.resizeText(row, 10);
    values.texts.fill(65 + i, values.textStart(row), values.textStart(row) + 10);
  });
  const free = values.textBytesFree();

  instances.removeInstance(0, slots[1]);
  expect(values.textBytesFree()).toBe(free + 10);
  expect(rows.map((row) => values.isPresent(row))).toEqual([true, false, true]);
  expect(rows.map((row) => values.isPresent(row - 1))).toEqual([true, false, true]);
  const textOf = (row: number): string =>
    Buffer.from(values.texts.subarray(values.textStart(row), values.textStart(row) + values.textSizeAt(row))).toString();
  expect([textOf(rows[0]), textOf(rows[2])]).toEqual(['AAAAAAAAAA', 'CCCCCCCCCC']);

  // The slot is used again, without what was in it.
  expect(instances.addInstance(0, 9)).toBe(slots[1]);
  expect([values.isPresent(rows[1]), values.textSizeAt(rows[1])]).toEqual([false, 0]);
});
