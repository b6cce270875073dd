import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { packImage, type Signer, unpackImage } from '../../build/package';
import { type FirmwareSink, UpdateResult } from '../../src/board';
import { appendJournal, readJournal, State, Status } from '../../src/image/journal';
import { imageSink } from '../../src/image/sink';
import { makeKey, publicKey, signatureSize, signOnce } from '../../tools/ota/lms';
import { packPatch } from '../../tools/ota/patch';
import { createTestStorage, type TestStorage } from './storage';

const name = { board: 'lamp-board', app: 'lamp', version: '1.2.3' };
const key = makeKey(5, Buffer.alloc(48, 7));
const signer: Signer = { signatureSize: signatureSize(5), sign: (manifest) => signOnce(key, 3, manifest, Buffer.alloc(32, 1)) };
const code = (size: number, seed = 1): Buffer => Buffer.from(Array.from({ length: size }, (_, i) => (i * seed * 37 + (i >>> 7)) & 255));
const oldCode = code(3000);
const SLOT_BYTES = 8192;

/** The sink of an image that the boot stub has started in a slot. */
function started(storage: TestStorage, slot = 0, trust = { key: publicKey(key).toString('hex') as string | undefined }): FirmwareSink {
  const sink = imageSink(storage, SLOT_BYTES, slot, trust.key);
  if (sink === undefined) throw new Error('there is no sink');
  return sink;
}

/** A board whose slot A runs version 1.2.3, with 8 KB slots. */
function board(version = name.version): { storage: TestStorage; sink: FirmwareSink } {
  const storage = createTestStorage(SLOT_BYTES);
  storage.areas[0].set(packImage(oldCode, { ...name, version }));
  return { storage, sink: started(storage) };
}

/** Hands the sink a package in pieces. @returns The result that ends it, 0 when it is complete. */
function bring(sink: FirmwareSink, bytes: Buffer, piece = 64, size = bytes.length): number {
  let result = sink.begin(size);
  for (let at = 0; at < bytes.length && result === 0; at += piece) {
    const end = Math.min(bytes.length, at + piece);
    result = sink.write(Buffer.concat([Buffer.from([9]), bytes.subarray(at, end)]), 1, 1 + end - at);
  }
  return result === 0 ? sink.finish() : result;
}

const status = (storage: TestStorage): [number, Status] => [readJournal(storage) & State.slot, (readJournal(storage) & State.status) >>> State.statusShift];

const next = { ...name, version: '1.10.0' };
const newCode = Buffer.concat([oldCode.subarray(0, 700), Buffer.from('something new'), oldCode.subarray(600)]);
const whole = packImage(newCode, next, signer);
const patch = packPatch(unpackImage(packImage(oldCode, name), 'old'), unpackImage(whole, 'new'));

describe.each([['whole', whole], ['as a patch', patch]])('a package that comes %s', (_name, bytes) => {
  test.each([1, 3, 16, 61, 1024, 10_000])('in pieces of %i: the slot that does not run has it, signature and all', (piece) => {
    const { storage, sink } = board();
    expect(bring(sink, bytes, piece)).toBe(UpdateResult.initial);
    expect(storage.areas[1].subarray(0, whole.length).equals(whole)).toBe(true);
    expect(storage.areas[1].subarray(whole.length).every((byte) => byte === 255)).toBe(true);
    expect(status(storage)).toEqual([0, Status.ready]);
    expect([sink.packageName?.(), sink.packageVersion?.()]).toEqual(['lamp', '1.10.0']);
  });

  test('cut short anywhere: Result 5, and the slot that runs is untouched', () => {
    const { storage, sink } = board();
    const before = Buffer.from(storage.areas[0]);
    for (const size of [0, 3, 4, 35, 36, 59, 100, 2450, bytes.length - 1]) {
      expect([size, bring(sink, bytes.subarray(0, size))]).toEqual([size, UpdateResult.integrityFailure]);
      expect(status(storage)).toEqual([0, Status.confirmed]);
    }
    expect(storage.areas[0].equals(before)).toBe(true);
  });

  test('with a bit flipped anywhere: refused, and it can come again', () => {
    const { storage, sink } = board();
    for (let at = 0; at < bytes.length; at += at < 160 ? 1 : 97) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << at % 8;
      expect([UpdateResult.integrityFailure, UpdateResult.unsupportedPackage, UpdateResult.noStorage]).toContain(bring(sink, flipped, 256));
      expect(status(storage)).toEqual([0, Status.confirmed]);
    }
    expect(bring(sink, bytes)).toBe(UpdateResult.initial);
  });

  test('with more behind it: Result 5', () => {
    expect(bring(board().sink, Buffer.concat([bytes, Buffer.from([2, 0])]))).toBe(UpdateResult.integrityFailure);
  });

  test('from slot B it goes into slot A', () => {
    const { storage } = board();
    storage.areas[1].set(storage.areas[0]);
    appendJournal(storage, 1);
    expect(bring(started(storage, 1), bytes)).toBe(UpdateResult.initial);
    expect(storage.areas[0].subarray(0, whole.length).equals(whole)).toBe(true);
  });
});

