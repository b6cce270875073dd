import { ExitCode } from '../../../tools/exitCodes';
import { espruinoAdvice, espruinoVersion, seedEspruino, startEspruino, writeToEspruino } from '../../../tools/flash/espruino';
import type { FileToWrite, WrittenFile } from '../../../tools/flash/files';
import { espruinoDialect } from '../../../tools/prompt/espruino';
import { findPrompt, type Prompt } from '../../../tools/prompt/prompt';
import { engine, type Flash, moduleOf as mockModuleOf } from '../../boards/espruino/flash';
import { StorageSlot } from '../../../src/board';
import { scriptEspruino, type ScriptedEspruino } from './scriptedEspruino';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });
jest.mock('Flash', () => mockModuleOf(() => mockFlash), { virtual: true });

/** Bytes of all values, and all of them in Base64. */
const image = { name: '.bootcde', bytes: Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i + (i >> 4)) & 255)) };
const slotBytes = 8192;
const slotA = 16384;
const patience = { answer: 60, attempts: 40 };

const find = ({ line }: ScriptedEspruino): Promise<Prompt> => findPrompt(line, espruinoDialect, patience);
const none = (): void => undefined;

/** The seed as the board itself reads it. */
function seedOf({ flash }: ScriptedEspruino): Buffer {
  mockFlash = flash;
  const seed = Buffer.alloc(32);
  jest.isolateModules(() => {
    const { load } = jest.requireActual<typeof import('../../../boards/espruino/storage')>('../../../boards/espruino/storage');
    expect(load(StorageSlot.seed, seed)).toBe(32);
  });
  return seed;
}

beforeAll(() => Object.assign(globalThis, { E: engine }));

async function flash(board: ScriptedEspruino, files: readonly FileToWrite[] = [image]): Promise<readonly WrittenFile[]> {
  return (await writeToEspruino(await find(board), files, slotBytes, none)).files;
}

const bytesOf = (board: ScriptedEspruino, name: string): Buffer => Buffer.from(board.flash.read(name) ?? '', 'latin1');

test.each([0, 0.0005, 0.002])('a file is on the board byte for byte, when %d of the bytes on the line are lost', async (loss) => {
  const board = scriptEspruino({ loss });
  const [written] = await flash(board);
  expect(bytesOf(board, '.bootcde')).toEqual(image.bytes);
  expect(written).toMatchObject({ name: '.bootcde', bytes: 3000, unchanged: false });
});

test('a piece that is written while its answer is lost is not written again', async () => {
  const board = scriptEspruino({ lostAnswers: 2 });
  await flash(board);
  expect(bytesOf(board, '.bootcde')).toEqual(image.bytes);
});

test('what runs is ended first; a file that is there already is not written again; then it is started', async () => {
  const board = scriptEspruino();
  await flash(board);
  const settings = { name: 'mote.json', bytes: Buffer.from('{"endpoint":"a"}') };
  const prompt = await find(board);
  const { files } = await writeToEspruino(prompt, [image, settings], slotBytes, none);
  expect(files.map(({ name, unchanged }) => [name, unchanged])).toEqual([['.bootcde', true], ['mote.json', false]]);
  expect(board.erased).toEqual(['.bootcde', 'mote.json']);
  startEspruino(prompt);
  await prompt.evaluate('1');
  expect(board.done).toEqual(['reset', 'reset', 'load']);
});

const stub = { name: '.bootcde', bytes: Buffer.from('the boot stub') };
const slot = { name: 'slot-a', bytes: image.bytes };
const key: FileToWrite = { name: 'mote.key', bytes: Buffer.from('c0ffee'), kept: 'another key' };
const settings = { name: 'mote.json', bytes: Buffer.from('{"endpoint":"a"}') };
/** What boards had before there were pages, and somebody's own file. */
const former = ['.bootcde', 'slot-a', 'slot-b', 'journal-a', 'mote0a', 'mote.random-b', 'mote.json', 'mote.key', 'own.js'];

function boardWith(files: readonly string[]): ScriptedEspruino {
  const board = scriptEspruino();
  for (const name of files) board.flash.write(name, `the former ${name}`);
  return board;
}

test.each([[[]], [former]])('the image goes into pages of its own, behind what stays and before what is replaced: %j', async (before) => {
  const board = boardWith(before);
  await flash(board, [slot, stub, { ...key, kept: undefined }, settings]);
  expect(board.flash.list()).toEqual([...before.filter((name) => name === 'own.js'), '.bootcde', 'mote.key', 'mote.at', 'mote.slot', 'mote.pad', 'mote', 'mote.json']);
  const { flash: memory } = board;
  const address = Number(memory.read('mote.at'));
  expect([address % 4096, Number(memory.read('mote.slot'))]).toEqual([0, 2]);
  expect(Buffer.from(memory.module.read(3000, address + slotA))).toEqual(image.bytes);
  expect(bytesOf(board, 'mote')).toHaveLength(slotA + 2 * slotBytes);
  expect(bytesOf(board, 'mote.json')).toEqual(settings.bytes);
});

test('key and settings that are there stay when none are told, wherever they have to go', async () => {
  const board = boardWith(former);
  await flash(board, [slot, stub]);
  expect([board.flash.read('mote.key'), board.flash.read('mote.json')]).toEqual(['the former mote.key', 'the former mote.json']);
});

