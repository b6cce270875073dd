/** NodeMCU's files over a file system that loses, or cuts short, the file it is writing when the power goes. */
import fc from 'fast-check';
import { readNewest, removeNewest, replaceNewest } from '../../../boards/nodemcu-esp32/files';

/** What a step that the power has cut leaves: of a file that is written nothing, its first bytes, or no file. */
const leftovers = ['undone', 'short', 'empty', 'lost', 'done'] as const;
type Leftover = (typeof leftovers)[number];

/** SPIFFS as far as the board uses it. A file that is open for writing is not safe until it is closed. */
class Spiffs {
  files = new Map<string, string>();
  stepsLeft = Infinity;
  leftover: Leftover = 'undone';
  isCut = false;
  isFull = false;

  private step(name: string, done: string | undefined): void {
    if (this.stepsLeft > 0) {
      this.stepsLeft--;
    } else {
      this.isCut = true;
      if (this.leftover === 'undone') throw new Error('the power goes');
      done = this.leftover === 'done' ? done : this.leftover === 'lost' ? undefined : this.leftover === 'empty' ? '' : done?.slice(0, done.length >> 1);
    }
    if (done === undefined) this.files.delete(name);
    else this.files.set(name, done);
    if (this.isCut) throw new Error('the power goes');
  }

  remove(name: string): void {
    this.step(name, undefined);
  }

  open(name: string, mode: string): object | undefined {
    if (mode === 'r' && !this.files.has(name)) return undefined;
    if (mode === 'w') this.step(name, '');
    return {
      read: () => this.files.get(name),
      write: (_opened: object, bytes: string) => {
        if (this.isFull) return undefined;
        this.step(name, (this.files.get(name) ?? '') + bytes);
        return true;
      },
      close: () => {
        if (mode !== 'r') this.step(name, this.files.get(name));
        return true;
      },
    };
  }
}

let spiffs: Spiffs;

beforeAll(() => {
  Object.assign(globalThis, {
    file: { exists: (name: string) => spiffs.files.has(name), remove: (name: string) => spiffs.remove(name) },
    io: { open: (name: string, mode: string) => spiffs.open(name, mode) },
    string: {
      byte: (text: string, index: number) => text.charCodeAt(index - 1),
      char: (...bytes: number[]) => String.fromCharCode(...bytes),
      sub: (text: string, first: number, last: number) => text.slice(first - 1, last),
    },
  });
});

beforeEach(() => (spiffs = new Spiffs()));

test('files are apart, replaced, empty, and removed', () => {
  expect(readNewest('mote0')).toBeUndefined();
  for (const [name, text] of [['mote0', 'first'], ['mote1', 'other'], ['mote0', 'second'], ['mote15', '']] as const) expect(replaceNewest(name, text)).toBe(true);
  expect(['mote0', 'mote1', 'mote15'].map(readNewest)).toEqual(['second', 'other', '']);
  expect(removeNewest('mote0')).toBe(true);
  expect(['mote0', 'mote1'].map(readNewest)).toEqual([undefined, 'other']);
});

test('the newest counts after more writes than the turn can count', () => {
  for (let count = 0; count < 600; count++) {
    replaceNewest('mote0', `value ${count}`);
    expect(readNewest('mote0')).toBe(`value ${count}`);
  }
});

describe.each(leftovers)('the power goes, and what was being done is %s', (leftover) => {
  test.each([1, 2, 3])('after %s writes there are the old bytes or the new, and they can be replaced again', (writes) => {
    let cuts = 0;
    for (let steps = 0; ; steps++) {
      spiffs = new Spiffs();
      for (let count = 1; count <= writes; count++) replaceNewest('mote0', `bytes ${count}`);
      Object.assign(spiffs, { stepsLeft: steps, leftover });
      try {
        replaceNewest('mote0', 'the new ones');
      } catch (error) {
        if (!spiffs.isCut) throw error;
      }
      if (!spiffs.isCut) break;
      Object.assign(spiffs, { stepsLeft: Infinity, isCut: false });
      expect([`bytes ${writes}`, 'the new ones']).toContain(readNewest('mote0'));
      expect([replaceNewest('mote0', 'again'), readNewest('mote0')]).toEqual([true, 'again']);
      cuts++;
    }
    expect(cuts).toBe(3);
  });

  test('what was replaced never comes back when the newest bytes are removed', () => {
    for (let steps = 0; steps < 2; steps++) {
      spiffs = new Spiffs();
      replaceNewest('mote0', 'old');
      replaceNewest('mote0', 'new');
      Object.assign(spiffs, { stepsLeft: steps, leftover });
      expect(() => removeNewest('mote0')).toThrow('the power goes');
      expect(readNewest('mote0')).not.toBe('old');
    }
  });
});

test('a file system that is full is told, and what was there stays', () => {
  replaceNewest('mote0', 'kept');
  spiffs.isFull = true;
  expect(replaceNewest('mote0', 'more')).toBe(false);
  expect(readNewest('mote0')).toBe('kept');
});

test('any file in the place of another is that one or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      spiffs.files = new Map([['mote0a', Buffer.from(bytes).toString('latin1')]]);
      expect(readNewest('mote0')).toBeUndefined();
    }),
  );
});
