/** The script engines, and how each runs a script and tells how much of its heap is in use. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../build/board';
import { outputOf, runLines } from './process';
import { lastLine, script, tokenisedScript } from './script';
import { runXs, xsWorker } from './xs';

const root = path.join(__dirname, '../..');

/** The heap in use after few requests and after many. */
export interface HeapUse {
  readonly early: number;
  readonly late: number;
  readonly unit: string;
}

/** An image, and what to do with it to see whether it leaves anything behind. */
export interface HeapTask {
  readonly image: Buffer;
  /** Calls that bring the image to where requests are answered. */
  readonly start: string;
  /** Calls with requests, before the heap is looked at for the first time, and between that and the second time. */
  readonly early: string;
  readonly late: string;
  /** A directory for the script. */
  readonly folder: string;
}

export interface Engine {
  readonly name: string;
  readonly language: Language;
  /** Its integers have 32 bits, so that it refuses larger ones. */
  readonly isNarrow?: true;
  /** The folder of the board that its image is for, where that is not the replay board's. */
  readonly board?: 'natives' | 'lazy';
  /** The applications that are run; all unless told. */
  readonly apps?: readonly string[];
  /** How it prints a line. */
  readonly print: string;
  /** Its version; undefined when it is absent. */
  readonly version: () => string | undefined;
  /** How to get it. */
  readonly source: string;
  /** Runs a script and returns the lines it prints before its last one. */
  readonly run: (file: string) => Promise<string[]>;
  readonly heap?: (engine: Engine, task: HeapTask) => Promise<HeapUse>;
}

/** A script around an image, as the engine takes it. */
export function scriptOf({ board, language, print }: Engine, image: Buffer, body: string): string {
  return board === 'lazy' ? tokenisedScript(print, image, body) : script(language, print, image.toString(), body);
}

/** The heap as the script itself can tell it: by an expression of its language, after another that collects garbage. */
function heapByScript(unit: string, collect: string, used: string): Engine['heap'] {
  return async (engine, task) => {
    const { language, run } = engine;
    const look = language === 'js' ? `${collect};replayPrint("heap "+${used});\n` : `${collect} replayPrint("heap "..${used})\n`;
    const body = `${task.start}${task.early}${look}${task.late}${look}`;
    const file = path.join(task.folder, `heap.${language}`);
    writeFileSync(file, scriptOf(engine, task.image, body));
    const [early, late] = (await run(file)).filter((line) => line.startsWith('heap ')).map((line) => Number(line.slice(5)));
    return { early, late, unit };
  };
}

async function heapOfXs(engine: Engine, task: HeapTask): Promise<HeapUse> {
  const parts = [
    scriptOf(engine, task.image, task.start),
    `${task.early}gc();`,
    `${task.late}gc();`,
    'gc();',
  ];
  const files = parts.map((text, index) => {
    const file = path.join(task.folder, `heap-${index}.js`);
    writeFileSync(file, text);
    return file;
  });
  // A script's own slots are in use until it is over, so that each count is that of the script after it.
  const { costs } = await runXs([files[0], files[1], files[3], files[2], files[3]]);
  return { early: costs[2].slots, late: costs[4].slots, unit: 'slots' };
}

/** Duktape cannot tell its heap, but waits between the lines of its console: meanwhile the system is asked. */
function heapOfDuktape(engine: Engine, task: HeapTask): Promise<HeapUse> {
  const file = path.join(task.folder, 'heap-duktape.js');
  writeFileSync(file, scriptOf(engine, task.image, task.start));
  return new Promise((resolve, reject) => {
    const child = spawn('duk', ['-i', file], { stdio: ['pipe', 'pipe', 'ignore'] });
    const looks: number[] = [];
    const steps = [task.early, task.late];
    function next(): void {
      const calls = steps.shift();
      if (calls === undefined) {
        child.stdin.end();
        resolve({ early: looks[0], late: looks[1], unit: 'bytes resident' });
      } else {
        child.stdin.write(`${calls.replaceAll('\n', '')}Duktape.gc();Duktape.gc();print("look")\n`);
      }
    }
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes(lastLine)) {
        text = '';
        next();
      } else if (text.includes('look\n')) {
        text = '';
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        looks.push(1024 * Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]));
        next();
      }
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error('Duktape ended early')));
  });
}

/** MicroQuickJS tells its heap at the end of a run, so there are two; the text of the calls is in both. */
async function heapOfMicroQuickJs(engine: Engine, task: HeapTask): Promise<HeapUse> {
  const sizes = ['', 'later();'].map((last, index) => {
    const file = path.join(task.folder, `heap-mqjs-${index}.js`);
    writeFileSync(file, scriptOf(engine, task.image, `function later(){${task.late}}\n${task.start}${task.early}${last}gc();`));
    return Number(/heap size=(\d+)/.exec(outputOf(process.env.MQJS ?? '', ['-d', file]) ?? '')?.[1]);
  });
  return { early: sizes[0], late: sizes[1], unit: 'bytes' };
}