test('the next image goes into the pages that are there, and the journal begins anew; with another boot stub the pages are made again, and what the device has stored stays', async () => {
  const board = scriptEspruino();
  await flash(board, [slot, stub, settings]);
  const prompt = await find(board);
  const seed = Buffer.alloc(32, 7);
  const { pages } = await writeToEspruino(prompt, [slot, stub, settings], slotBytes, none);
  await seedEspruino(prompt, pages, seed, false);
  const { flash: memory } = board;
  memory.write('mote', 'word', 2 * 4096);
  memory.write('mote', 'word', 3 * 4096);
  const next = { ...slot, bytes: Buffer.alloc(5000, 3) };
  board.erased.length = 0;
  await flash(board, [next, stub]);
  expect([board.erased, memory.read('mote', 2 * 4096, 4), memory.read('mote', 3 * 4096, 4)]).toEqual([[], '\xff\xff\xff\xff', '\xff\xff\xff\xff']);
  expect(bytesOf(board, 'mote').subarray(slotA, slotA + 5000)).toEqual(next.bytes);
  await flash(board, [next, { ...stub, bytes: Buffer.from('another boot stub') }]);
  expect(memory.list()).toEqual(['.bootcde', 'mote.at', 'mote.slot', 'mote.pad', 'mote', 'mote.json']);
  expect(bytesOf(board, 'mote').subarray(slotA, slotA + 5000)).toEqual(next.bytes);
  expect(seedOf(board)).toEqual(seed);
});

test('slots are smaller where Storage is; there is one where two would be too small', async () => {
  const slots = async (count: number): Promise<number[]> => {
    const board = scriptEspruino({ pages: count });
    const write = async () => writeToEspruino(await find(board), [{ ...slot, bytes: Buffer.alloc(9000, 5) }, stub], 20480, none);
    const { pages } = await write();
    expect((await write()).pages).toEqual(pages); // those that are there
    return [Number(board.flash.read('mote.slot')), bytesOf(board, 'mote').length / 4096 - 4, pages.slots];
  };
  expect([await slots(32), await slots(14), await slots(12), await slots(9)]).toEqual([[5, 10, 2], [4, 8, 2], [3, 6, 2], [3, 3, 1]]);
  await expect(slots(8)).rejects.toMatchObject({ exitCode: ExitCode.Failed, message: expect.stringMatching(/^The image needs 3 pages of 4096 bytes, and the board's Storage has 2 left\./) as string });
});

test('a file that is kept is not replaced by another one, and nothing else is written then', async () => {
  const board = scriptEspruino();
  await flash(board, [image, key]);
  await flash(board, [image, key]);
  const erased = [...board.erased];
  const other = { ...key, bytes: Buffer.from('decade') };
  const before = Buffer.from(board.flash.bytes);
  await expect(flash(board, [slot, other])).rejects.toMatchObject({ exitCode: ExitCode.Failed, message: 'another key' });
  expect([board.flash.bytes.equals(before), board.erased, board.done]).toEqual([true, erased, ['reset', 'reset']]);
  await flash(board, [{ ...other, kept: undefined }]);
  expect(bytesOf(board, 'mote.key')).toEqual(other.bytes);
});

test.each([['2v29', true], ['2v29.12', true], ['3v1', true], ['2v28.9', false], ['1v99', false]])('Espruino %s will do: %s', (version, isNewEnough) => {
  expect(espruinoAdvice(version) === undefined).toBe(isNewEnough);
});

test('the version and the board are told, and progress', async () => {
  const prompt = await find(scriptEspruino());
  expect(await espruinoVersion(prompt)).toEqual({ version: '2v29', board: 'SCRIPTED' });
  const steps: number[] = [];
  await writeToEspruino(prompt, [image], slotBytes, (_, written) => steps.push(written));
  expect(steps).toEqual([512, 1024, 1536, 2048, 2560, 3000]);
});

test('a board without a seed gets one, in the form of its storage; one that is there stays unless told', async () => {
  const board = scriptEspruino();
  const prompt = await find(board);
  const { pages } = await writeToEspruino(prompt, [image], slotBytes, none);
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(await seedEspruino(prompt, pages, first, false)).toBe(true);
  expect(seedOf(board)).toEqual(first);
  expect(await seedEspruino(prompt, pages, second, false)).toBe(false);
  expect(seedOf(board)).toEqual(first);
  expect(await seedEspruino(prompt, pages, second, true)).toBe(true);
  expect(seedOf(board)).toEqual(second);
  expect(await seedEspruino(prompt, pages, first, true)).toBe(true);
  expect(seedOf(board)).toEqual(first);
});

test('a program that keeps the prompt busy is interrupted', async () => {
  const board = scriptEspruino({ isBusy: true });
  await flash(board);
  expect(bytesOf(board, '.bootcde')).toEqual(image.bytes);
});

test.each<[string, Parameters<typeof scriptEspruino>[0], ExitCode, RegExp]>([
  ['a Storage too small', { pages: 6 }, ExitCode.Failed, /^\.bootcde has 5000 bytes, and the board's Storage has \d+ left\./],
  ['a flash memory that is worn', { isWorn: true }, ExitCode.NotVerified, /^\.bootcde reads back otherwise than it was written/],
])('%s is told', async (_, options, exitCode, message) => {
  await expect(flash(scriptEspruino(options), [{ ...image, bytes: Buffer.alloc(5000, 1) }])).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
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
