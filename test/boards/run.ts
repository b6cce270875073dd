/**
 * `npm run test:boards [-- BOARD...]`: runs smart-light of each board on its real engine and has a server work with it. Prints
 * a table; boards whose engine is absent are named with how to get it.
 *
 * Exit codes: 0 every board that could be run does everything, 1 one does not, or its image could not be built, 2 there is
 * no such board.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { boardFacts } from '../../build/board';
import { buildImage, type BuiltImage } from '../../build/image';
import { packImage, unpackImage } from '../../build/package';
import { root } from '../../build/paths';
import { createKeyFile, fileSigner, publicKeyFile } from '../../tools/ota/keyFile';
import { startServer, type LwM2mServer } from '../../tools/server/server';
import { espruinoEsp32 } from './rigs/espruino-esp32';
import { espruinoNrf52, espruinoNrf52832 } from './rigs/espruino-nrf52';
import { espruinoRak8212 } from './rigs/espruino-rak8212';
import { linux } from './rigs/linux';
import { moddableEsp32 } from './rigs/moddable-esp32';
import { moddableSdk } from './rigs/moddable-sdk';
import { nodemcuEsp32 } from './rigs/nodemcu-esp32';
import type { Psk, Rig, RunningBoard } from './rigs/rig';
import { limit, registered, requireCode, type Scenario, scenarios, updateScenarios } from './scenarios';

const rigs: readonly Rig[] = [linux, espruinoEsp32, espruinoNrf52, espruinoNrf52832, espruinoRak8212, nodemcuEsp32, moddableEsp32, moddableSdk];
const updates = ['update', 'roll back'];
const columns = ['register', ...scenarios.map(({ name }) => name), ...updates, 'secured'];

/** Seconds until a board has been flashed, and is registered: minutes on a loaded machine. */
const flashLimit = 5 * limit;

interface Row {
  readonly rig: Rig;
  readonly cells: readonly string[];
  readonly problem?: string;
}

/** What is run on the rig, and the image that it begins with. */
async function prepare({ board, changes, broken, isSigned }: Rig, folder: string): Promise<{ image: BuiltImage; steps: readonly Scenario[] }> {
  const dist = path.join(folder, 'dist');
  if (broken === undefined) return { image: await buildImage({ app: 'smart-light', board, dist, settings: changes }), steps: scenarios };
  const keyFile = path.join(folder, 'key');
  if (isSigned === true) createKeyFile(keyFile, 5);
  const signer = isSigned === true ? fileSigner(keyFile) : undefined;
  const pack = (code: Buffer, version: string): Buffer => packImage(code, { board, app: 'smart-light', version }, signer);
  const next = await buildImage({ app: 'smart-light', board, dist: path.join(folder, 'next'), settings: { ...changes, imageVersion: '0.2.0' } });
  const packages = broken.map((script) => pack(Buffer.from(script), '0.3.0'));
  const image = await buildImage({ app: 'smart-light', board, dist, settings: changes, key: isSigned === true ? publicKeyFile(keyFile) : undefined });
  return { image, steps: [...scenarios, ...updateScenarios(pack(unpackImage(readFileSync(next.slotFile), next.slotFile).code, '0.2.0'), packages)] };
}

/** Starts a board with the same image that has a key, and waits until it is registered at coaps. */
async function registerSecured(rig: Rig, image: BuiltImage, folder: string): Promise<void> {
  const endpoint = `light-${rig.board}`;
  const psk: Psk = { identity: endpoint, key: randomBytes(16).toString('hex') };
  const server = await startServer({ port: 0, psk: new Map([[psk.identity, Buffer.from(psk.key, 'hex')]]) });
  const own = path.join(folder, 'secured');
  mkdirSync(own);
  symlinkSync(path.join(folder, 'dist'), path.join(own, 'dist'));
  const isRegistered = registered({ server, endpoint }, flashLimit);
  let board: RunningBoard | undefined;
  try {
    board = await rig.start(image, { server, endpoint, folder: own, psk });
    const begun = Date.now();
    await isRegistered;
    console.log(`  ${rig.board} has registered at ${server.url()} after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    requireCode(await server.read(endpoint, '/3/0'), '2.05');
  } catch (error) {
    void isRegistered.catch(() => undefined);
    throw new Error(`${(error as Error).message}${printed(board)}`);
  } finally {
    await board?.stop();
    await server.close();
  }
}

function printed(board: RunningBoard | undefined): string {
  return board === undefined ? '' : `\nThe board printed last:\n${board.output.last()}`;
}

async function runScenarios(rig: Rig, server: LwM2mServer, folder: string, done: string[]): Promise<void> {
  const endpoint = `light-${rig.board}`;
  const { image, steps } = await prepare(rig, folder);
  if (image.notCounted !== undefined) throw new Error(image.notCounted);
  const { ram } = boardFacts(path.join(root, 'boards', rig.board));
  const isRegistered = registered({ server, endpoint }, flashLimit);
  let board: RunningBoard | undefined;
  try {
    board = await rig.start(image, { server, endpoint, folder });
    await isRegistered;
    done.push('ok');
    for (const { run, isBroken } of steps) {
      const isDone = await run({ server, endpoint, board, address: rig.address, variables: image.variables, ram });
      const problem = isBroken === true ? undefined : board.output.lines.find((line) => /Uncaught|error:/i.test(line));
      if (problem !== undefined) throw new Error(`the board printed: ${problem.slice(0, 300)}`);
      done.push(isDone === false ? '-' : 'ok');
    }
  } catch (error) {
    void isRegistered.catch(() => undefined);
    throw new Error(`${(error as Error).message}${printed(board)}`);
  } finally {
    await board?.stop();
  }
  while (done.length < columns.length - 1) done.push('-'); // boards that are not updated
  if (rig.isSecurable === true) await registerSecured(rig, image, folder);
  done.push(rig.isSecurable === true ? 'ok' : '-');
}

async function test(rig: Rig): Promise<Row> {
  const absent = rig.absent();
  if (absent !== undefined) return { rig, cells: columns.map(() => 'absent'), problem: `absent: ${absent}` };
  const folder = mkdtempSync(path.join(tmpdir(), `mote-${rig.board}-`));
  const server = await startServer({ port: 0 });
  const done: string[] = [];
  try {
    await runScenarios(rig, server, folder, done);
    return { rig, cells: done };
  } catch (error) {
    return { rig, cells: columns.map((_, index) => done[index] ?? (index === done.length ? 'FAILED' : '-')), problem: (error as Error).message };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

function tableRow(first: string, second: string, cells: readonly string[]): string {
  return `${first.padEnd(18)}${second.padEnd(20)}${cells.map((cell) => cell.padEnd(11)).join('')}`.trimEnd();
}

async function run(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !rigs.some(({ board }) => board === name));
  if (unknown !== undefined) {
    console.error(`there is no rig for "${unknown}"; there are ${rigs.map(({ board }) => board).join(', ')}`);
    return 2;
  }
  console.log(tableRow('board', 'engine', columns));
  const rows: Row[] = [];
  for (const rig of rigs.filter(({ board }) => names.length === 0 || names.includes(board))) {
    const row = await test(rig);
    rows.push(row);
    console.log(tableRow(rig.board, rig.engine, row.cells));
  }
  for (const { rig, problem } of rows.filter((row) => row.problem !== undefined)) console.log(`\n${rig.board}: ${problem}`);
  return rows.some(({ cells, problem }) => problem !== undefined && !cells.includes('absent')) ? 1 : 0;
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
void run(process.argv.slice(2)).then((code) => process.exit(code));
