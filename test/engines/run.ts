/**
 * `npm run test:engines [-- APP]`: builds smart-light and two more applications for the replay board in JavaScript and
 * Lua, runs their transcripts on every script engine there is, and compares what the images do. With `smart-light`, `app`
 * or `secure` only that one. Prints a table; absent engines are named with how to get them.
 *
 * Exit codes: 0 every engine that is present did the same, 1 one did not or left memory behind, or an image could not be built.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { languages, type Language } from '../../build/board';
import type { Changes } from '../../build/config';
import { buildImage, type BuiltImage } from '../../build/image';
import { BuildFailure } from '../../build/failure';
import { engines, type Engine, type HeapUse, scriptOf } from './engines';
import { recordEverything, recordStart } from './everything';
import { recordReads, recordSecure } from './secure';
import { calls, firstLine, repeatCall } from './script';
import { datagrams, type Happening } from './session';
import { xsStepsPerRequest } from './steps';
import { recordTranscript } from './transcript';

/** READ /3/0/0 and READ /3303/0 (TLV). */
const reads = { '/3/0/0': '4401000001020304b13301300130', '/3303/0': '4401000001020304b4333330330130622d16' };

/** SenML CBOR: READ /3/0, the second of its blocks, READ-COMPOSITE and WRITE-COMPOSITE. */
const others = [
  '4401000001020304b13301306170',
  '4401000001020304b133013061706110',
  '4405000001020304c1705170ff82a100662f332f302f30a1006a2f33323736392f302f32',
  '4407000001020304c170ff81a2006a2f33323736392f302f320205',
];

/** An application, and what is done to it. */
interface Subject {
  readonly app: string;
  readonly record: (image: string, isNarrow: boolean) => readonly Happening[];
  /** Brings the image to where it answers requests, and makes them: `count` of each kind. */
  readonly traffic: (image: string) => Traffic;
  /** Requests of each kind before the first and the last look at the heap. */
  readonly early: number;
  readonly late: number;
}

interface Traffic {
  /** The calls that bring the image to where it answers requests. */
  readonly start: string;
  /** The calls of requests number `from` to `to` - 1 of each kind. */
  readonly calls: (language: Language, from: number, to: number) => string;
}

/** The same requests again and again, each with another message id. */
function repeated(start: readonly Happening[], requests: readonly string[]): Traffic {
  return { start: calls(start), calls: (language, from, to) => requests.map((each) => repeatCall(language, to - from, each)).join('') };
}

/** Requests in records, each of which is taken only once. Their text is memory, too: as much of it before each look. */
function inRecords(image: string): Traffic {
  const { start, reads: recorded } = recordReads(image, SECURE_LATE);
  return { start: calls(start), calls: (_language, from, to) => calls(recorded.slice(from, to)) };
}

const SECURE_LATE = 1_000;

const subjects: readonly Subject[] = [
  { app: 'smart-light', record: recordTranscript, traffic: (image) => repeated(recordTranscript(image).slice(0, 3), Object.values(reads)), early: 100, late: 10_000 },
  { app: path.join(__dirname, 'app'), record: recordEverything, traffic: (image) => repeated(recordStart(image), others), early: 100, late: 2_500 },
  { app: path.join(__dirname, 'secure'), record: recordSecure, traffic: inRecords, early: SECURE_LATE / 2, late: SECURE_LATE },
];

/** A subject, built and recorded. */
interface Recording {
  readonly subject: Subject;
  readonly images: ReadonlyMap<Language, BuiltImage>;
  /** Those for other boards than the replay board (`Engine.board`). */
  readonly others: ReadonlyMap<string, BuiltImage>;
  readonly happenings: readonly Happening[];
  /** For engines whose integers have 32 bits. */
  readonly narrow: readonly Happening[];
  readonly traffic: Traffic;
}

/** Slow engines make fewer requests, by this factor. */
const fewer: Readonly<Record<string, number>> = { Espruino: 20, 'Espruino, its own AES': 20, 'Espruino, functions left in flash': 20 };

/** Of 100 functions so many are left in flash: the text of more would be too long for Espruino. */
const lazyShare = 60;

