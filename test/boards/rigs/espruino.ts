/**
 * Espruino's build for Linux: the interpreter and its libraries are those of the boards. LED and button are stand-ins that
 * `.boot0` defines before the image starts; a reboot ends the process, which a shell then starts again.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as passed } from 'node:timers/promises';
import type { Changes } from '../../../build/config';
import { root } from '../../../build/paths';
import { ExitCode } from '../../../tools/exitCodes';
import { openLine } from '../../../tools/line/line';
import { outputOf } from '../../engines/process';
import { appear, start } from '../../tools/programs';
import { Output } from '../output';
import type { RunningBoard } from './rig';

/** What is on the boards and not on Linux. The real hwRand of nRF52 differs from boot to boot. */
const standIns = `function analogWrite(p,v){print("pin "+p+" "+v)}
function digitalWrite(p,v){print("pin "+p+" "+v)}
function setWatch(f){global.pressButton=f}
E.hwRand=function(){return Math.floor(getTime()*1e6)%1048573*1999};
`;

/** Settings of `mote.json` beside endpoint and server. */
type Settings = Readonly<Record<string, unknown>>;

/** What an environment variable names: the interpreter, or one with as much memory as a board. */
export function espruino(variable = 'ESPRUINO'): string | undefined {
  const file = process.env[variable];
  return file === undefined || file === '' ? undefined : file;
}

/** The variable, where it is set: otherwise the one that names any interpreter, on which memory is not measured. */
export function sizedOrAny(variable: string): string {
  return espruino(variable) === undefined ? 'ESPRUINO' : variable;
}

export function espruinoAbsent(variable = 'ESPRUINO'): string | undefined {
  const file = espruino(variable);
  if (file === undefined) return `build Espruino for Linux (https://www.espruino.com) and name the program in ${variable}`;
  return existsSync(file) ? undefined : `there is no ${file}, which ${variable} names`;
}

export function espruinoVersion(variable = 'ESPRUINO'): string {
  const file = espruino(variable);
  const output = file === undefined ? undefined : outputOf(file, ['-e', 'print(process.version)']);
  return `Espruino ${output === undefined ? '' : (/\d+v\S+/.exec(output)?.[0] ?? '')}`.trim();
}

/** Writes files into Espruino's Storage, which is the file espruino.flash of the folder. */
export async function writeStorage(folder: string, files: Readonly<Record<string, string>>, variable = 'ESPRUINO'): Promise<void> {
  const script = path.join(folder, 'write.js');
  const writes = Object.entries(files).map(([name, text]) => `S.write(${JSON.stringify(name)},${JSON.stringify(text)});`);
  writeFileSync(script, `var S=require("Storage");${writes.join('')}print("written");`);
  const { output, kill } = start(espruino(variable) ?? '', [script], folder);
  await output.waitFor('files in Storage', (line) => line === 'written');
  await kill();
}

/** The shell that starts the interpreter again whenever it has ended by itself, as a reboot has it. */
const forEver = (variable: string): string => `while :; do "$${variable}"; done`;

/**
 * Has `mote flash` write image, boot stub and settings through the prompt at a pseudo-terminal, as a developer does.
 * @returns Whether the board answered to the end.
 */
async function flash(board: string, terminal: string, folder: string): Promise<boolean> {
  const args = ['tools/mote.js', 'flash', board, 'smart-light', terminal, '--no-build', '--dist', path.join(folder, 'dist'), '--settings', path.join(folder, 'mote.json')];
  const { code: ended, output } = start(process.execPath, args, root);
  const code = await ended;
  if (code === ExitCode.NoAnswer) console.error(`${board}: ${output.last()}`);
  else if (code !== 0) throw new Error(`mote flash: exit code ${code}\n${output.last()}`);
  return code === 0;
}

/**
 * Milliseconds between two characters that are typed: Espruino on Linux looks for them every 50 ms. Its input thread and its
 * main loop share a ring of 1024 bytes without a lock (jshInterruptOff is empty there). A character that comes while others
 * wait is appended to the last of them, which the main loop may be taking out; then the ring's length is wrong, and it is
 * carried out again for ever. On a loaded machine that is one line in a thousand when lines are typed at once.
 */
const keyInterval = 60;

/** Gives what types lines slowly, one after the other. */
function typist(line: Duplex): (text: string) => void {
  let typed = Promise.resolve();
  const type = async (text: string): Promise<void> => {
    for (const key of text) {
      if (!line.destroyed) line.write(key);
      await passed(keyInterval);
    }
  };
  return (text) => void (typed = typed.then(() => type(text)));
}

/** How often an interpreter is started to be flashed, which would take too long slowly. */
const flashedAtMost = 4;

/** Starts interpreters until one has been flashed. @returns What ends it. */
async function startForFlash(board: string, terminal: string, folder: string, variable: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < flashedAtMost; attempt++) {
    rmSync(terminal, { force: true });
    const { kill } = start('socat', [`pty,raw,echo=0,link=${terminal}`, `SYSTEM:${JSON.stringify(forEver(variable))}`], folder);
    await appear(terminal);
    try {
      if (await flash(board, terminal, folder)) return kill;
    } catch (error) {
      await kill();
      throw error;
    }
    await kill();
  }
  throw new Error(`mote flash: no answer to the end in ${flashedAtMost} attempts`);
}

/**
 * A board whose console is a pseudo-terminal, flashed by `mote flash` and running.
 * @param settings Those of this board, for `mote.json`.
 * @param variable The environment variable that names the interpreter.
 */
export async function startFlashed(
  board: string,
  endpoint: string,
  server: string,
  settings: Settings,
  folder: string,
  variable = 'ESPRUINO',
): Promise<RunningBoard> {
  const terminal = path.join(folder, 'console');
  writeFileSync(path.join(folder, 'mote.json'), JSON.stringify({ endpoint, server, lifetime: 300, leds: ['D2'], button: 'D3', pressed: 1, ...settings }));
  await writeStorage(folder, { '.boot0': standIns }, variable);
  const stop = await startForFlash(board, terminal, folder, variable);
  const output = new Output();
  const line = await openLine(terminal);
  output.follow(line);
  const type = typist(line);
  async function variables(): Promise<number> {
    const from = output.lines.length;
    type('\x10print("variables in use: "+process.memory().usage)\n');
    return Number(/\d+/.exec(await output.waitFor('variables in use', (text) => /variables in use: \d/.test(text), from))?.[0]);
  }
  return {
    output,
    press: () => type('\x10pressButton({state:true});pressButton({state:false})\n'),
    command(text) {
      type(`\x10mote(${text === '' ? '' : JSON.stringify(text)})\n`);
      return true;
    },
    variables: variable === 'ESPRUINO' ? undefined : variables,
    brightness(text) {
      const level = /pin D2 ([\d.]+)/.exec(text)?.[1];
      return level === undefined ? undefined : Math.round(100 * Number(level));
    },
    async stop() {
      line.destroy();
      await stop();
    },
  };
}

/** What an image that can be updated is built with. */
export const updatable: Changes = { unsignedImages: 1, transfers: 1, transferBytes: 64 };

/** Images that never register: one only restarts, one throws, one runs out of stack, which nothing on Espruino can catch. */
export const broken: readonly string[] = ['E.reboot()', 'throw new Error("it does not start")', 'function again() { again(); } again();'];
