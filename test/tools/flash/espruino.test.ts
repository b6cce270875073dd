import { ExitCode } from '../../../tools/exitCodes';
import { espruinoAdvice, espruinoVersion, eraseOnEspruino, seedEspruino, startEspruino, writeToEspruino } from '../../../tools/flash/espruino';
import type { FileToWrite, WrittenFile } from '../../../tools/flash/files';
import { espruinoDialect } from '../../../tools/prompt/espruino';
import { findPrompt, type Prompt } from '../../../tools/prompt/prompt';
import { engine, Flash } from '../../boards/espruino/flash';
import { StorageSlot } from '../../../src/board';
import { scriptEspruino, type ScriptedEspruino } from './scriptedEspruino';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });

/** Bytes of all values, and all of them in Base64. */
const image = { name: '.bootcde', bytes: Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i + (i >> 4)) & 255)) };
const patience = { answer: 60, attempts: 40 };

const find = ({ line }: ScriptedEspruino): Promise<Prompt> => findPrompt(line, espruinoDialect, patience);
const none = (): void => undefined;

/** The seed as the board itself reads it. */
function seedOf({ files }: ScriptedEspruino): Buffer {
  const flash = new Flash();
  for (const [name, bytes] of files) flash.write(name, bytes);
  mockFlash = flash;
  const seed = Buffer.alloc(32);
  jest.isolateModules(() => {
    const { load } = jest.requireActual<typeof import('../../../boards/espruino/storage')>('../../../boards/espruino/storage');
    expect(load(StorageSlot.seed, seed)).toBe(32);
  });
  return seed;
}

beforeAll(() => Object.assign(globalThis, { E: engine }));

async function flash(board: ScriptedEspruino, files: readonly FileToWrite[] = [image]): Promise<WrittenFile[]> {
  return writeToEspruino(await find(board), files, none);
}

test.each([0, 0.0005, 0.002])('a file is on the board byte for byte, when %d of the bytes on the line are lost', async (loss) => {
  const board = scriptEspruino({ loss });
  const [written] = await flash(board);
  expect(board.files.get('.bootcde')).toEqual(image.bytes);
  expect(written).toMatchObject({ name: '.bootcde', bytes: 3000, unchanged: false });
});

test('a piece that is written while its answer is lost is not written again', async () => {
  const board = scriptEspruino({ lostAnswers: 2 });
  await flash(board);
  expect(board.files.get('.bootcde')).toEqual(image.bytes);
});

test('what runs is ended first; a file that is there already is not written again; then it is started', async () => {
  const board = scriptEspruino();
  await flash(board);
  const settings = { name: 'mote.json', bytes: Buffer.from('{"endpoint":"a"}') };
  const prompt = await find(board);
  const written = await writeToEspruino(prompt, [image, settings], none);
  expect(written.map(({ name, unchanged }) => [name, unchanged])).toEqual([['.bootcde', true], ['mote.json', false]]);
  expect(board.erased).toEqual(['.bootcde', 'mote.json']);
  await eraseOnEspruino(prompt, ['slot-b']);
  startEspruino(prompt);
  await prompt.evaluate('1');
  expect(board.done).toEqual(['reset', 'reset', 'load']);
  expect(board.erased).toEqual(['.bootcde', 'mote.json', 'slot-b']);
});

test('a file that is kept is not replaced by another one, and nothing else is written then', async () => {
  const board = scriptEspruino();
  const key: FileToWrite = { name: 'mote.key', bytes: Buffer.from('c0ffee'), kept: 'another key' };
  await flash(board, [image, key]);
  await flash(board, [image, key]);
  const erased = [...board.erased];
  const other = { ...key, bytes: Buffer.from('decade') };
  await expect(flash(board, [{ name: 'slot-a', bytes: image.bytes }, other])).rejects.toMatchObject({ exitCode: ExitCode.Failed, message: 'another key' });
  expect([board.files.has('slot-a'), board.erased, board.done]).toEqual([false, erased, ['reset', 'reset']]);
  await flash(board, [{ ...other, kept: undefined }]);
  expect(board.files.get('mote.key')).toEqual(other.bytes);
});

test.each([['2v29', true], ['2v29.12', true], ['3v1', true], ['2v28.9', false], ['1v99', false]])('Espruino %s will do: %s', (version, isNewEnough) => {
  expect(espruinoAdvice(version) === undefined).toBe(isNewEnough);
});

test('the version and the board are told, and progress', async () => {
  const prompt = await find(scriptEspruino());
  expect(await espruinoVersion(prompt)).toEqual({ version: '2v29', board: 'SCRIPTED' });
  const steps: number[] = [];
  await writeToEspruino(prompt, [image], (_, written) => steps.push(written));
  expect(steps).toEqual([512, 1024, 1536, 2048, 2560, 3000]);
});

test('a board without a seed gets one, in the form of its storage; one that is there stays unless told', async () => {
  const board = scriptEspruino();
  const prompt = await find(board);
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(await seedEspruino(prompt, first, false)).toBe(true);
  expect(seedOf(board)).toEqual(first);
  expect(await seedEspruino(prompt, second, false)).toBe(false);
  expect(seedOf(board)).toEqual(first);
  // As after a write of the device: the other file is the newest.
  board.files.set('mote2b', board.files.get('mote2a') ?? Buffer.alloc(0));
  board.files.delete('mote2a');
  expect(await seedEspruino(prompt, second, false)).toBe(false);
  expect(await seedEspruino(prompt, second, true)).toBe(true);
  expect([...board.files.keys()]).toEqual(['mote2a']);
  expect(seedOf(board)).toEqual(second);
});

test('a program that keeps the prompt busy is interrupted', async () => {
  const board = scriptEspruino({ isBusy: true });
  await flash(board);
  expect(board.files.get('.bootcde')).toEqual(image.bytes);
});

test.each<[string, Parameters<typeof scriptEspruino>[0], ExitCode, RegExp]>([
  ['a Storage too small', { size: 2000 }, ExitCode.Failed, /^\.bootcde has 3000 bytes, and the board's Storage has 2000 left\./],
  ['a flash memory that is worn', { isWorn: true }, ExitCode.NotVerified, /^\.bootcde reads back otherwise than it was written/],
])('%s is told', async (_, options, exitCode, message) => {
  await expect(flash(scriptEspruino(options))).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
});

test('a line at which nothing answers, and one that falls silent', async () => {
  const silent = { answer: 5, attempts: 2 };
  await expect(findPrompt(scriptEspruino({ loss: 1 }).line, espruinoDialect, silent)).rejects.toMatchObject({ exitCode: ExitCode.NoAnswer });
  const prompt = await findPrompt(scriptEspruino().line, espruinoDialect, silent);
  await expect(prompt.evaluate('load()', /^never$/)).rejects.toMatchObject({ exitCode: ExitCode.NoAnswer });
  await expect(prompt.evaluate('nothing.here')).rejects.toMatchObject({ exitCode: ExitCode.Failed, message: expect.stringMatching(/^The board refuses: ReferenceError/) as string });
});

test('what an application prints meanwhile is no answer', async () => {
  const prompt = await find(scriptEspruino());
  expect(await prompt.evaluate('(print("@3:5:noise:3@ <inf> light: on"),5)')).toBe('5');
});
