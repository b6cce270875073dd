import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firmware } from '../../../boards/linux/firmware';
import { UpdateResult } from '../../../src/board';

let directory: string;
const before = process.env.MOTE_STORAGE;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mote-firmware-'));
  process.env.MOTE_STORAGE = join(directory, 'storage');
});

afterEach(() => {
  process.env.MOTE_STORAGE = before ?? '';
  rmSync(directory, { recursive: true });
});

const file = (name: string): string => join(directory, 'storage', name);

test('a package goes into a file, and takes the place of the one before when it is applied', () => {
  expect(firmware.begin(0)).toBe(0);
  expect(firmware.write(Buffer.from('-abc-'), 1, 4)).toBe(0);
  expect(firmware.write(Buffer.from('def'), 0, 3)).toBe(0);
  expect(existsSync(file('firmware-complete'))).toBe(false);
  expect(firmware.finish()).toBe(0);
  expect(readFileSync(file('firmware-complete'), 'utf8')).toBe('abcdef');
  expect(firmware.apply()).toBe(0);
  expect(readFileSync(file('firmware'), 'utf8')).toBe('abcdef');
  expect(firmware.outcome()).toBe(0);
});

test('another one drops what there was', () => {
  firmware.begin(0);
  firmware.finish();
  expect(firmware.begin(0)).toBe(0);
  expect(existsSync(file('firmware-complete'))).toBe(false);
  expect(firmware.finish()).toBe(0);
});

test('what cannot be stored or applied is a result', () => {
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(firmware.apply()).toBe(UpdateResult.updateFailed);
  expect(firmware.outcome()).toBe(UpdateResult.updateFailed);
  writeFileSync(join(directory, 'storage'), 'a file, and no directory');
  expect(firmware.begin(0)).toBe(UpdateResult.noStorage);
  expect(silence).toHaveBeenCalledTimes(2);
  silence.mockRestore();
});
