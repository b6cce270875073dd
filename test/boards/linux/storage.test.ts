import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { eraseStorage, load, store } from '../../../boards/linux/storage';
import { StorageSlot } from '../../../src/board';

let home: string;
let complaints: string[];
const environment = process.env;
const args = process.argv;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mote-storage-'));
  process.env = { ...environment, MOTE_STORAGE: join(home, 'slots') };
  process.argv = args.slice(0, 2);
  complaints = [];
  jest.spyOn(console, 'error').mockImplementation((line) => complaints.push(String(line)));
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
  process.argv = args;
  rmSync(home, { recursive: true, force: true });
});

function read(slot: number): string | number {
  const buffer = new Uint8Array(16);
  const length = load(slot, buffer);
  return length < 0 ? length : Buffer.from(buffer.subarray(0, length)).toString();
}

const write = (slot: number, text: string): boolean => store(slot, Buffer.from(text), text.length);

test('stores, replaces, loads and erases', () => {
  expect(read(0)).toBe(-1);
  expect(write(0, 'one')).toBe(true);
  expect(write(0, 'two!')).toBe(true);
  expect(write(15, '')).toBe(true);
  expect([read(0), read(15)]).toEqual(['two!', '']);
  writeFileSync(join(home, 'slots', 'notes'), 'of somebody else');
  eraseStorage();
  expect([read(0), read(15)]).toEqual([-1, -1]);
  expect(readdirSync(join(home, 'slots'))).toEqual(['notes']);
  expect(complaints).toEqual([]);
});

test('the seed is made when it is asked for, stays the same, and outlives an erasure', () => {
  const seeds = [1, 2, 3].map((turn) => {
    if (turn === 3) eraseStorage();
    const seed = new Uint8Array(32);
    expect(load(StorageSlot.seed, seed)).toBe(32);
    return Buffer.from(seed).toString('hex');
  });
  expect(new Set(seeds).size).toBe(1);
  expect(new Set(seeds[0]).size).toBeGreaterThan(8); // 64 random digits
  expect(statSync(join(home, 'slots', `slot-${StorageSlot.seed}`)).mode & 0o077).toBe(0);
});

test('stores only the length it is told', () => {
  store(1, Buffer.from('abcdef'), 3);
  expect(read(1)).toBe('abc');
});

test('loads what fits and tells the true length', () => {
  write(6, 'abcdef');
  const small = new Uint8Array(4);
  expect(load(6, small)).toBe(6);
  expect(Buffer.from(small).toString()).toBe('abcd');
});

test('a power cut before the new file takes its place leaves the old bytes, and the next write goes on', () => {
  write(3, 'old');
  writeFileSync(join(home, 'slots', 'slot-3.new'), 'half of the n');
  expect(read(3)).toBe('old');
  expect(write(3, 'new')).toBe(true);
  expect(read(3)).toBe('new');
  expect(readdirSync(join(home, 'slots'))).toEqual(['slot-3']);
});

test('the slot itself is never opened for writing: its file is replaced', () => {
  write(4, 'old');
  const file = join(home, 'slots', 'slot-4');
  const { ino } = statSync(file);
  write(4, 'new');
  expect(statSync(file).ino).not.toBe(ino);
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('keys are stored there: nobody else may read them', () => {
  write(5, 'secret');
  expect(statSync(join(home, 'slots')).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'slots', 'slot-5')).mode & 0o777).toBe(0o600);
});

test('what the file system refuses is false and a line on the console', () => {
  writeFileSync(join(home, 'slots'), 'a file where the directory should be');
  expect(write(6, 'x')).toBe(false);
  expect(read(6)).toBe(-1);
  expect(complaints).toEqual([expect.stringMatching(/^storage: EEXIST/)]);
});

test('a slot that is no file cannot be loaded or erased, and says so', () => {
  write(7, 'x');
  const slot = join(home, 'slots', 'slot-7');
  rmSync(slot);
  mkdirSync(slot);
  expect(read(7)).toBe(-1);
  eraseStorage();
  expect(existsSync(slot)).toBe(true);
  expect(complaints).toHaveLength(2);
});

test('erasing what was never stored makes nothing', () => {
  eraseStorage();
  expect(readdirSync(home)).toEqual([]);
  expect(complaints).toEqual([]);
});

test.each(['light', '../up', '..', 'urn:dev:os:1-2'])('without MOTE_STORAGE the endpoint "%s" has a directory of its own', (endpoint) => {
  process.env = { ...environment, XDG_STATE_HOME: home, MOTE_ENDPOINT: endpoint };
  delete process.env.MOTE_STORAGE;
  write(0, 'x');
  expect(readdirSync(home)).toEqual(['mote']);
  const [directory] = readdirSync(join(home, 'mote'));
  expect(decodeURIComponent(directory)).toBe(`endpoint-${endpoint}`);
  expect(readdirSync(join(home, 'mote', directory))).toEqual(['slot-0']);
});
