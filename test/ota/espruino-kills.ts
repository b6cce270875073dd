/**
 * Updates in a row on the real interpreter, whose Storage is the file espruino.flash: boot stub, slots, journal and storage slots of
 * the board. Then the process is killed, as the power goes, at many moments of an update, and started again on the same file.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { buildImage } from '../../build/image';
import { packImage } from '../../build/package';
import { createRandom } from '../../boards/sim/random';
import { Flash, flashed } from '../boards/espruino/flash';
import type { Output } from '../boards/output';
import { espruino, espruinoAbsent } from '../boards/rigs/espruino';
import { type Running, start } from '../tools/programs';

const limits = {
  /** Updates without a kill, and kills after those. */
  updates: 5,
  kills: 24,
  /** Seconds after which a run is ended: a board that has not started by then is bricked. */
  run: 60,
};

/** Espruino's build for Linux: the address of its flash memory, and its pages of 4096 bytes, all of them Storage. */
const memory = { start: 0x10000000, pages: 64 };
/** Pages of a slot: all that the memory has room for. */
const slotPages = 29;
const slotA = 4 * 4096;

const first = 100;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The bytes of espruino.flash that are in no page which is ever erased. */
function lasting(bytes: Buffer): Buffer {
  const begin = 4096;
  return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(begin + slotA + 2 * slotPages * 4096)]);
}

/** When the process is killed: so many milliseconds, at random, after it has told this; the whole update is longer than the last of them. */
const moments: readonly (readonly [after: string, milliseconds: number])[] = [
  ['', 400], // the boot stub, also of a trial
  ['confirmed', 60], // the erasure
  ['erased', 6000],
  ['written', 150], // the states of the journal
];

/** One run of the interpreter. */
class Run {
  private readonly running: Running;
  private hasEnded = false;

  constructor(folder: string) {
    // An end of its input would fill its event queue.
    this.running = start(espruino() ?? '', [], folder);
    void this.running.code.then(() => (this.hasEnded = true));
  }

  get output(): Output {
    return this.running.output;
  }

  told(what: string): boolean {
    return what === '' || this.output.lines.some((line) => line.includes(what));
  }

  /** Waits until it has told that, or has ended. */
  private async until(what?: string): Promise<void> {
    for (let waited = 0; waited < limits.run * 1000 && !this.hasEnded && (what === undefined || !this.told(what)); waited += 10) await passed(10);
  }

  /** Lets it end by itself. */
  async end(): Promise<void> {
    await this.until();
    await this.kill();
  }

  /** @returns Whether it was killed, and had not ended by itself. */
  async killAfter(what: string, milliseconds: number): Promise<boolean> {
    await this.until(what);
    await passed(milliseconds);
    const isRunning = !this.hasEnded;
    await this.kill();
    return isRunning;
  }

  private kill(): Promise<void> {
    return this.running.kill();
  }
}

/** Prints what came of it. @returns How many things went otherwise than they should; undefined without Espruino. */
export async function killEspruino(print: (line: string) => void): Promise<number | undefined> {
  const absent = espruinoAbsent();
  if (absent !== undefined) {
    print(`espruino: absent: ${absent}`);
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-espruino-'));
  try {
    return await killUpdates(folder, print);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function killUpdates(folder: string, print: (line: string) => void): Promise<number> {
  const { file, bootFile } = await buildImage({ app: path.join(__dirname, 'espruino'), board: 'espruino-esp32', dist: folder });
  const code = readFileSync(file, 'latin1');
  const slotOf = (version: number): Buffer => {
    const changed = Buffer.from(code.replaceAll(`1.0.${first}`, `1.0.${version}`), 'latin1');
    return packImage(changed, { board: 'espruino-esp32', app: 'espruino', version: `1.0.${version}` });
  };
  const last = first + limits.updates + limits.kills + 1;
  for (let version = first; version < last; version++) writeFileSync(path.join(folder, `for-1.0.${version}`), slotOf(version + 1));
  const flash = flashed(slotPages, new Flash(memory.pages, memory.start), readFileSync(bootFile ?? ''));
  flash.write('mote', slotOf(first), slotA);
  const stored = path.join(folder, 'espruino.flash');
  writeFileSync(stored, flash.bytes);
  print(`espruino: image of ${code.length} bytes, slots of ${slotPages * 4096}, ${flash.getFree()} bytes of Storage free`);

  const random = createRandom(5);
  const begun = performance.now();
  const failures: string[] = [];
  const killed = moments.map(() => 0);
  let [version, starts, updates, compactions] = [first, 0, 0, 0];
  for (let runs = 0; updates < limits.updates + limits.kills && sum(killed) < limits.kills && failures.length === 0; runs++) {
    const run = new Run(folder);
    const moment = runs % moments.length;
    const [after, milliseconds] = moments[moment];
    const isUndisturbed = updates < limits.updates;
    if (isUndisturbed) await run.end();
    else if (await run.killAfter(after, random() * milliseconds)) killed[moment]++;
    compactions += run.output.lines.filter((line) => line.includes('Compacting')).length;
    const [, count, running] = run.output.lines.map((line) => /start (-?\d+) of 1\.0\.(\d+)/.exec(line)).find((match) => match !== null)?.map(Number) ?? [];
    if (count === undefined) {
      // The boot stub was killed, unless it had time enough.
      if (isUndisturbed || after !== '') failures.push(`nothing starts any more: ${run.output.last()}`);
      continue;
    }
    if (count <= starts) failures.push(`the count of starts went from ${starts} to ${count}`);
    if (running !== version && running !== version + 1) failures.push(`after 1.0.${version} came 1.0.${running}`);
    if (isUndisturbed && !run.told('result 0')) failures.push(`an update did not go through: ${run.output.last()}`);
    starts = count;
    // One that has not confirmed itself may be rolled back.
    if (run.told('confirmed')) {
      updates += running - version;
      version = running;
    }
  }
  const isKept = lasting(readFileSync(stored)).equals(lasting(flash.bytes));
  if (!isKept) failures.push('a page has changed that is none of the areas');
  if (compactions > 0) failures.push(`Storage was compacted ${compactions} times`);
  const phases = moments.map(([after], moment) => `${killed[moment]} after ${after === '' ? 'power-up' : `"${after}"`}`).join(', ');
  print(`espruino: ${updates} updates, ${starts} starts, ${sum(killed)} kills (${phases}); ${compactions} compactions (${Math.round((performance.now() - begun) / 1000)} s)`);
  for (const failure of failures) print(`  ${failure}`);
  return failures.length;
}
