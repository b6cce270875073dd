import { createHash } from 'node:crypto';
import { packImage, type Signer } from '../../../build/package';
import type { FirmwareSink } from '../../../src/board';
import { makeKey, publicKey, signatureSize, signOnce } from '../../../tools/ota/lms';
import { engine, Flash, flashed, moduleOf as mockModuleOf } from './flash';

let mockFlash: Flash;
jest.mock('Storage', () => mockFlash, { virtual: true });
jest.mock('Flash', () => mockModuleOf(() => mockFlash), { virtual: true });

const key = makeKey(5, Buffer.alloc(48, 9));
const signer: Signer = { signatureSize: signatureSize(5), sign: (manifest) => signOnce(key, 1, manifest, Buffer.alloc(32, 1)) };
const codes = { old: 'old image', new: 'new image'.repeat(9) };
const slots = {
  old: packImage(Buffer.from(codes.old), { board: 'lamp', app: 'lamp', version: '1.0.0' }, signer),
  new: packImage(Buffer.from(codes.new), { board: 'lamp', app: 'lamp', version: '1.1.0' }, signer),
};
const hashing = { SHA256: (text: string): ArrayBuffer => Uint8Array.from(createHash('sha256').update(text, 'latin1').digest()).buffer };

/** Espruino's module, as far as the board has it. */
interface Crypto {
  SHA256?: (text: string) => ArrayBuffer;
}

/** What the stub has started, the steps to that in their order, the seconds it may take, and what was printed. */
let started: string | undefined;
let steps: string[] = [];
let seconds = 0;
let printed: string[] = [];
const restart = 3;

beforeAll(() => {
  Object.assign(globalThis, {
    E: {
      ...engine,
      enableWatchdog(limit: number) {
        steps.push('watchdog');
        seconds = limit;
      },
    },
    setTimeout(action: unknown) {
      if (action === engine.reboot) steps.push('restart');
      else if (action === `eval(bootCode);clearTimeout(${restart})`) {
        steps.push('image');
        started = (globalThis as { bootCode?: string }).bootCode;
      }
      return restart;
    },
    print: (line: string) => printed.push(line),
  });
});

const slotA = 4 * 4096;

function flashedWith(slot: Buffer): Flash {
  const flash = flashed();
  flash.write('mote', slot, slotA);
  flash.write('mote.key', publicKey(key).toString('hex'));
  flash.erasures = 0;
  return flash;
}

/** Has the stub start, and gives the sink of the image that runs then; undefined when none does. */
function boot(flash: Flash, crypto: Crypto = hashing): FirmwareSink | undefined {
  mockFlash = flash;
  started = undefined;
  steps = [];
  seconds = 0;
  printed = [];
  Object.assign(globalThis, { bootSlot: undefined, bootCode: undefined });
  let sink: FirmwareSink | undefined;
  jest.isolateModules(() => {
    jest.doMock('crypto', () => crypto);
    jest.requireActual<typeof import('../../../boards/espruino/boot')>('../../../boards/espruino/boot').start();
    sink = jest.requireActual<typeof import('../../../boards/espruino/firmware')>('../../../boards/espruino/firmware').firmwareSink();
  });
  jest.dontMock('crypto');
  return sink;
}

/** Installs an image. The power may go meanwhile. */
function update(sink: FirmwareSink | undefined, slot = slots.new): void {
  sink?.begin(slot.length);
  for (let at = 0; at < slot.length; at += 256) sink?.write(slot, at, Math.min(slot.length, at + 256));
  if (sink?.finish() === 0) sink.apply();
}

function updateAndConfirm(flash: Flash, slot = slots.new): void {
  update(boot(flash), slot);
  boot(flash)?.confirm();
}

describe.each([
  ['SHA-256', hashing, (slot: Buffer) => slot.fill(0, 12, 16)],
  ['CRC-32', {}, (slot: Buffer) => slot.fill(0, 16, 48)],
])('an engine with %s', (_name, crypto, withoutTheOther) => {
  test('starts an image by that alone', () => {
    const flash = flashedWith(withoutTheOther(Buffer.from(slots.old)));
    boot(flash, crypto);
    expect([started, seconds, printed]).toEqual([codes.old, 60, []]);
  });

  test('starts nothing that is damaged or cut short', () => {
    for (const damage of [(slot: Buffer) => slot.fill(0, slot.length - 1), (slot: Buffer) => slot.subarray(0, -1), (slot: Buffer) => slot.subarray(0, 40), () => Buffer.alloc(64, 255)]) {
      boot(flashedWith(damage(Buffer.from(slots.old))), crypto);
      expect([started, seconds, printed]).toEqual([undefined, 0, ['No image: flash one']]);
    }
  });

  test('goes back after three starts', () => {
    const flash = flashedWith(slots.old);
    update(boot(flash, crypto));
    const starts = Array.from({ length: 5 }, () => {
      boot(flash, crypto);
      return started;
    });
    expect(starts).toEqual([codes.new, codes.new, codes.new, codes.old, codes.old]);
  });
});