function fromEnvironment(variable: string): string | undefined {
  const file = process.env[variable];
  return file === '' ? undefined : file;
}

/** The version in the first match of a program's output. */
function versionBy(command: string | undefined, args: readonly string[], pattern: RegExp): () => string | undefined {
  return () => {
    const output = command === undefined ? undefined : outputOf(command, args);
    return output === undefined ? undefined : (pattern.exec(output)?.[1] ?? 'present');
  };
}

const espruino = fromEnvironment('ESPRUINO');
const microQuickJs = fromEnvironment('MQJS');
const jitless = ['--expose-gc', '--jitless', '--no-lazy-feedback-allocation'];

const espruinoOnLinux: Engine = {
  name: 'Espruino',
  language: 'js',
  print: 'print',
  version: versionBy(espruino, ['-e', 'print(process.version)'], /(\dv\S+)/),
  source: 'build it for Linux (https://www.espruino.com) and name the program in ESPRUINO',
  run: (file) => runLines(espruino ?? '', [file], { lastLine, limit: 900, folder: path.dirname(file) }),
  heap: heapByScript('variables', '', 'process.memory().usage'),
};

export const engines: readonly Engine[] = [
  {
    name: 'Node',
    language: 'js',
    print: 'console.log',
    version: () => process.versions.node,
    source: '',
    run: (file) => runLines(process.execPath, [...jitless, file], { lastLine }),
    heap: heapByScript('bytes', 'gc();gc()', 'process.memoryUsage().heapUsed'),
  },
  {
    name: 'Moddable XS',
    language: 'js',
    print: 'print',
    version: () => (xsWorker() === undefined ? undefined : (outputOf(xsWorker() ?? '', ['-v'])?.replace(/^xsnap (\S+).*$/s, '$1') ?? 'present')),
    source: 'npm ci --prefix test/engines (compiles C for a minute)',
    run: async (file) => {
      const { lines } = await runXs([file]);
      return lines.slice(0, lines.indexOf(lastLine));
    },
    heap: heapOfXs,
  },
  {
    name: 'Duktape',
    language: 'js',
    print: 'print',
    version: versionBy('duk', ['-e', 'print(Duktape.version)'], /(\d{5})/),
    source: 'apt-get install duktape',
    run: (file) => runLines('duk', [file], { lastLine }),
    heap: heapOfDuktape,
  },
  espruinoOnLinux,
  { ...espruinoOnLinux, name: 'Espruino, its own AES', board: 'natives', apps: ['secure'] },
  { ...espruinoOnLinux, name: 'Espruino, functions left in flash', board: 'lazy', apps: ['smart-light'] },
  {
    name: 'Node, functions left in flash',
    language: 'js',
    board: 'lazy',
    print: 'print',
    version: () => process.versions.node,
    source: '',
    run: (file) => runLines(process.execPath, [path.join(root, 'build/run.js'), path.join(__dirname, 'tokenised.ts'), file], { lastLine }),
  },
  {
    name: 'MicroQuickJS',
    language: 'js',
    print: 'print',
    version: versionBy(microQuickJs, ['-e', 'print("present")'], /(present)/),
    source: 'build it (https://bellard.org/mquickjs/) and name the program in MQJS',
    run: (file) => runLines(microQuickJs ?? '', [file], { lastLine }),
    heap: heapOfMicroQuickJs,
  },
  {
    name: 'Lua 5.3',
    language: 'lua53',
    print: 'print',
    version: versionBy('lua5.3', ['-v'], /Lua (\S+)/),
    source: 'apt-get install lua5.3',
    run: (file) => runLines('lua5.3', [file], { lastLine }),
    heap: heapByScript('bytes', 'collectgarbage() collectgarbage()', 'string.format("%d",1024*collectgarbage("count"))'),
  },
  {
    name: 'Lua 5.1 + bit',
    language: 'lua51',
    print: 'print',
    version: () => (outputOf('lua5.1', ['-e', 'require("bit")']) === undefined ? undefined : versionBy('lua5.1', ['-v'], /Lua (\S+)/)()),
    source: 'apt-get install lua5.1 lua-bitop',
    run: (file) => runLines('lua5.1', [file], { lastLine }),
    heap: heapByScript('bytes', 'collectgarbage() collectgarbage()', 'string.format("%d",1024*collectgarbage("count"))'),
  },
  {
    name: 'fengari (Lua 5.3, 32-bit integers)',
    language: 'lua53',
    isNarrow: true,
    print: 'print',
    version: () => (JSON.parse(readFileSync(path.join(root, 'node_modules/fengari/package.json'), 'utf8')) as { version: string }).version,
    source: 'npm ci',
    run: (file) => runLines(process.execPath, [path.join(root, 'build/run.js'), path.join(__dirname, 'fengari.ts'), file], { lastLine }),
  },
];
