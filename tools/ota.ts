/** `npx mote ota VERB`: keys, signed packages, and updates over the air. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { BuildFailure } from '../build/failure';
import { packImage, type PackedImage, requirePackage, unpackImage } from '../build/package';
import { stopSignal } from '../build/stopSignal';
import { ExitCode, ToolFailure } from './exitCodes';
import { createKeyFile, fileSigner, publicKeyFile, signaturesLeft } from './ota/keyFile';
import { type Height, heights } from './ota/lms';
import { openOperator, type OperatorOptions } from './ota/operator';
import { packPatch } from './ota/patch';
import { readStatus, resultNames, shownStatus, stateNames, type Status, update } from './ota/update';
import { startFileServer } from './server/fileServer';
import { parsePort } from './server/ports';

interface PackOptions {
  readonly key?: string;
  readonly unsigned?: true;
  readonly from?: string;
  readonly out?: string;
  readonly json?: true;
}

interface DeviceOptions extends OperatorOptions {
  readonly json?: true;
}

interface PushOptions extends DeviceOptions {
  readonly install: boolean;
  readonly limit: number;
}

interface ServeOptions extends Omit<PushOptions, 'endpoint'> {
  readonly endpoint?: string;
  readonly filePort: number;
}

function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a number of seconds.');
  return Number(text);
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(statSync(file).isDirectory() ? path.join(file, 'image.bin') : file);
  } catch (error) {
    throw new BuildFailure(`${file} cannot be read (${(error as Error).message}); "npx mote build" makes images, "npx mote ota pack" packages of them`);
  }
}

function readPackage(file: string): Buffer {
  const bytes = readFile(file);
  requirePackage(bytes, file);
  return bytes;
}

function keygen(file: string, height: Height, json: boolean): void {
  createKeyFile(file, height);
  if (json) {
    console.log(JSON.stringify({ file, publicKey: publicKeyFile(file), signatures: 2 ** height }));
    return;
  }
  console.log(`${file} signs ${2 ** height} images. Keep it secret, and never use a copy or a backup of it.`);
  console.log(`${publicKeyFile(file)} goes into devices: npx mote build APP --board BOARD --key ${publicKeyFile(file)}`);
}

/** The image with a signature, or with none. */
function signed(image: PackedImage, { key, unsigned }: PackOptions): Buffer {
  if (key === undefined && unsigned !== true) {
    throw new ToolFailure(ExitCode.Usage, 'Say who signs: --key FILE ("npx mote ota keygen FILE" makes it); or --unsigned, for devices with "unsignedImages": 1');
  }
  return packImage(image.code, image, key === undefined ? undefined : fileSigner(key));
}

function pack(source: string, options: PackOptions): void {
  const image = unpackImage(readFile(source), source);
  const whole = signed(image, options);
  const patch = options.from === undefined ? undefined : packPatch(unpackImage(readFile(options.from), options.from), unpackImage(whole, source));
  const isPatch = patch !== undefined && patch.length < whole.length;
  const bytes = isPatch ? patch : whole;
  const out = options.out ?? path.join(statSync(source).isDirectory() ? source : path.dirname(source), isPatch ? 'patch.pkg' : 'update.pkg');
  writeFileSync(out, bytes);
  const { board, app, version } = image;
  const told = { file: out, kind: isPatch ? 'patch' : 'whole', board, app, version, bytes: bytes.length, wholeBytes: whole.length };
  if (options.json === true) console.log(JSON.stringify(told));
  else console.log(`${out}: ${app} ${version} for ${board}, ${isPatch ? `a patch of ${bytes.length} bytes instead of ${whole.length}` : `${bytes.length} bytes`}`);
  if (options.key !== undefined) console.error(`${options.key} can sign ${signaturesLeft(options.key)} more`);
}

function tellStatus(status: Status, json: true | undefined): void {
  const named = { ...status, stateName: stateNames[status.state], resultName: resultNames[status.result] };
  console.log(json === true ? JSON.stringify(named) : shownStatus(status));
}

const tell = (line: string): void => console.error(line);

async function withDevice(options: PushOptions, source: Buffer | string): Promise<void> {
  const operator = await openOperator(options, tell);
  try {
    tellStatus(await update(operator, { source, install: options.install, limit: options.limit, tell }), options.json);
  } finally {
    await operator.close();
  }
}

async function push(file: string, options: PushOptions): Promise<void> {
  await withDevice(options, readPackage(file));
}

async function serve(file: string, options: ServeOptions): Promise<void> {
  readPackage(file);
  const { endpoint } = options;
  const files = await startFileServer({ file, host: options.host, port: options.filePort });
  console.error(`${file} is at ${files.url()}, also for those who take it for a CoAP proxy (firmwareProxy) of http`);
  try {
    if (endpoint !== undefined) return await withDevice({ ...options, endpoint }, files.url());
    await stopSignal();
  } finally {
    await files.close();
  }
}

async function status(options: DeviceOptions): Promise<void> {
  const operator = await openOperator(options, tell);
  try {
    tellStatus(await readStatus(operator), options.json);
  } finally {
    await operator.close();
  }
}

function addDeviceOptions(command: Command): Command {
  return command
    .option('--host <address>', 'of this machine, where the device registers', '127.0.0.1')
    .option('--port <port>', 'UDP port of the server that is started', parsePort, 5683)
    .option('--leshan <url>', 'go through a Leshan that runs already, as http://localhost:8080, instead of starting a server')
    .option('--wait <seconds>', 'for the device to register', parseSeconds, 300)
    .option('--json', 'the outcome as JSON, on standard output');
}

function addUpdateOptions(command: Command): Command {
  return addDeviceOptions(command)
    .option('--limit <seconds>', 'for the download, and for the installation', parseSeconds, 900)
    .option('--no-install', 'leave the package on the device, downloaded');
}

/** Adds `ota` and its verbs. */
export function addOta(program: Command): void {
  const ota = program.command('ota').description('Keys, signed packages, and updates over the air.').showHelpAfterError('Type: npx mote ota --help');
  ota
    .command('keygen <file>')
    .description('Makes a private key in a file, and FILE.pub for the devices.')
    .addOption(new Option('--height <levels>', 'of its tree: it signs 2 to the power of that many images').choices(heights.slice(0, 3).map(String)).default('10'))
    .option('--json', 'says what was made as JSON')
    .action((file: string, { height, json }: { height: string; json?: true }) => keygen(file, heights[heights.map(String).indexOf(height)], json === true));
  ota
    .command('pack <image>')
    .description('Makes a package of an image: a folder in dist/, or its image.bin.')
    .option('--key <file>', 'signs it; each signature uses one of the one-time keys')
    .option('--unsigned', 'for devices that ask for no signature')
    .option('--from <image>', 'what runs on the devices: a patch is made if it is smaller')
    .option('-o, --out <file>', 'where it goes (default: update.pkg or patch.pkg beside the image)')
    .option('--json', 'says what was made as JSON')
    .action(pack);
  addUpdateOptions(ota.command('push <package>').description('Writes a package to a device, and has it installed.'))
    .requiredOption('--endpoint <name>', 'of the device')
    .action(push);
  addUpdateOptions(ota.command('serve <package>').description('Serves a package by CoAP; with --endpoint, has that device fetch and install it.'))
    .option('--endpoint <name>', 'of a device')
    .option('--file-port <port>', 'UDP port of the package', parsePort, 5685)
    .action(serve);
  addDeviceOptions(ota.command('status').description('Says how far the update of a device is, and which version runs.'))
    .requiredOption('--endpoint <name>', 'of the device')
    .action(status);
}
