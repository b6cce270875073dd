/** `npx mote flash BOARD APP [PORT]`: builds an image, writes it to a board, reads it back, and starts it. */
import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { BuildFailure } from '../build/failure';
import { root, shown } from '../build/paths';
import { stopSignal } from '../build/stopSignal';
import { watchFolders } from '../build/watch';
import { showConsole } from './console/console';
import { ExitCode, ToolFailure } from './exitCodes';
import { espruinoAdvice, espruinoVersion, seedEspruino, startEspruino, writeToEspruino } from './flash/espruino';
import type { FileToWrite, WrittenFile } from './flash/files';
import { manifestOf, moddableEnvironment, type ModdableSettings, writeModdable } from './flash/moddable';
import { removeOnNodemcu, seedNodemcu, startNodemcu, writeToNodemcu } from './flash/nodemcu';
import { choice, distOf, findApp, findBoard, nameOf, readBoard } from './folders';
import { closeLine, lineHelp, openLine, parseBaud, requireLine, usualBaud } from './line/line';
import { onlyPort } from './line/ports';
import { espruinoDialect } from './prompt/espruino';
import { luaDialect } from './prompt/lua';
import { findPrompt } from './prompt/prompt';

interface Options {
  readonly baud: number;
  readonly settings?: string;
  readonly newSeed?: true;
  readonly key?: string;
  readonly replaceKey?: true;
  readonly build: boolean;
  readonly dist?: string;
  readonly watch?: true;
  readonly console?: true;
  readonly json?: true;
}

/** An image to be flashed. */
interface Image {
  /** The names of board and application, and their folders. */
  readonly board: string;
  readonly app: string;
  readonly boardFolder: string;
  readonly appFolder: string;
  /** Where the folders of images are, and this one's. */
  readonly dist: string;
  readonly folder: string;
}

/** Milliseconds in which a board with USB of its own is there again, after the restart that flashing ends with. */
const restartLimit = 10_000;

const usage = 'Type: npx mote flash BOARD APP [PORT]';

export function addFlash(program: Command): void {
  program
    .command('flash')
    .description('Builds an image and puts it on a board; reads it back, and starts it.')
    .argument('[board]', 'a folder in boards/, or its path')
    .argument('[app]', 'a folder in firmware/, or its path')
    .argument('[port]', `${lineHelp}; unless told, the only serial port there is`)
    .option('--baud <rate>', 'bits a second of a serial port', parseBaud, usualBaud)
    .option('--settings <file>', 'file of what is the own of this device (endpoint, server ...): JSON, written as mote.json; for NodeMCU Lua, written as mote.lua')
    .option('--new-seed', 'another seed for the secrets of this device; a device without one gets it anyway')
    .option('--key <file>', 'the public key whose images the device takes over the air ("mote ota keygen" makes it)')
    .option('--replace-key', 'also if the device has another key')
    .option('--no-build', 'takes the image as it was built last')
    .option('--dist <folder>', 'where the folders of images are, as for mote build')
    .option('--watch', 'flashes again whenever a source changes')
    .option('--console', 'shows what the board prints afterwards; Ctrl-C ends it')
    .option('--json', 'says what was written as JSON, on standard output')
    .showHelpAfterError(`${usage}\n${choice()}`)
    .action(flash);
}

function imageOf(boardName: string, appName: string, { dist: wanted }: Options): Image {
  const boardFolder = findBoard(boardName);
  const appFolder = findApp(appName);
  const [board, app] = [path.basename(boardFolder), path.basename(appFolder)];
  const dist = path.resolve(wanted ?? distOf(appFolder));
  return { board, app, boardFolder, appFolder, dist, folder: path.join(dist, `${app}-${board}`) };
}

/** What to type to have the image built. */
function buildCommand({ boardFolder, appFolder }: Image): string {
  return `npx mote build ${nameOf(appFolder)} --board ${nameOf(boardFolder)}`;
}

async function flash(board: string | undefined, app: string | undefined, port: string | undefined, options: Options): Promise<void> {
  if (board === undefined || app === undefined) throw new ToolFailure(ExitCode.Usage, `${usage}\n${choice()}`);
  const image = imageOf(board, app, options);
  const { flashing } = readBoard(image.boardFolder);
  if (options.key !== undefined && !options.build) throw new ToolFailure(ExitCode.Usage, 'The image as it was built last has the key it was built with: leave out --no-build, or --key.');
  if (flashing === 'none') throw new ToolFailure(ExitCode.Usage, `The board ${image.board} serves tests: nothing is flashed.\n${choice()}`);
  if (flashing === 'mcconfig') return flashModdable(image, port, options);
  if (!['run', 'espruino', 'nodemcu'].includes(flashing)) {
    throw new ToolFailure(ExitCode.Failed, `Mote cannot flash ${image.board} yet; its README.md says how. The image is made by: ${buildCommand(image)}`);
  }
  const name = flashing === 'run' ? '' : (port ?? (await onlyPort('npx mote flash BOARD APP PORT')));
  await requireLine(name);
  if (options.settings !== undefined) requireSettings(options.settings, flashing);
  const sources = options.watch === true ? watchFolders([path.join(root, 'src'), image.appFolder, image.boardFolder]) : undefined;
  if (sources !== undefined) void stopSignal().then(() => sources.close());
  for (;;) {
    try {
      await flashOnce(image, name, flashing, options);
    } catch (error) {
      // What does not compile yet will, after the next change.
      if (sources === undefined || !(error instanceof BuildFailure || error instanceof ToolFailure)) throw error;
      console.error(error.message);
    }
    const changed = await sources?.next();
    if (changed === undefined) break;
    console.error(`${changed} has changed.`);
  }
  if (options.console === true && name !== '') await showConsole(name, { baud: options.baud, within: restartLimit, imageFolder: image.folder });
}

