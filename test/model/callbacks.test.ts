import { Type } from '../../src/format/type';
import { Callback, type CallbackFunction, type Validator } from '../../src/model/callbacks';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { fresh, type Sizes } from '../fresh';

type Objects = typeof import('../../src/model/objects');
type Callbacks = typeof import('../../src/model/callbacks');
type Instances = typeof import('../../src/model/instances');

interface Model {
  readonly callbacks: Callbacks;
  readonly instances: Instances;
}

const kinds = [
  Callback.read,
  Callback.validate,
  Callback.write,
  Callback.changed,
  Callback.execute,
  Callback.create,
  Callback.delete,
];

/** Two objects, 10 and 11, with resources 0 and 1 each. */
function loadModel(sizes?: Sizes): Model {
  const { objects, ...model } = fresh(
    () => ({
      objects: jest.requireActual<Objects>('../../src/model/objects'),
      callbacks: jest.requireActual<Callbacks>('../../src/model/callbacks'),
      instances: jest.requireActual<Instances>('../../src/model/instances'),
    }),
    sizes,
  );
  const value = { type: Type.integer, operations: Operations.readWrite };
  for (const id of [10, 11]) objects.addObject(pack({ id, version: '1.0', resources: { 0: value, 1: value } }), 1);
  return model;
}

function load(sizes?: Sizes): Callbacks {
  return loadModel(sizes).callbacks;
}

const answering = (answer: number): CallbackFunction => () => answer;

test('a callback is called with what it is told, for its own resource and kind alone', () => {
  const callbacks = load();
  const calls: unknown[] = [];
  callbacks.addCallback(1, 0, Callback.write, (...args: unknown[]) => {
    calls.push(args);
    return 0;
  });
  for (const object of [0, 1]) {
    for (const definition of [0, 1]) {
      for (const kind of kinds) {
        const isIt = object === 1 && definition === 0 && kind === Callback.write;
        expect(callbacks.hasCallback(object, definition, kind)).toBe(isIt);
        expect(callbacks.callCallbacks(object, definition, kind, 5, 'on', 3)).toBe(0);
      }
    }
  }
  expect(calls).toEqual([[5, 'on', 3]]);
});

test('an instance is named by its handle, and where there is none yet, by -1', () => {
  const { callbacks, instances } = loadModel();
  const called: number[] = [];
  const note: CallbackFunction = (instance) => void called.push(instance);
  callbacks.addCallback(0, 0, Callback.write, note);
  const first = instances.addInstance(0, 0);
  instances.removeInstance(0, first);
  const slot = instances.addInstance(0, 0);
  callbacks.callCallbacks(0, 0, Callback.write, slot, 1, 0);
  callbacks.callCallbacks(0, 0, Callback.write, -1, 1, 0);
  expect(called).toEqual([instances.handleOf(slot), -1]);
  expect(slot).toBe(first);
  expect(instances.handleOf(slot)).not.toBe(slot);
});

test('a validator is given the value alone', () => {
  const callbacks = load();
  const calls: unknown[] = [];
  const validate: Validator = (...args) => {
    calls.push(args);
    return 0x80;
  };
  callbacks.addCallback(0, 0, Callback.validate, validate);
  expect(callbacks.callCallbacks(0, 0, Callback.validate, -1, 21, 5)).toBe(0x80);
  expect(calls).toEqual([[21]]);
});

test('an object knows which kinds its resources have', () => {
  const callbacks = load();
  callbacks.addCallback(1, 0, Callback.read, answering(0));
  const any = (object: number): Callback[] => kinds.filter((kind) => callbacks.hasAnyCallback(object, kind));
  expect([any(0), any(1)]).toEqual([[], [Callback.read]]);
});

test('several kinds on one resource are told apart', () => {
  const callbacks = load();
  callbacks.addCallback(0, 1, Callback.read, answering(0x81));
  callbacks.addCallback(0, 1, Callback.changed, answering(0x83));
  expect(kinds.filter((kind) => callbacks.hasCallback(0, 1, kind))).toEqual([Callback.read, Callback.changed]);
  expect(kinds.map((kind) => callbacks.callCallbacks(0, 1, kind, 0, 0, 0))).toEqual([0x81, 0, 0, 0x83, 0, 0, 0]);
});

test('those of a kind are called in the order they were added, up to the first error', () => {
  const callbacks = load();
  const calls: string[] = [];
  const noting = (name: string, answer: number): CallbackFunction => () => {
    calls.push(name);
    return answer;
  };
  callbacks.addCallback(0, 0, Callback.validate, noting('first', 0));
  callbacks.addCallback(0, 0, Callback.validate, noting('second', 0x80));
  callbacks.addCallback(0, 0, Callback.validate, noting('third', 0x85));
  expect(callbacks.callCallbacks(0, 0, Callback.validate, 0, 1, 0)).toBe(0x80);
  expect(calls).toEqual(['first', 'second']);
});

test.each([
  [[0, 0], 0],
  [[-1], -1],
  [[-1, 0, -1], -2],
  [[-1, 0x80, -1], 0x80],
])('those that answer later are counted, unless one gives an error: %j', (answers, expected) => {
  const callbacks = load();
  answers.forEach((answer) => callbacks.addCallback(0, 0, Callback.read, answering(answer)));
  expect(callbacks.callCallbacks(0, 0, Callback.read, 0, 0, 0)).toBe(expected);
});

test('callbacks on an object are apart from those on resources, and from those of another object', () => {
  const callbacks = load();
  const created: number[] = [];
  callbacks.addObjectCallback(0, Callback.create, (instance) => {
    created.push(instance);
    return 0;
  });
  callbacks.addObjectCallback(1, Callback.delete, answering(0x85));
  const has = (kind: Callback): boolean[] => [0, 1].map((object) => callbacks.hasObjectCallback(object, kind));
  expect([has(Callback.create), has(Callback.delete)]).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(kinds.some((kind) => callbacks.hasCallback(0, 0, kind) || callbacks.hasCallback(1, 0, kind))).toBe(false);
  expect(callbacks.callObjectCallbacks(0, Callback.create, 7)).toBe(0);
  expect(callbacks.callObjectCallbacks(1, Callback.create, 8)).toBe(0);
  expect(callbacks.callObjectCallbacks(1, Callback.delete, 9)).toBe(0x85);
  expect(created).toEqual([7]);
});

test('a full table is named, and the callback that had no room is not called', () => {
  const callbacks = load({ callbacks: 2 });
  callbacks.addCallback(0, 0, Callback.read, answering(0));
  callbacks.addObjectCallback(0, Callback.create, answering(0));
  const message = 'config.json: "callbacks" has to be more than 2';
  expect(() => callbacks.addCallback(0, 1, Callback.read, answering(0))).toThrow(message);
  expect(() => callbacks.addObjectCallback(0, Callback.delete, answering(0))).toThrow(message);
  expect([callbacks.hasCallback(0, 1, Callback.read), callbacks.hasObjectCallback(0, Callback.delete)]).toEqual([false, false]);
});
