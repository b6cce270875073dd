/**
 * Espruino's build for Linux: the interpreter and its libraries are those of the boards. LED and button are stand-ins that
 * `.boot0` defines before the image starts; a reboot ends the process, which is then started again.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf } from '../../engines/process';
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

export function espruino(): string | undefined {
  const { ESPRUINO: file } = process.env;
  return file === undefined || file === '' ? undefined : file;
}

export function espruinoAbsent(): string | undefined {
  const file = espruino();
  if (file === undefined) return 'build Espruino for Linux (https://www.espruino.com) and name the program in ESPRUINO';
  return existsSync(file) ? undefined : `there is no ${file}, which ESPRUINO names`;
}

export function espruinoVersion(): string {
  const file = espruino();
  const output = file === undefined ? undefined : outputOf(file, ['-e', 'print(process.version)']);
  return `Espruino ${output === undefined ? '' : (/\d+v\S+/.exec(output)?.[0] ?? '')}`.trim();
}

/** Writes files into Espruino's Storage, which is the file espruino.flash of the folder. */
export async function writeStorage(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const script = path.join(folder, 'write.js');
  const writes = Object.entries(files).map(([name, text]) => `S.write(${JSON.stringify(name)},${JSON.stringify(text)});`);
  writeFileSync(script, `var S=require("Storage");${writes.join('')}print("written");`);
  const output = new Output();
  const child = spawn(espruino() ?? '', [script], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  output.follow(child.stdout);
  await output.waitFor('files in Storage', (line) => line === 'written');
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Starts the interpreter in a folder; when it ends by itself, as a reboot has it, it is started again. */
export function runEspruino(folder: string, stopped: () => Promise<void> = () => Promise.resolve()): RunningBoard {
  const output = new Output();
  let child: ChildProcess;
  let isOver = false;
  const start = (): void => {
    const started = spawn(espruino() ?? '', [], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    output.follow(started.stdout);
    output.follow(started.stderr);
    started.on('close', () => {
      if (!isOver) start();
    });
  };
  start();
  return {
    output,
    press: () => child.stdin?.write('\x10pressButton({state:true});pressButton({state:false})\n'),
    brightness(line) {
      const level = /pin D2 ([\d.]+)/.exec(line)?.[1];
      return level === undefined ? undefined : Math.round(100 * Number(level));
    },
    async stop() {
      isOver = true;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      await stopped();
    },
  };
}

/** @param settings Those of this board. */
export function espruinoFiles(image: string, endpoint: string, server: string, settings: Settings): Readonly<Record<string, string>> {
  const shared = { endpoint, server, lifetime: 300, leds: ['D2'], button: 'D3', pressed: 1 };
  return { 'mote.json': JSON.stringify({ ...shared, ...settings }), '.boot0': standIns, '.bootcde': image };
}
