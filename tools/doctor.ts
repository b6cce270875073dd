/** `npx mote doctor [PORT]`: whether this computer has what Mote needs, and what is at a port. */
import type { Command } from 'commander';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../build/paths';
import { ExitCode, ToolFailure } from './exitCodes';
import { espruinoAdvice, espruinoVersion } from './flash/espruino';
import { closeLine, lineHelp, openLine, parseBaud, usualBaud } from './line/line';
import { findPorts } from './line/ports';
import { espruinoDialect } from './prompt/espruino';
import { findPrompt } from './prompt/prompt';

interface Options {
  readonly baud: number;
  readonly json?: true;
}

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found; when it is not in order, what to do. */
  readonly found: string;
}

interface Package {
  readonly version?: string;
  readonly engines?: { readonly node: string };
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Looks whether this computer has what Mote needs, and what is at a port.')
    .argument('[port]', `asked for its firmware (Espruino): ${lineHelp}`)
    .option('--baud <rate>', 'bits a second of a serial port', parseBaud, usualBaud)
    .option('--json', 'as JSON')
    .showHelpAfterError('Type: npx mote doctor')
    .action(doctor);
}

async function doctor(port: string | undefined, { baud, json }: Options): Promise<void> {
  const findings = [node(process.versions.node), packages(root), ...(await ports())];
  if (port !== undefined) findings.push(await firmware(port, baud));
  if (json === true) console.log(JSON.stringify(findings));
  else for (const { what, ok, found } of findings) console.log(`${ok ? 'ok  ' : 'BAD '} ${what}: ${found}`);
  if (findings.some(({ ok }) => !ok)) throw new ToolFailure(ExitCode.Failed, 'Not everything is in order.');
}

function readPackage(folder: string): Package {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Package;
}

/** @param version Such as 20.20.1. */
export function node(version: string): Finding {
  const needed = readPackage(root).engines?.node.replace('>=', '') ?? '';
  const ok = version.localeCompare(needed, 'en', { numeric: true }) >= 0;
  return { what: 'Node', ok, found: ok ? version : `${version}; Mote needs ${needed} or later: https://nodejs.org` };
}

/** Whether the packages in `folder` are those that its package.json names. */
export function packages(folder: string): Finding {
  const wanted = Object.entries(readPackage(folder).devDependencies ?? {});
  const wrong = wanted.filter(([name, version]) => {
    const installed = path.join(folder, 'node_modules', name);
    return !existsSync(path.join(installed, 'package.json')) || readPackage(installed).version !== version;
  });
  const names = wrong.map(([name, version]) => `${name} ${version}`).join(', ');
  return { what: 'packages', ok: wrong.length === 0, found: wrong.length === 0 ? `${wanted.length}, all as package.json has them` : `${names} missing: npm ci` };
}

async function ports(): Promise<Finding[]> {
  const found = await findPorts();
  if (found.length === 0) return [{ what: 'serial ports', ok: true, found: 'none: no board is plugged in' }];
  return found.map(({ path: name, what }) => {
    try {
      accessSync(name, constants.R_OK | constants.W_OK);
      return { what: name, ok: true, found: what === '' ? 'may be used' : what };
    } catch {
      return { what: name, ok: false, found: 'you may not use it: sudo usermod -a -G dialout $USER, then log in anew' };
    }
  });
}

async function firmware(port: string, baud: number): Promise<Finding> {
  const line = await openLine(port, { baud, xon: true });
  try {
    const { version, board } = await espruinoVersion(await findPrompt(line, espruinoDialect));
    const advice = espruinoAdvice(version);
    return { what: port, ok: advice === undefined, found: `Espruino ${version} on ${board}${advice === undefined ? '' : `; ${advice}`}` };
  } finally {
    await closeLine(line);
  }
}
