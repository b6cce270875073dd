import { Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { fresh } from '../fresh';

type Objects = typeof import('../../src/model/objects');
type Instances = typeof import('../../src/model/instances');
type Runtime = typeof import('../../src/runtime/js');

/** Elements of the tables of numbers that were read; the measure of a look-up that no machine's mood changes. */
let reads = 0;

function counting(table: Uint16Array): Uint16Array {
  return new Proxy(table, {
    get(target, key) {
      reads += 1;
      return target[Number(key)];
    },
    set(target, key, value: number) {
      target[Number(key)] = value;
      return true;
    },
  });
}

interface Model {
  readonly objects: Objects;
  readonly instances: Instances;
}

function load(): Model {
  const sizes = { objects: 200, definitions: 2000, instances: 3000, resources: 60000 };
  return fresh(() => {
    const actual = jest.requireActual<Runtime>('runtime');
    jest.doMock('runtime', () => ({ ...actual, newUint16s: (size: number) => counting(actual.newUint16s(size)) }));
    const model = {
      objects: jest.requireActual<Objects>('../../src/model/objects'),
      instances: jest.requireActual<Instances>('../../src/model/instances'),
    };
    jest.dontMock('runtime');
    return model;
  }, sizes);
}

function object(id: number, resources: number): string {
  const value = { type: Type.integer, operations: Operations.read };
  const definitions = Object.fromEntries(Array.from({ length: resources }, (_, i) => [5000 + 3 * i, value]));
  return pack({ id, version: '1.0', multiple: true, resources: definitions });
}

/** The most that one of the calls reads. */
function most(calls: readonly (() => unknown)[]): number {
  return Math.max(
    ...calls.map((call) => {
      reads = 0;
      call();
      return reads;
    }),
  );
}

const upTo = (count: number): number[] => [...Array(count).keys()];

test('an object is found among 200 in at most 8 steps of a binary search', () => {
  const { objects } = load();
  for (const i of upTo(200)) objects.addObject(object(10 * ((i * 77) % 200), 1), 1);
  const ids = upTo(2000);
  expect(ids.filter((id) => objects.findObject(id) !== -1)).toHaveLength(200);
  expect(most(ids.map((id) => () => objects.findObject(id)))).toBeLessThanOrEqual(8);
});

test('a resource is found among 60 in at most 6 steps, however many objects there are', () => {
  const { objects } = load();
  const numbers = upTo(20).map((i) => objects.addObject(object(i, 60), 1));
  const calls = numbers.flatMap((number) => upTo(200).map((i) => () => objects.findDefinition(number, 4999 + i)));
  expect(calls.filter((call) => call() !== -1)).toHaveLength(20 * 60);
  expect(most(calls)).toBeLessThanOrEqual(2 + 6);
});

test('an instance is found among 1,000 as fast as alone when the ids have no gaps', () => {
  const one = load();
  one.objects.addObject(object(1, 1), 1);
  one.instances.addInstance(0, 0);
  const many = load();
  many.objects.addObject(object(1, 1), 1000);
  for (const id of upTo(1000)) many.instances.addInstance(0, id);
  const alone = most([() => one.instances.findInstance(0, 0)]);
  expect(most(upTo(1000).map((id) => () => many.instances.findInstance(0, id)))).toBe(alone);
});

test('an instance is found among 1,000 in 10 steps more than alone when they have', () => {
  const one = load();
  one.objects.addObject(object(1, 1), 1);
  one.instances.addInstance(0, 3);
  const many = load();
  many.objects.addObject(object(1, 1), 1000);
  for (const i of upTo(1000)) many.instances.addInstance(0, 7 * i + 3);
  const alone = most([() => one.instances.findInstance(0, 3)]);
  const ids = upTo(8000);
  expect(ids.filter((id) => many.instances.findInstance(0, id) !== -1)).toHaveLength(1000);
  expect(most(ids.map((id) => () => many.instances.findInstance(0, id)))).toBeLessThanOrEqual(alone + 10);
});