describe('is refused', () => {
  test.each<[string, number, Buffer]>([
    ['an image of another board', UpdateResult.unsupportedPackage, packImage(newCode, { ...next, board: 'lamp-boarb' }, signer)],
    ['one of a board whose name begins the same', UpdateResult.unsupportedPackage, packImage(newCode, { ...next, board: 'lamp-board2' }, signer)],
    ['an older image', UpdateResult.unsupportedPackage, packImage(newCode, { ...next, version: '1.2.2' }, signer)],
    ['an image without signature', UpdateResult.integrityFailure, packImage(newCode, next)],
    ['an image signed by another key', UpdateResult.integrityFailure, packImage(newCode, next, { signatureSize: signatureSize(5), sign: (manifest) => signOnce(makeKey(5, randomBytes(48)), 0, manifest, Buffer.alloc(32)) })],
    ['an image larger than a slot', UpdateResult.noStorage, packImage(code(8192), next, signer)],
    ['what is no image', UpdateResult.unsupportedPackage, Buffer.from('MOTOR oil')],
    ['a patch of another image', UpdateResult.unsupportedPackage, packPatch(unpackImage(packImage(newCode, name), 'old'), unpackImage(whole, 'new'))],
    ['a manifest larger than any', UpdateResult.unsupportedPackage, Buffer.concat([Buffer.from('4d4f544500840000', 'hex'), Buffer.alloc(200)])],
  ])('%s: Result %i', (_name, result, bytes) => {
    const { storage, sink } = board();
    expect(bring(sink, bytes, 64, 0)).toBe(result);
    expect(status(storage)).toEqual([0, Status.confirmed]);
    expect(sink.write(bytes, 0, 1)).toBe(UpdateResult.updateFailed);
    expect(sink.apply()).toBe(UpdateResult.updateFailed);
  });

  test('what is said to be too large, at once', () => {
    expect(board().sink.begin(8193)).toBe(UpdateResult.noStorage);
  });

  test('the same version is not older', () => {
    expect(bring(board('1.10.0').sink, whole)).toBe(UpdateResult.initial);
    expect(bring(board('1.10.1').sink, whole)).toBe(UpdateResult.unsupportedPackage);
    expect(bring(board('2.0.0').sink, whole)).toBe(UpdateResult.unsupportedPackage);
  });
});

describe('a signature is verified', () => {
  const foreign = packImage(newCode, next, { signatureSize: signatureSize(5), sign: (manifest) => signOnce(makeKey(5, Buffer.alloc(48, 8)), 0, manifest, Buffer.alloc(32)) });
  const { head } = unpackImage(foreign, 'foreign');
  /** A sink that has got all but the code, and a byte of that. */
  function gotHead(bytes: Buffer): { storage: TestStorage; sink: FirmwareSink } {
    const { storage, sink } = board();
    expect(sink.begin(bytes.length)).toBe(UpdateResult.initial);
    expect(sink.write(bytes, 0, head.length + 1)).toBe(UpdateResult.initial);
    return { storage, sink };
  }

  test('when the sink is told to settle: another one ends the package', () => {
    const { storage, sink } = gotHead(foreign);
    expect(sink.settle?.()).toBe(UpdateResult.integrityFailure);
    expect(sink.write(foreign, head.length + 1, foreign.length)).toBe(UpdateResult.updateFailed);
    expect(sink.finish()).toBe(UpdateResult.integrityFailure);
    expect(status(storage)).toEqual([0, Status.confirmed]);
  });

  test('once: what settles is not asked for again', () => {
    const { storage, sink } = gotHead(whole);
    expect(sink.settle?.()).toBe(UpdateResult.initial);
    const reads = jest.spyOn(storage, 'read');
    expect(sink.settle?.()).toBe(UpdateResult.initial);
    expect(reads).not.toHaveBeenCalled();
    expect(sink.write(whole, head.length + 1, whole.length)).toBe(UpdateResult.initial);
    expect(sink.finish()).toBe(UpdateResult.initial);
  });

  test('before the next code is stored, by a sink that nobody tells', () => {
    const { storage, sink } = gotHead(foreign);
    expect(sink.write(foreign, head.length + 1, foreign.length)).toBe(UpdateResult.integrityFailure);
    expect(storage.areas[1].subarray(head.length + 1).every((byte) => byte === 255)).toBe(true);
  });

  test('before a package is complete that came in one piece', () => {
    const { storage, sink } = board();
    expect(sink.begin(foreign.length)).toBe(UpdateResult.initial);
    expect(sink.write(foreign, 0, foreign.length)).toBe(UpdateResult.initial);
    expect(sink.finish()).toBe(UpdateResult.integrityFailure);
    expect(status(storage)).toEqual([0, Status.confirmed]);
  });
});

