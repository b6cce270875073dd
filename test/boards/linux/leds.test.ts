import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mote-leds-'));
  process.env.MOTE_LEDS = folder;
  jest.resetModules();
});

afterEach(() => {
  delete process.env.MOTE_LEDS;
  rmSync(folder, { recursive: true });
});

function addLed(name: string, full: number): void {
  mkdirSync(join(folder, name));
  for (const [file, text] of [['brightness', '0'], ['max_brightness', `${full}\n`], ['trigger', '[heartbeat] none']]) {
    writeFileSync(join(folder, name, file), text);
  }
}

function brightness(name: string): string {
  return readFileSync(join(folder, name, 'brightness'), 'utf8');
}

async function light(led: number, percent: number): Promise<void> {
  const { lightLed } = await import('../../../boards/linux/leds');
  lightLed(led, percent);
}

test('LED 0 is the first one by its name that is no keyboard; its trigger is taken away', async () => {
  addLed('input3::capslock', 1);
  addLed('green:user', 255);
  addLed('red:user', 1);
  await light(0, 40);
  await light(1, 1);
  expect(['input3::capslock', 'green:user', 'red:user'].map(brightness)).toEqual(['0', '102', '1']);
  expect(readFileSync(join(folder, 'green:user', 'trigger'), 'utf8')).toBe('none');
  await light(0, 0);
  await light(1, 0);
  expect(['green:user', 'red:user'].map(brightness)).toEqual(['0', '0']);
});

test('an LED that is not there, and a machine without any, are no mistake', async () => {
  await light(0, 100);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await light(3, 100);
});

test('an LED that goes away is told', async () => {
  addLed('green:user', 255);
  await light(0, 10);
  const said = jest.spyOn(console, 'error').mockReturnValue();
  rmSync(join(folder, 'green:user', 'max_brightness'));
  await light(0, 20);
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/^LED 0: ENOENT/));
});
