/** `npx mote server`: a LwM2M server with a console and a page. */
import { InvalidArgumentError, type Command } from 'commander';
import { stopSignal } from '../build/stopSignal';
import { ExitCode, ToolFailure } from './exitCodes';
import { startBootstrapServer, type BootstrapServer, type Configuration } from './server/bootstrap';
import { defaultConfig, loadConfig } from './server/bootstrapConfig';
import { UsageError } from './server/path';
import { parsePort, portAdvice, portProblem } from './server/ports';
import { loadPsk, parsePsk, pskTable, type PskTable } from './server/psk';
import { printBootstrap } from './server/repl/bootstrap';
import { startRepl } from './server/repl/repl';
import { startServer, type LwM2mServer } from './server/server';
import { startWebServer, type WebServer } from './server/web/webServer';

interface Options {
  port?: number;
  psk: [identity: string, key: Buffer][];
  pskFile?: string;
  host: string;
  http: number;
  page: boolean;
  /** Undefined for no bootstrap server, true for one on its usual port. */
  bootstrap?: number | true;
  bootstrapConfig?: string;
}

/** UDP port of the bootstrap server unless told, as of others. */
const BOOTSTRAP_PORT = 5783;
const SECURE_BOOTSTRAP_PORT = 5784;
/** UDP port of the server unless told (RFC 7252 6.1 and 6.2). */
const PORT = 5683;
const SECURE_PORT = 5684;

export function addServer(program: Command): void {
  program
    .command('server')
    .description('A LwM2M server for development: a console on this terminal, and a page for the browser.')
    .option('--port <port>', 'UDP port for clients, 5683 unless told, or 5684 with keys; 0 takes any free one', parsePort)
    .option('--psk <identity:hexkey>', 'a key of clients, who come over DTLS then; may be repeated', collectPsk, [])
    .option('--psk-file <file>', 'file with an IDENTITY:HEXKEY on each line')
    .option('--host <address>', 'address to bind, for clients and the page; 0.0.0.0 lets in the network, without a password', '127.0.0.1')
    .option('--http <port>', 'TCP port of the page; 0 takes any free one', parsePort, 8080)
    .option('--no-page', 'no page')
    .option('--bootstrap [port]', `a bootstrap server too, on UDP port ${BOOTSTRAP_PORT} unless told, or ${SECURE_BOOTSTRAP_PORT} with keys; it sends clients here`, parsePort)
    .option('--bootstrap-config <file>', 'JSON file with the steps of a bootstrap; see tools/server/README.md')
    .addHelpText(
      'after',
      `
A script of commands can be piped in; it ends the server with "quit".`,
    )
    .allowExcessArguments(false)
    .showHelpAfterError('Type: npx mote server')
    .action(serve);
}

async function serve({ port: portWanted, psk: given, pskFile, host, http, page, bootstrap: bootstrapPort, bootstrapConfig }: Options): Promise<void> {
  const opened: { close(): Promise<void> }[] = [];
  const open = async <T extends { close(): Promise<void> }>(what: string, option: string, start: () => Promise<T>): Promise<T> => {
    const one = await listen(what, option, start);
    opened.unshift(one);
    return one;
  };
  try {
    const keys = pskFile === undefined ? given : [...given, ...loadPsk(pskFile)];
    const psk = keys.length > 0 ? pskTable(keys) : undefined;
    const port = portWanted ?? (psk === undefined ? PORT : SECURE_PORT);
    const server = await open(`UDP port ${port} of ${host}`, '--port', () => startServer({ host, port, psk }));
    const web = page ? await open(`TCP port ${http} of ${host}`, '--http', () => startWebServer({ server, host, port: http })) : undefined;
    const wanted = bootstrapPort === true || (bootstrapPort === undefined && bootstrapConfig !== undefined) ? (psk === undefined ? BOOTSTRAP_PORT : SECURE_BOOTSTRAP_PORT) : bootstrapPort;
    let bootstrap: BootstrapServer | undefined;
    if (wanted !== undefined) {
      const { definitions } = server;
      const config = bootstrapConfig === undefined ? accountOf(server.url(), psk) : loadConfig(bootstrapConfig, definitions);
      bootstrap = await open(`UDP port ${wanted} of ${host}`, '--bootstrap', () => startBootstrapServer({ host, port: wanted, psk, config, definitions }));
    }
    if (await converse(server, web, bootstrap)) throw new ToolFailure(ExitCode.Failed, 'A command of the script has failed: its answer is above.');
  } catch (error) {
    throw error instanceof UsageError ? new ToolFailure(ExitCode.Usage, error.message) : error;
  } finally {
    for (const one of opened) await one.close();
  }
}

/** Gives each client an account of a server, with its own key. */
function accountOf(url: string, psk: PskTable | undefined): Configuration {
  return ({ identity }) => {
    const key = identity === undefined ? undefined : psk?.get(identity);
    return defaultConfig(url, identity === undefined || key === undefined ? undefined : [identity, key]);
  };
}

/** @throws InvalidArgumentError */
function collectPsk(text: string, before: [identity: string, key: Buffer][]): [identity: string, key: Buffer][] {
  try {
    return [...before, parsePsk(text)];
  } catch (error) {
    if (error instanceof UsageError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** Runs the console until it ends. @returns Whether a command of a script failed. */
async function converse(server: LwM2mServer, web: WebServer | undefined, bootstrap: BootstrapServer | undefined): Promise<boolean> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const repl = startRepl(server, { input: process.stdin, output: process.stdout, terminal });
  repl.print(`Clients register at ${server.url()}`);
  if (bootstrap !== undefined) {
    repl.print(`Clients bootstrap at ${bootstrap.url()}`);
    printBootstrap(bootstrap, repl.print);
  }
  if (web !== undefined) repl.print(`The page is at ${web.url}`);
  repl.print('Type help for the verbs.');
  const { failed } = await Promise.race([repl.ended, stopSignal().then(() => ({ failed: false }))]);
  repl.close();
  return failed && !terminal;
}

/** @throws ToolFailure when the port cannot be had. */
async function listen<T>(what: string, option: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const problem = portProblem(error);
    if (problem === undefined) throw error;
    throw new ToolFailure(ExitCode.PortBusy, `${what} ${problem}. ${portAdvice(error, `Choose another: ${option} 0 takes any free port.`)}`);
  }
}
