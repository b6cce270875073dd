/**
 * Instructions that the interpreter of Espruino needs for a request, counted by valgrind in its build for Linux, which
 * the environment variable ESPRUINO names. They are nearly the same in every run, and tell as little about time on a
 * microcontroller as a count can: its instructions are others, their proportions are much the same.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { readRequest } from '../messages';
import { decimal, table } from '../table';

/** Instructions by what the client does, or why there are none. */
export type EspruinoFigures = { ok: true; figures: EspruinoFigure[] } | { ok: false; reason: string };

/** What the client does, and the instructions of it once. */
export interface EspruinoFigure {
  what: string;
  instructions: number;
}

interface Work {
  readonly what: string;
  /** Calls of host.js that prepare it, and that do it `count` times. */
  readonly before: string;
  readonly calls: (count: number) => string;
  /** The same without the client. */
  readonly empty: (count: number) => string;
}

const enum Format {
  senmlCbor = 112,
  tlv = 11542,
  lwm2mCbor = 11544,
}

const enum Count {
  few = 2,
  many = 12,
}

/** The bytes of a request as a JavaScript array. */
const bytes = (request: Buffer): string => JSON.stringify([...request]);

function read(what: string, ids: readonly number[], format?: Format): Work {
  const request = bytes(readRequest(ids, format));
  return {
    what,
    before: `run(${request},1)`,
    calls: (count) => `run(${request},${count})`,
    empty: (count) => `runEmpty(${request},${count})`,
  };
}

/** What is measured; hot-names.ts counts the names that it uses. */
export const works: readonly Work[] = [
  read('READ /3/0/0', [3, 0, 0]),
  read('READ /3303/0, TLV', [3303, 0], Format.tlv),
  read('READ /3303/0, LwM2M CBOR', [3303, 0], Format.lwm2mCbor),
  read('READ /3303/0, SenML CBOR', [3303, 0], Format.senmlCbor),
  {
    what: 'notification of /3303/0/5700, with the measurements before it',
    before: `run(${bytes(readRequest([3303, 0, 5700], undefined, true))},1);runNotifications(1)`,
    calls: (count) => `runNotifications(${count})`,
    empty: () => '',
  },
];

/**
 * Counts each kind of work.
 * @param image Path of a tokenised image for the board in `espruino-esp32/`.
 */
export function espruinoInstructions(image: string): EspruinoFigures {
  const interpreter = process.env.ESPRUINO;
  if (interpreter === undefined || !fs.existsSync(interpreter)) {
    return { ok: false, reason: 'no Espruino: name its build for Linux in ESPRUINO' };
  }
  if (spawnSync('valgrind', ['--version']).status !== 0) return { ok: false, reason: 'no valgrind: apt-get install valgrind' };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mote-espruino-'));
  // Its names are in a function: at the top they would stand before those of the image, and each look-up would pass them.
  const host = `(function(){${fs.readFileSync(path.join(__dirname, 'host.js'), 'utf8')}\n})()`;
  const text = `atob("${fs.readFileSync(image, 'base64')}")`;
  try {
    const instructions = (calls: string): number => {
      const file = path.join(folder, 'script.js');
      fs.writeFileSync(file, `${host}\n${calls}\nprint("done");quit();\n`);
      return countInstructions(interpreter, file, folder);
    };
    const start = `eval(${text});registerClient();`;
    const figures = [{ what: 'start, and Register', instructions: instructions(start) - instructions(text) }];
    for (const { what, before, calls, empty } of works) {
      // A difference of two runs that do the same in the end, but for the client's part of the work.
      const many = instructions(`${start}${before};${calls(Count.many)};${empty(Count.few)};`);
      const few = instructions(`${start}${before};${calls(Count.few)};${empty(Count.many)};`);
      figures.push({ what, instructions: (many - few) / (Count.many - Count.few) });
    }
    return { ok: true, figures };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The figures as a table, or a line that says why there are none. */
export function espruinoText(result: EspruinoFigures): string {
  if (!result.ok) return `absent (${result.reason})`;
  return table(
    [{ heading: 'work' }, { heading: 'millions of instructions', right: true }],
    result.figures.map(({ what, instructions }) => [what, decimal(instructions / 1e6, 2)]),
  );
}

/** @throws Error with what the interpreter printed when the script did not come to its end. */
function countInstructions(interpreter: string, script: string, folder: string): number {
  const valgrind = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
  const { stdout, stderr } = spawnSync('valgrind', [...valgrind, interpreter, script], { cwd: folder, encoding: 'utf8', input: '' });
  const count = /I\s+refs:\s+([\d,]+)/.exec(stderr)?.[1];
  if (!stdout.includes('done') || count === undefined) throw new Error(`Espruino did not run the image to its end: ${stdout.slice(-300)}`);
  return Number(count.replaceAll(',', ''));
}
