import { engine, type Flash, flashed, moduleOf as mockModuleOf } from './flash';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });
jest.mock('Flash', () => mockModuleOf(() => mockFlash), { virtual: true });

/** The first numbers of a boot: clock, serial number and hwRand are the same at each. */
function boot(flash: Flash): string {
  mockFlash = flash;
  let numbers = '';
  jest.isolateModules(() => {
    const { random } = jest.requireActual<typeof import('../../../boards/espruino/random')>('../../../boards/espruino/random');
    numbers = Array.from({ length: 4 }, random).join(' ');
  });
  return numbers;
}

beforeAll(() => Object.assign(globalThis, { E: engine, getSerial: () => 'one', getTime: () => 0 }));

test('no two boots give the same numbers', () => {
  const flash = flashed();
  const boots = Array.from({ length: 300 }, () => boot(flash));
  expect(new Set(boots).size).toBe(300);
});

test('another device has other numbers', () => {
  const first = boot(flashed());
  Object.assign(globalThis, { getSerial: () => 'two' });
  expect(boot(flashed())).not.toBe(first);
});

test('nor do they after the power has gone at any step of keeping the state', () => {
  for (let boots = 1; boots < 4; boots++) {
    let cuts = 0;
    for (let steps = 0; ; steps++) {
      const flash = flashed();
      const given = Array.from({ length: boots }, () => boot(flash));
      flash.stepsLeft = steps;
      let numbers = '';
      try {
        numbers = boot(flash);
      } catch (error) {
        if (!flash.isCut) throw error;
      }
      const { isCut } = flash;
      if (!isCut) given.push(numbers); // without power nobody gets to see them
      Object.assign(flash, { stepsLeft: Infinity, isCut: false });
      for (let more = 0; more < 3; more++) given.push(boot(flash));
      expect(new Set(given).size).toBe(given.length);
      if (!isCut) break;
      cuts++;
    }
    expect(cuts).toBeGreaterThan(15);
  }
});
