/**
 * `npm run test:ota [-- PART...]`: updates over the air. Parts: `espruino`, Espruino for Linux killed at many moments of updates in
 * a row; `linux`, the linux board with real processes; `nodemcu`, the power cut at every step of NodeMCU's files; `sim`, the simulated
 * board, each Update Result and the power cut at every write. Each part is a process of its own, as `linux` mostly waits and the
 * others compute.
 *
 * Exit codes: 0 nothing was bricked and all was as it should be, 1 something was not, 2 there is no such part, 3 all that could be
 * run was as it should be, but a peer is absent.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../../build/paths';
import { killEspruino } from './espruino-kills';
import { updateLinux } from './linux';
import { cutNodemcu } from './nodemcu';
import { updateSimulated } from './simulated';

const absent = 3;

/** Runs it. @returns How many of its checks failed, or undefined when its peer is absent. */
type Part = (print: (line: string) => void) => Promise<number | undefined>;

const parts: ReadonlyMap<string, Part> = new Map([
  ['espruino', killEspruino],
  ['linux', updateLinux],
  ['nodemcu', cutNodemcu],
  ['sim', updateSimulated],
]);

function print(line: string): void {
  console.log(line);
}

async function runHere(part: Part): Promise<number> {
  const failed = await part(print);
  return failed === undefined ? absent : Math.min(failed, 1);
}

/** Runs a part in a process of its own, whose lines appear as they come. */
async function runBeside(name: string): Promise<number> {
  const child = spawn(process.execPath, ['--require', path.join(root, 'tools/endWithParent.js'), path.join(root, 'build/run.js'), __filename, name], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 && code !== absent) print(`${name}: failed`);
  return code ?? 1;
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !parts.has(name));
  if (unknown !== undefined) {
    console.error(`there is no part ${unknown}: choose of ${[...parts.keys()].join(', ')}`);
    return 2;
  }
  const [only] = names;
  const part = names.length === 1 ? parts.get(only) : undefined;
  if (part !== undefined) return runHere(part);
  const codes = await Promise.all((names.length === 0 ? [...parts.keys()] : names).map(runBeside));
  return codes.find((code) => code !== 0 && code !== absent) ?? Math.max(...codes);
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
