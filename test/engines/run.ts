/**
 * `npm run test:engines`: builds smart-light for the replay board in JavaScript and Lua, runs the transcript on every
 * script engine there is, and compares what the images do. Prints a table; absent engines are named with how to get them.
 *
 * Exit codes: 0 every engine that is present did the same, 1 one did not or left memory behind, or an image could not be built.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { languages, type Language } from '../../build/board';
import { buildImage, type BuiltImage } from '../../build/build';
import { BuildFailure } from '../../build/failure';
import { engines, type Engine, type HeapUse } from './engines';
import { calls, script } from './script';
import { datagrams, type Happening } from './session';
import { xsStepsPerRequest } from './steps';
import { recordTranscript } from './transcript';

/** READ /3/0/0 and READ /3303/0 (TLV). */
const reads = { '/3/0/0': '4401000001020304b13301300130', '/3303/0': '4401000001020304b4333330330130622d16' };

/** Requests before the heap is looked at for the first and for the second time. */
const EARLY = 100;
const LATE = 10_000;
/** Slow engines make fewer requests, by this factor. */
const fewer: Readonly<Record<string, number>> = { Espruino: 20 };

interface Outcome {
  readonly engine: Engine;
  readonly version: string;
  readonly identical: number;
  readonly heap: HeapUse | string;
  readonly difference: string | undefined;
}

/** What the engine did otherwise than Node in the recording, for a human; undefined when nothing. */
function firstDifference(happenings: readonly Happening[], printed: readonly string[]): string | undefined {
  let line = 0;
  for (const { at, title, datagram, printed: expected } of happenings) {
    for (const each of expected) {
      if (printed[line] !== each) {
        return `at ${at} ms (${title})\n  received ${datagram === '' ? 'nothing' : datagram}\n  expected ${each}\n  printed  ${printed[line] ?? 'nothing'}`;
      }
      line += 1;
    }
  }
  return printed.length > line ? `printed more than it should: ${printed[line]}` : undefined;
}

function countIdentical(expected: readonly Buffer[], actual: readonly Buffer[]): number {
  return expected.filter((datagram, index) => actual[index]?.equals(datagram)).length;
}

async function measureHeap(engine: Engine, image: string, start: string, folder: string): Promise<HeapUse | string> {
  if (engine.heap === undefined) return 'n/a';
  const factor = fewer[engine.name] ?? 1;
  return engine.heap(engine, { image, start, requests: Object.values(reads), early: EARLY / factor, late: LATE / factor, folder });
}

async function runEngine(engine: Engine, version: string, image: BuiltImage, happenings: readonly Happening[], folder: string): Promise<Outcome> {
  const { language, print } = engine;
  const text = readFileSync(image.file, 'utf8');
  const file = path.join(folder, `transcript.${language === 'js' ? 'js' : 'lua'}`);
  const registered = calls(happenings.slice(1, 3));
  writeFileSync(file, script(language, print, text, calls(happenings.slice(1))));
  const expected = datagrams(happenings.flatMap(({ printed }) => printed));
  try {
    const printed = await engine.run(file);
    // Espruino greets before it runs the script.
    const lines = printed.slice(Math.max(0, printed.findIndex((line) => line.startsWith('open '))));
    return {
      engine,
      version,
      identical: countIdentical(expected, datagrams(lines)),
      heap: await measureHeap(engine, text, registered, folder),
      difference: firstDifference(happenings, lines),
    };
  } catch (error) {
    return { engine, version, identical: 0, heap: 'n/a', difference: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether the heap has grown by so much that every request must have left something. */
function leaks({ early, late, unit }: HeapUse): boolean {
  return late - early > (unit.startsWith('bytes') ? 16 * 1024 : 8);
}

function heapText({ engine: { name }, heap }: Outcome): string {
  if (typeof heap === 'string') return heap;
  const requests = fewer[name] === undefined ? '' : ` (${EARLY / fewer[name]} to ${LATE / fewer[name]})`;
  return `${heap.late - heap.early} of ${heap.late} ${heap.unit}${requests}`;
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

async function main(): Promise<number> {
  const images = new Map<Language, BuiltImage>();
  for (const language of languages) images.set(language, await buildImage({ app: 'smart-light', board: 'replay', language }));
  const script = readFileSync(imageOf(images, 'js').file, 'utf8');
  const happenings = recordTranscript(script);
  const received = happenings.filter(({ datagram }) => datagram !== '').length;
  const sent = datagrams(happenings.flatMap(({ printed }) => printed)).length;
  console.log(`The transcript: ${received} datagrams received, ${sent} sent, ${Math.round(happenings[happenings.length - 1].at / 1000)} s pass\n`);

  const folder = mkdtempSync(path.join(tmpdir(), 'mote-engines-'));
  const outcomes: Outcome[] = [];
  const absent: Engine[] = [];
  try {
    for (const engine of engines) {
      const version = engine.version();
      if (version === undefined) absent.push(engine);
      else outcomes.push(await runEngine(engine, version, imageOf(images, engine.language), happenings, folder));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  printTable([
    ['engine', 'version', 'identical', `heap growth, ${EARLY} to ${LATE} of each request`, 'image bytes'],
    ...outcomes.map((outcome) => [
      outcome.engine.name,
      outcome.version,
      `${outcome.identical}/${sent}`,
      heapText(outcome),
      String(imageOf(images, outcome.engine.language).bytes),
    ]),
    ...absent.map(({ name }) => [name, 'absent', '', '', '']),
  ]);
  for (const { name, source } of absent) console.log(`\n${name} is absent: ${source}`);

  const start = calls(happenings.slice(1, 3));
  for (const [name, request] of Object.entries(reads)) {
    const steps = await xsStepsPerRequest(script, request, start);
    console.log(`\nXS steps for READ ${name}: ${steps ?? 'n/a, XS is absent'}`);
  }
  const wrong = outcomes.filter(({ difference, heap }) => difference !== undefined || (typeof heap !== 'string' && leaks(heap)));
  for (const { engine, difference } of wrong) {
    console.log(`\n${engine.name}: ${difference ?? 'its heap grows'}`);
  }
  return wrong.length === 0 ? 0 : 1;
}

function imageOf(images: ReadonlyMap<Language, BuiltImage>, language: Language): BuiltImage {
  const image = images.get(language);
  if (image === undefined) throw new Error(`no image in ${language}`);
  return image;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof BuildFailure ? error.message : error);
    process.exitCode = 1;
  },
);