test('wherever the journal is when an update comes, the stub has a blank page to go on in', () => {
  const flash = flashedWith(slots.old);
  for (let round = 0; round < 9; round++) {
    update(boot(flash));
    const starts = Array.from({ length: 4 }, () => {
      boot(flash);
      return started;
    });
    expect(starts).toEqual([codes.new, codes.new, codes.new, codes.old]);
  }
  expect([flash.compactions, flash.list()]).toEqual([0, flashedWith(slots.old).list()]);
});

test('on a board of before there were pages an image that came over the air does not go on, so that the stub goes back', () => {
  mockFlash = new Flash();
  Object.assign(globalThis, { bootSlot: 1 });
  jest.isolateModules(() => {
    const { firmwareSink } = jest.requireActual<typeof import('../../../boards/espruino/firmware')>('../../../boards/espruino/firmware');
    expect(firmwareSink).toThrow('Flash this board');
  });
});

test('an image that hangs at its start is an attempt: what restarts the board stands before it is evaluated', () => {
  boot(flashedWith(slots.old));
  expect(steps).toEqual(['watchdog', 'restart', 'image']);
});

test('a hash that could not be made, as when memory is short, is none', () => {
  const flash = flashedWith(slots.old);
  boot(flash, { SHA256: () => new ArrayBuffer(0) });
  expect(started).toBeUndefined();
});

test('a journal that is full: a trial that cannot be counted is not started', () => {
  const flash = flashedWith(slots.old);
  update(boot(flash));
  for (const page of [2, 3]) {
    for (let at = page * 4096; at < page * 4096 + 64; at += 4) if (flash.read('mote', at, 4) === '\xff\xff\xff\xff') flash.write('mote', '\0\0\0\0', at);
  }
  boot(flash);
  expect(started).toBe(codes.old);
});

test('the power goes at any step of an update: the old image runs or the new one, and the update can be done again', () => {
  const undisturbed = flashedWith(slots.old);
  undisturbed.stepsLeft = 1e6;
  updateAndConfirm(undisturbed);
  const steps = 1e6 - undisturbed.stepsLeft;
  boot(undisturbed);
  expect(started).toBe(codes.new);
  const ran = { old: 0, new: 0 };
  // Most steps are bytes of the slot: one of 41 stands for those.
  for (let step = 0; step < steps; step += step > 60 && step < steps - 60 ? 41 : 1) {
    const flash = flashedWith(slots.old);
    flash.stepsLeft = step;
    try {
      updateAndConfirm(flash);
    } catch (error) {
      if (!flash.isCut) throw error;
    }
    expect(flash.isCut).toBe(true);
    Object.assign(flash, { stepsLeft: Infinity, isCut: false });
    boot(flash);
    expect([codes.old, codes.new]).toContain(started);
    ran[started === codes.old ? 'old' : 'new']++;
    boot(flash)?.confirm();
    if (started === codes.old) updateAndConfirm(flash);
    boot(flash);
    expect(started).toBe(codes.new);
  }
  expect(ran.old).toBeGreaterThan(60);
  expect(ran.new).toBeGreaterThan(5);
});

/** The images of updates in a row. */
const row = ['1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version, index) => {
  const code = `image ${version}`.repeat(40 + 150 * index);
  return { code, slot: packImage(Buffer.from(code), { board: 'lamp', app: 'lamp', version }, { ...signer, sign: (manifest) => signOnce(key, 2 + index, manifest, Buffer.alloc(32, 1)) }) };
});

/** Writes and erasures of all updates in a row. */
function stepsOf(act: (flash: Flash) => void): number {
  const flash = flashedWith(slots.old);
  flash.stepsLeft = 1e6;
  act(flash);
  return 1e6 - flash.stepsLeft;
}

test('the power goes in each of several updates in a row, at any erasure and at many bytes: some whole image always starts, and Storage is never compacted', () => {
  const longest = stepsOf((flash) => row.forEach(({ slot }) => updateAndConfirm(flash, slot)));
  let cuts = 0;
  for (let step = 0; step < longest / 3; step += step < 24 ? 1 : 997) {
    const flash = flashedWith(slots.old);
    const files = flash.list();
    let running = codes.old;
    for (const { code, slot } of row) {
      flash.stepsLeft = step;
      try {
        updateAndConfirm(flash, slot);
      } catch (error) {
        if (!flash.isCut) throw error;
      }
      cuts += flash.isCut ? 1 : 0;
      Object.assign(flash, { stepsLeft: Infinity, isCut: false });
      boot(flash);
      expect([running, code]).toContain(started);
      boot(flash)?.confirm();
      if (started !== code) updateAndConfirm(flash, slot);
      boot(flash);
      expect(started).toBe(code);
      running = code;
    }
    expect([flash.list(), flash.compactions]).toEqual([files, 0]);
  }
  expect(cuts).toBeGreaterThan(100);
});
