/**
 * `npm start`: builds the smart light for the linux board, starts a server and the light, and says where the page is.
 * Exit codes: see exitCodes.ts.
 */
import { Command, InvalidArgumentError } from 'commander';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BuildFailure } from '../build/failure';
import { stopSignal } from '../build/stopSignal';
import { ExitCode } from './exitCodes';
import { startImage, type ImageProcess } from './imageProcess';
import { parsePort, portProblem } from './server/ports';
import { startRepl, type Repl } from './server/repl/repl';
import type { Verb } from './server/repl/session';
import { startServer, type LwM2mServer } from './server/server';
import { startWebServer, type WebServer } from './server/web/webServer';

interface Options {
  image?: string;
  secure: boolean;
  port?: number;
  http: number;
}

const HOST = '127.0.0.1';
const ENDPOINT = 'smart-light';
/** Seconds. */
const LIFETIME = 300;
const PORT = 5683;
const SECURE_PORT = 5684;
/** A key for AES-128. */
const KEY_BYTES = 16;

const program = new Command('npm start --')
  .description('Builds the smart light, starts it as a process, and a server with a console and a page beside it.')
  .option('--image <file>', 'run this image of the linux board instead of building one', parseFile)
  .option('--secure', 'over DTLS (coaps), with a key that is made at each start', false)
  .option('--port <port>', 'UDP port of the server, 5683 unless told, or 5684 with --secure; another is chosen when it is in use', parsePort)
  .option('--http <port>', 'TCP port of the page; another is chosen when it is in use', parsePort, 8080)
  .addHelpText(
    'after',
    `\nExit codes: ${ExitCode.Ok} stopped by Ctrl-C or quit, ${ExitCode.Failed} the build failed, the light ended by itself, or a command of a script failed, ${ExitCode.Usage} wrong options, ${ExitCode.PortBusy} no port can be had.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage))
  .parse();

void start(program.opts<Options>()).then((code) => process.exit(code));

async function start(options: Options): Promise<ExitCode> {
  const image = options.image ?? (await build());
  if (image === undefined) return ExitCode.Failed;
  const key = options.secure ? randomBytes(KEY_BYTES) : undefined;
  const psk = key === undefined ? undefined : new Map([[ENDPOINT, key]]);
  const port = options.port ?? (options.secure ? SECURE_PORT : PORT);
  const server = await listen('UDP port', port, (free) => startServer({ host: HOST, port: free, psk }));
  if (server === undefined) return ExitCode.PortBusy;
  const web = await listen('TCP port', options.http, (free) => startWebServer({ server, host: HOST, port: free }));
  const code = web === undefined ? ExitCode.PortBusy : await run(image, server, web, key);
  await web?.close();
  await server.close();
  return code;
}

/** @returns The file of the image; undefined when the build failed, which has been said. */
async function build(): Promise<string | undefined> {
  console.log('Building the smart light for the linux board …');
  // The build is large; with --image it is not needed.
  const { buildImage } = await import('../build/image');
  try {
    const { file, bytes } = await buildImage({ app: 'smart-light', board: 'linux' });
    console.log(`Built ${path.relative('', file)}, ${bytes} bytes.`);
    return file;
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    console.error(`${error.message}\nThe build failed. Mend what it says and type again: npm start`);
    return undefined;
  }
}

/** Takes the usual port, or any free one when that is in use. @returns undefined when none can be had, which has been said. */
async function listen<T>(kind: string, usual: number, begin: (port: number) => Promise<T>): Promise<T | undefined> {
  for (const port of [usual, 0]) {
    try {
      return await begin(port);
    } catch (error) {
      const problem = portProblem(error);
      if (problem === undefined) throw error;
      console.error(`${kind} ${port} of ${HOST} ${problem}${port === usual ? '; taking a free one.' : '.'}`);
    }
  }
  return undefined;
}

/** Runs light and console until one of them ends, or a signal comes. */
async function run(image: string, server: LwM2mServer, web: WebServer, key: Buffer | undefined): Promise<ExitCode> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const repl = startRepl(server, { input: process.stdin, output: process.stdout, terminal, verbs: [button] });
  const light = startImage({
    file: image,
    settings: {
      MOTE_ENDPOINT: ENDPOINT,
      MOTE_SERVER: server.url(),
      MOTE_LIFETIME: String(LIFETIME),
      // Apart, so that what one light keeps of its server is not the other's.
      MOTE_STORAGE: path.resolve(__dirname, '../dist', key === undefined ? 'start-storage' : 'start-storage-secure'),
      ...(key !== undefined && { MOTE_IDENTITY: ENDPOINT, MOTE_KEY: key.toString('hex') }),
    },
    printed: (line) => repl.print(`light | ${line}`),
  });
  pressed = () => light.type('b');
  welcome(repl, server, web, light);
  const end = await Promise.race([stopSignal().then(() => 'stopped' as const), repl.ended, light.ended]);
  if (typeof end === 'string' && end !== 'stopped') {
    repl.print(`The light has ended by itself (${end}); what it said last is above. To start all again: npm start. The server alone: npm run server`);
    repl.close();
    return ExitCode.Failed;
  }
  repl.print('Stopping the light …');
  await light.stop();
  repl.close();
  return typeof end === 'object' && end.failed && !terminal ? ExitCode.Failed : ExitCode.Ok;
}

function parseFile(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError('There is no such file.');
  return file;
}

let pressed: () => void = () => undefined;

const button: Verb = {
  name: 'button',
  usage: 'button',
  summary: "press the light's own button",
  run: () => pressed(),
};

function welcome({ print }: Repl, server: LwM2mServer, web: WebServer, { pid }: ImageProcess): void {
  for (const line of [
    `The page     ${web.url}`,
    `The server   ${server.url()}`,
    `The light    ${ENDPOINT}, process ${pid}`,
    'Open the page and switch the light: its LED is drawn here. Or type:',
    '  write /3311/0/5850 true     switches it on',
    '  write /3311/0/5851 40       dims it',
    '  observe /3303/0/5700        follows the temperature',
    '  button                      presses its own button; the page follows',
    '  help                        shows all verbs',
    'Ctrl-C stops all.',
  ]) {
    print(line);
  }
}