async function flashModdable(image: Image, port: string | undefined, options: Options): Promise<void> {
  const environment = moddableEnvironment(process.env);
  if (options.watch === true) throw new ToolFailure(ExitCode.Usage, `${image.board} is flashed by Moddable's tools, once: leave out --watch.`);
  const name = port ?? (await onlyPort('npx mote flash BOARD APP PORT'));
  await requireLine(name);
  const settings = options.settings === undefined ? {} : (JSON.parse(settingsOf(options.settings).toString()) as ModdableSettings);
  if (options.build) await build(image, options.key);
  requireBuilt(image, 'boot.js');
  const key = existsSync(path.join(image.folder, 'key.pub')) ? readBuilt(image, 'key.pub').toString().trim() : undefined;
  await writeModdable(image.folder, manifestOf(image.boardFolder, image.folder, settings, key), name, environment);
  console.log(options.json === true ? JSON.stringify({ app: image.app, board: image.board, port: name }) : `${image.app} and its firmware have been written to ${name}`);
  if (options.console === true) await showConsole(name, { baud: options.baud, within: restartLimit, imageFolder: image.folder });
}

async function flashOnce(image: Image, port: string, flashing: string, options: Options): Promise<void> {
  if (options.build) await build(image, options.key);
  if (flashing === 'run') {
    const file = path.relative('', requireBuilt(image, 'image.js'));
    if (options.json === true) console.log(JSON.stringify({ app: image.app, board: image.board, image: file }));
    else console.log(`This board is this computer: the image runs with\n  node ${file} --endpoint NAME --server coap://HOST:5683`);
  } else {
    await write(image, port, flashing, options);
  }
}

async function build({ boardFolder, appFolder, dist }: Image, key: string | undefined): Promise<void> {
  // The build is large; what is wrong on the command line is told without it.
  const { buildImage } = await import('../build/image');
  const { file, bytes, notCounted } = await buildImage({ app: appFolder, board: boardFolder, dist, key });
  console.error(`Built ${path.relative('', file)}, ${bytes} bytes.`);
  if (notCounted !== undefined) console.error((await import('../build/size')).notCountedText(notCounted));
}

/** The path of a built file of the image. @throws ToolFailure when it has not been built. */
function requireBuilt(image: Image, name: string): string {
  const file = path.join(image.folder, name);
  if (!existsSync(file)) throw new ToolFailure(ExitCode.Failed, `There is no ${shown(file)}: ${buildCommand(image)}`);
  return file;
}

function readBuilt(image: Image, name: string): Buffer {
  return readFileSync(requireBuilt(image, name));
}

/** Bytes of the seed that a device has of its own (`StorageSlot.seed`). */
const seedBytes = 32;

/** What is on the board after flashing. */
interface Flashed {
  readonly files: readonly WrittenFile[];
  /** Whether the device got a seed; the one that it had is not read. */
  readonly isSeeded: boolean;
}

/** Bytes that a slot should have beyond those of the largest image, for its manifest and signature. */
const slotHeadBytes = 3072;

/** What may be there of the image before, on NodeMCU. The slot last: as long as there is a journal, it may name it. */
const staleOnNodemcu = ['journal-aa', 'journal-ab', 'journal-ba', 'journal-bb', 'slot-b'];

/** The image goes into the first of the slots; beside it the boot stub, as the file that the engine starts, and the key of those who may sign. */
function filesWithBoot(image: Image, boot: string, started: string, { replaceKey }: Options): readonly FileToWrite[] {
  const files = [
    { name: 'slot-a', bytes: readBuilt(image, 'image.bin') },
    { name: started, bytes: readBuilt(image, boot) },
  ];
  // The key that the board has stays when none is told.
  if (!existsSync(path.join(image.folder, 'key.pub'))) return files;
  const kept = replaceKey === true ? undefined : 'The device has another key: who signs with that one could not update it any more. If that is meant, flash again with --replace-key.';
  return [...files, { name: 'mote.key', bytes: Buffer.from(readBuilt(image, 'key.pub').toString().trim()), kept }];
}