test('a board without a key refuses every image', () => {
  for (const none of [undefined, '']) {
    expect(bring(started(board().storage, 0, { key: none }), whole)).toBe(UpdateResult.integrityFailure);
  }
});

test('a patch that copies from beyond the old code, or has endless numbers: Result 5', () => {
  const head = patch.subarray(0, 36 + unpackImage(whole, 'new').head.length);
  for (const commands of ['03b917', '038080808000', 'ffffffff7f', '01']) {
    expect(bring(board().sink, Buffer.concat([head, Buffer.from(commands, 'hex')]))).toBe(UpdateResult.integrityFailure);
  }
});

test('an image that was started by itself has none', () => {
  expect(imageSink(board().storage, SLOT_BYTES, undefined, '')).toBeUndefined();
});

test('the way of an update: ready, trial, confirmed', () => {
  const { storage, sink } = board();
  expect(sink.apply()).toBe(UpdateResult.updateFailed);
  bring(sink, whole);
  expect(sink.outcome()).toBe(UpdateResult.updateFailed); // power went before it was applied
  expect(sink.apply()).toBe(UpdateResult.initial);
  expect(status(storage)).toEqual([1, Status.trial]);
  const updated = started(storage, 1);
  expect(updated.outcome()).toBe(UpdateResult.initial);
  updated.confirm();
  expect([status(storage), updated.outcome()]).toEqual([[1, Status.confirmed], UpdateResult.initial]);
});

test('no package is taken on trial: the way back lies where it would go', () => {
  const { storage } = board();
  storage.areas[1].set(whole);
  appendJournal(storage, (Status.trial << State.statusShift) | 1);
  const sink = started(storage, 1);
  expect(bring(sink, whole)).toBe(UpdateResult.updateFailed);
  expect([status(storage), storage.areas[0].subarray(0, 4).toString()]).toEqual([[1, Status.trial], 'MOTE']);
});

test('once confirmed there is a way back, until the next package begins', () => {
  const { storage } = board();
  storage.areas[1].set(whole);
  appendJournal(storage, (Status.trial << State.statusShift) | 1);
  const sink = started(storage, 1);
  sink.confirm();
  expect(readJournal(storage)).toBe(State.fallback | 1);
  expect(sink.begin(0)).toBe(UpdateResult.initial);
  expect(readJournal(storage)).toBe(1);
  expect(storage.operations.slice(-2)[1]).toBe('erase 0');
});

test('a trial that the boot stub did not start is none: it has failed, and confirms nothing', () => {
  const { storage, sink } = board();
  appendJournal(storage, (Status.trial << State.statusShift) | 1);
  sink.confirm();
  expect([sink.outcome(), status(storage)]).toEqual([UpdateResult.updateFailed, [1, Status.trial]]);
});

test('while a package comes it has no name yet', () => {
  const { sink } = board();
  sink.begin(whole.length);
  sink.write(whole, 0, 20);
  expect([sink.packageName?.(), sink.packageVersion?.()]).toEqual(['', '']);
  expect(sink.write(whole, 20, whole.length)).toBe(UpdateResult.initial);
  expect(sink.finish()).toBe(UpdateResult.initial);
});

test('after a rollback the package is still there, and can be tried again', () => {
  const { storage, sink } = board();
  bring(sink, whole);
  appendJournal(storage, Status.rolledBack << State.statusShift);
  expect([sink.outcome(), sink.packageVersion?.()]).toEqual([UpdateResult.updateFailed, '1.10.0']);
  sink.confirm();
  expect(status(storage)).toEqual([0, Status.rolledBack]);
  expect(sink.apply()).toBe(UpdateResult.initial);
  expect(status(storage)).toEqual([1, Status.trial]);
});

test('a storage that fails: Result 2', () => {
  const { storage, sink } = board();
  storage.broken = true;
  expect(sink.begin(0)).toBe(UpdateResult.noStorage);
  storage.broken = false;
  sink.begin(0);
  storage.broken = true;
  expect(sink.write(whole, 0, 200)).toBe(UpdateResult.noStorage);
});

test('property: a patch makes any code of any other', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(bytes, fc.array(fc.oneof(bytes, fc.tuple(fc.nat(400), fc.nat(400))), { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (old, pieces, piece) => {
      const before = Buffer.from(old);
      const after = Buffer.concat([Buffer.from([1]), ...pieces.map((each) => (Array.isArray(each) ? before.subarray(...each) : each))]);
      const { storage, sink } = board();
      storage.areas[0].fill(255);
      const running = packImage(before, name);
      storage.areas[0].set(running);
      const image = packImage(after, next, signer);
      expect(bring(sink, packPatch(unpackImage(running, 'old'), unpackImage(image, 'new')), piece)).toBe(UpdateResult.initial);
      expect(storage.areas[1].subarray(0, image.length).equals(image)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
