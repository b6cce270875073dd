import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areaFile } from '../../../boards/linux/areas';
import { firmwareSink } from '../../../boards/linux/firmware';
import { packImage } from '../../../build/package';
import { type FirmwareSink, UpdateResult } from '../../../src/board';

let directory: string;
const before = process.env.MOTE_STORAGE;
const name = { board: 'linux', app: 'lamp', version: '1.0.0' };

/** The sink of the image in slot A. */
function started(): FirmwareSink {
  global.bootSlot = 0;
  const sink = firmwareSink();
  if (sink === undefined) throw new Error('there is no sink');
  return sink;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mote-firmware-'));
  process.env.MOTE_STORAGE = join(directory, 'flash');
  mkdirSync(join(directory, 'flash'));
  writeFileSync(areaFile(0), packImage(Buffer.from('old'), name));
});

afterEach(() => {
  global.bootSlot = undefined;
  process.env.MOTE_STORAGE = before ?? '';
  rmSync(directory, { recursive: true });
});

test('an image that was started by itself cannot be updated', () => {
  expect(firmwareSink()).toBeUndefined();
});

test('areas are files, in MOTE_STORAGE', () => {
  expect(areaFile(1)).toBe(join(directory, 'flash', 'flash-1'));
});

test('a package goes into the file of the slot that does not run; without the right signature it is refused', () => {
  const sink = started();
  const image = packImage(Buffer.from('new'), { ...name, version: '1.0.1' });
  expect(sink.begin(0)).toBe(0);
  expect(sink.write(image, 0, 50)).toBe(0);
  expect(sink.write(image, 50, image.length - 3)).toBe(0);
  expect(sink.write(image, image.length - 3, image.length)).toBe(UpdateResult.integrityFailure);
  expect(readFileSync(areaFile(1)).equals(image.subarray(0, image.length - 3))).toBe(true);
  expect(readFileSync(areaFile(0)).equals(packImage(Buffer.from('old'), name))).toBe(true);
});

test('what the file system refuses is a result', () => {
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  mkdirSync(areaFile(1));
  expect(started().begin(0)).toBe(UpdateResult.noStorage);
  expect(silence).toHaveBeenCalledTimes(1);
  rmSync(areaFile(0));
  expect(started().begin(0)).toBe(UpdateResult.updateFailed);
  expect(existsSync(areaFile(2))).toBe(false);
  silence.mockRestore();
});