interface Outcome {
  readonly engine: Engine;
  readonly version: string;
  readonly recording: Recording;
  /** Datagrams it had to send, and those that were. */
  readonly sent: number;
  readonly identical: number;
  readonly heap: HeapUse | string;
  readonly difference: string | undefined;
  readonly bytes: number;
  readonly seconds: number;
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

async function measureHeap(engine: Engine, { subject, traffic }: Recording, image: Buffer, folder: string): Promise<HeapUse | string> {
  if (engine.heap === undefined) return 'n/a';
  const factor = fewer[engine.name] ?? 1;
  const [early, late] = [subject.early / factor, subject.late / factor];
  return engine.heap(engine, {
    image,
    start: traffic.start,
    early: traffic.calls(engine.language, 0, early),
    late: traffic.calls(engine.language, early, late),
    folder,
  });
}

async function runEngine(engine: Engine, version: string, recording: Recording): Promise<Outcome> {
  const { language, board } = engine;
  const happenings = engine.isNarrow === true ? recording.narrow : recording.happenings;
  const image = board === undefined ? imageOf(recording.images, language) : recording.others.get(board);
  if (image === undefined) throw new Error(`no image for ${engine.name}`);
  const content = readFileSync(image.file);
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-engines-'));
  const file = path.join(folder, `transcript.${language === 'js' ? 'js' : 'lua'}`);
  writeFileSync(file, scriptOf(engine, content, calls(happenings)));
  const expected = datagrams(happenings.flatMap(({ printed }) => printed));
  const known = { engine, version, recording, sent: expected.length, bytes: image.bytes };
  const begun = Date.now();
  try {
    const printed = await engine.run(file);
    const seconds = Math.round((Date.now() - begun) / 1000);
    const lines = printed.slice(printed.indexOf(firstLine) + 1); // Espruino greets before it runs the script.
    return {
      ...known,
      seconds,
      identical: countIdentical(expected, datagrams(lines)),
      heap: await measureHeap(engine, recording, content, folder),
      difference: firstDifference(happenings, lines),
    };
  } catch (error) {
    return { ...known, seconds: 0, identical: 0, heap: 'n/a', difference: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether the heap has grown by so much that every request must have left something. */
function leaks({ early, late, unit }: HeapUse): boolean {
  return late - early > (unit.startsWith('bytes') ? 16 * 1024 : 8);
}

function heapText({ engine: { name }, recording: { subject }, heap }: Outcome): string {
  if (typeof heap === 'string') return heap;
  const requests = fewer[name] === undefined ? '' : ` (${subject.early / fewer[name]} to ${subject.late / fewer[name]})`;
  return `${heap.late - heap.early} of ${heap.late} ${heap.unit}${requests}`;
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

function isFor({ apps }: Engine, { app }: Subject): boolean {
  return apps === undefined || apps.includes(path.basename(app));
}

async function record(subject: Subject): Promise<Recording> {
  const images = new Map<Language, BuiltImage>();
  for (const language of languages) images.set(language, await buildImage({ app: subject.app, board: 'replay', language }));
  const others = new Map<string, BuiltImage>();
  for (const engine of engines) {
    const { board } = engine;
    if (board === undefined || others.has(board) || !isFor(engine, subject) || engine.version() === undefined) continue;
    const settings: Changes = board === 'lazy' ? { lazyFunctions: lazyShare } : {};
    others.set(board, await buildImage({ app: subject.app, board: path.join(__dirname, board), settings }));
  }
  const image = readFileSync(imageOf(images, 'js').file, 'utf8');
  return { subject, images, others, happenings: subject.record(image, false), narrow: subject.record(image, true), traffic: subject.traffic(image) };
}

function printOutcomes({ subject, happenings }: Recording, outcomes: readonly Outcome[]): void {
  const received = happenings.filter(({ datagram }) => datagram !== '').length;
  const typed = happenings.filter(({ line }) => line !== undefined).length;
  const boots = happenings.filter(({ boots }) => boots).length;
  const sent = datagrams(happenings.flatMap(({ printed }) => printed)).length;
  console.log(`\n${path.basename(subject.app)}: ${received} datagrams received, ${sent} sent, ${typed} lines typed, started ${boots} times\n`);
  printTable([
    ['engine', 'version', 'identical', `heap growth, ${subject.early} to ${subject.late} of each request`, 'image bytes', 'seconds'],
    ...outcomes.map((outcome) => [
      outcome.engine.name,
      outcome.version,
      `${outcome.identical}/${outcome.sent}`,
      heapText(outcome),
      String(outcome.bytes),
      String(outcome.seconds),
    ]),
  ]);
}

/** Runs tasks, two at a time. */
async function runAll<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < tasks.length) {
      const index = next++;
      results[index] = await tasks[index]();
    }
  }
  await Promise.all([work(), work()]);
  return results;
}

async function printSteps({ images, traffic }: Recording): Promise<void> {
  const image = readFileSync(imageOf(images, 'js').file, 'utf8');
  for (const [name, request] of Object.entries(reads)) {
    const steps = await xsStepsPerRequest(image, request, traffic.start);
    console.log(`\nXS steps for READ ${name}: ${steps ?? 'n/a, XS is absent'}`);
  }
}

async function main(): Promise<number> {
  const present: [Engine, string][] = [];
  const absent: Engine[] = [];
  for (const engine of engines) {
    const version = engine.version();
    if (version === undefined) absent.push(engine);
    else present.push([engine, version]);
  }
  const only = process.argv[2];
  const wanted = subjects.filter(({ app }) => only === undefined || path.basename(app) === only);
  if (wanted.length === 0) throw new Error(`no application ${only}; there are ${subjects.map(({ app }) => path.basename(app)).join(', ')}`);
  const recordings: Recording[] = [];
  for (const subject of wanted) recordings.push(await record(subject));
  const runs = present.flatMap(([engine, version]) => recordings.filter(({ subject }) => isFor(engine, subject)).map((recording) => ({ engine, version, recording })));
  runs.sort((a, b) => (fewer[b.engine.name] ?? 1) - (fewer[a.engine.name] ?? 1)); // The slow ones first.
  const outcomes = await runAll(runs.map(({ engine, version, recording }) => () => runEngine(engine, version, recording)));
  for (const recording of recordings) {
    const own = engines.flatMap((engine) => outcomes.filter((outcome) => outcome.engine === engine && outcome.recording === recording));
    printOutcomes(recording, own);
  }
  for (const { name, source } of absent) console.log(`\n${name} is absent: ${source}`);
  const light = recordings.find(({ subject }) => subject === subjects[0]);
  if (light !== undefined) await printSteps(light);
  const wrong = outcomes.filter(({ difference, heap }) => difference !== undefined || (typeof heap !== 'string' && leaks(heap)));
  for (const { engine, recording, difference } of wrong) {
    console.log(`\n${engine.name}, ${path.basename(recording.subject.app)}: ${difference ?? 'its heap grows'}`);
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