/** What goes onto a board with Espruino, which starts `.bootcde`: the image itself where there is no boot stub. */
function filesOfEspruino(image: Image, options: Options): readonly FileToWrite[] {
  const { settings } = options;
  const hasBoot = existsSync(path.join(image.folder, 'boot.js'));
  const files = hasBoot ? filesWithBoot(image, 'boot.js', '.bootcde', options) : [{ name: '.bootcde', bytes: readBuilt(image, 'image.js') }];
  return settings === undefined ? files : [...files, { name: 'mote.json', bytes: settingsOf(settings) }];
}

/** What is wrong with a file of settings is told before anything is built. @throws ToolFailure */
function requireSettings(file: string, flashing: string): void {
  if (flashing === 'run') throw new ToolFailure(ExitCode.Usage, 'This board has its settings from options and the environment when it is started: leave out --settings.');
  if (!existsSync(file)) throw new ToolFailure(ExitCode.Usage, `There is no ${file}. The board's README.md says what is in a file of settings.`);
  if (flashing !== 'nodemcu') settingsOf(file);
  else if (!/\breturn\b/.test(readFileSync(file, 'utf8'))) {
    throw new ToolFailure(ExitCode.Usage, `${file} is no file of settings: for NodeMCU it returns a table. It looks like return { endpoint = "desk-lamp", server = "coap://192.0.2.7" }`);
  }
}

function settingsOf(file: string): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    throw new ToolFailure(ExitCode.Usage, `${file} is no file of settings: ${(error as Error).message}. It looks like {"endpoint":"desk-lamp","server":"coap://192.0.2.7"}`);
  }
}

/** NodeMCU starts init.lua. Its settings are a Lua table, taken as they are. */
function filesOfNodemcu(image: Image, options: Options): readonly FileToWrite[] {
  const { settings } = options;
  const files = filesWithBoot(image, 'boot.lua', 'init.lua', options);
  return settings === undefined ? files : [...files, { name: 'mote.lua', bytes: readFileSync(settings) }];
}

async function writeEspruino(image: Image, port: string, line: Duplex, options: Options): Promise<Flashed> {
  const files = filesOfEspruino(image, options);
  const prompt = await findPrompt(line, espruinoDialect);
  const { version, board } = await espruinoVersion(prompt);
  console.error(`${port}: Espruino ${version} on ${board}`);
  const advice = espruinoAdvice(version);
  if (advice !== undefined) throw new ToolFailure(ExitCode.Failed, advice);
  const { flash: largest } = readBoard(image.boardFolder);
  const { files: written, pages } = await writeToEspruino(prompt, files, largest + slotHeadBytes, showProgress);
  if (pages.slots === 1) console.error(`${port}: Storage has room for one image, so that updates will be refused; the README of the board may have an Espruino with more`);
  const isSeeded = await seedEspruino(prompt, pages, randomBytes(seedBytes), options.newSeed === true);
  startEspruino(prompt);
  return { files: written, isSeeded };
}

async function writeNodemcu(image: Image, line: Duplex, options: Options): Promise<Flashed> {
  const files = filesOfNodemcu(image, options);
  const prompt = await findPrompt(line, luaDialect);
  const written = await writeToNodemcu(prompt, files, showProgress);
  await removeOnNodemcu(prompt, staleOnNodemcu);
  const isSeeded = await seedNodemcu(prompt, randomBytes(seedBytes), options.newSeed === true);
  startNodemcu(prompt);
  return { files: written, isSeeded };
}

async function write(image: Image, port: string, flashing: string, options: Options): Promise<void> {
  const begun = performance.now();
  const line = await openLine(port, { baud: options.baud, xon: true });
  try {
    const written = await (flashing === 'nodemcu' ? writeNodemcu(image, line, options) : writeEspruino(image, port, line, options));
    tell(image, port, written, (performance.now() - begun) / 1000, options);
  } finally {
    // What has been typed last has to leave before the line is closed.
    await new Promise<void>((resolve) => line.end(resolve));
    await closeLine(line);
  }
}

/** On a terminal, how far a file is. */
function showProgress(name: string, written: number, bytes: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${name}  ${Math.floor((100 * written) / bytes)} %${written === bytes ? '\n' : ''}`);
}

function tell({ app, board }: Image, port: string, { files, isSeeded }: Flashed, seconds: number, { json }: Options): void {
  if (json === true) {
    console.log(JSON.stringify({ app, board, port, files, seeded: isSeeded, seconds: Math.round(seconds * 10) / 10 }));
    return;
  }
  for (const { name, bytes, crc, unchanged } of files) {
    const sum = crc.toString(16).padStart(8, '0');
    console.log(`${name}  ${bytes} bytes on the board, ${unchanged ? 'there already' : 'written and read back'}, CRC-32 ${sum}`);
  }
  console.log(isSeeded ? `A seed of ${seedBytes} random bytes for the secrets of this device has been written` : 'The seed for the secrets of this device was there already');
  console.log(`${app} has been started on ${board} (${seconds.toFixed(1)} s). To see what it prints: npx mote console ${port}`);
}
