import { Told } from '../../src/engine/told';
import { fresh } from '../fresh';

type Module = typeof import('../../src/engine/told');

const load = (sentValues: number): Module => fresh(() => jest.requireActual<Module>('../../src/engine/told'), { sentValues });

/** The number remembered of a resource instance. */
function told(module: Module, path: number, resourceInstance: number): number | undefined {
  const at = module.findTold(path, resourceInstance);
  return at === Told.none ? undefined : module.toldNumber(at);
}

test('a number belongs to its path and resource instance', () => {
  const module = load(4);
  module.rememberTold(0, 7, 1.5);
  module.rememberTold(1, 7, -2);
  module.rememberTold(0, 65534, 3);
  expect([told(module, 0, 7), told(module, 1, 7), told(module, 0, 65534)]).toEqual([1.5, -2, 3]);
  expect([told(module, 2, 7), told(module, 0, 0), told(module, 1, 65534)]).toEqual([undefined, undefined, undefined]);
});

test('it stays until its path is forgotten', () => {
  const module = load(2);
  module.rememberTold(0, 1, 10);
  module.rememberTold(0, 1, 20);
  module.rememberTold(1, 1, 30);
  expect(told(module, 0, 1)).toBe(10);
  module.forgetTold(0);
  expect([told(module, 0, 1), told(module, 1, 1)]).toEqual([undefined, 30]);
  module.rememberTold(0, 1, 20);
  expect(told(module, 0, 1)).toBe(20);
});

test.each([0, 1])('what has no room among %i is not remembered, and does no harm', (room) => {
  const module = load(room);
  for (const instance of [0, 1, 2]) module.rememberTold(3, instance, instance);
  expect([0, 1, 2].map((instance) => told(module, 3, instance))).toEqual([0, undefined, undefined].map((value, i) => (i < room ? value : undefined)));
});
