/**
 * `npm run server`: a LwM2M server with a console and a page.
 * Exit codes: see exitCodes.ts.
 */
import { Command } from 'commander';
import { ExitCode } from './exitCodes';
import { parsePort, portProblem } from './ports';
import { startRepl } from './repl/repl';
import { startServer, type LwM2mServer } from './server';
import { startWebServer, type WebServer } from './web/webServer';

interface Options {
  port: number;
  host: string;
  http: number;
  page: boolean;
}

const program = new Command('npm run server --')
  .description('A LwM2M 1.1 server for development: a console on this terminal, and a page for the browser.')
  .option('--port <port>', 'UDP port for clients; 0 takes any free one', parsePort, 5683)
  .option('--host <address>', 'address to bind, for clients and the page; 0.0.0.0 lets in the network, without a password', '127.0.0.1')
  .option('--http <port>', 'TCP port of the page; 0 takes any free one', parsePort, 8080)
  .option('--no-page', 'no page')
  .addHelpText(
    'after',
    `
Exit codes: ${ExitCode.Ok} ended by quit, Ctrl-C or Ctrl-D, ${ExitCode.Failed} a command of a script failed, ${ExitCode.Usage} wrong options, ${ExitCode.CannotListen} a port is in use.
A script of commands can be piped in; it ends the server with "quit".`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage))
  .parse();

void serve(program.opts<Options>()).then((code) => process.exit(code));

async function serve({ port, host, http, page }: Options): Promise<ExitCode> {
  const server = await listen(`UDP port ${port} of ${host}`, '--port', () => startServer({ host, port }));
  if (server === undefined) return ExitCode.CannotListen;
  const web = page ? await listen(`TCP port ${http} of ${host}`, '--http', () => startWebServer({ server, host, port: http })) : undefined;
  if (page && web === undefined) {
    await server.close();
    return ExitCode.CannotListen;
  }
  const failed = await converse(server, web);
  await web?.close();
  await server.close();
  return failed ? ExitCode.Failed : ExitCode.Ok;
}

/** Runs the console until it ends. @returns Whether a command of a script failed. */
async function converse(server: LwM2mServer, web: WebServer | undefined): Promise<boolean> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const repl = startRepl(server, { input: process.stdin, output: process.stdout, terminal });
  repl.print(`Clients register at ${server.url()}`);
  if (web !== undefined) repl.print(`The page is at ${web.url}`);
  repl.print('Type help for the verbs.');
  const stopped = new Promise<{ failed: boolean }>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve({ failed: false }));
  });
  const { failed } = await Promise.race([repl.ended, stopped]);
  repl.close();
  return failed && !terminal;
}

/** @returns undefined when the port cannot be had, which has been said. */
async function listen<T>(what: string, option: string, start: () => Promise<T>): Promise<T | undefined> {
  try {
    return await start();
  } catch (error) {
    const problem = portProblem(error);
    if (problem === undefined) throw error;
    console.error(`${what} ${problem}. Choose another: ${option} 0 takes any free port.`);
    return undefined;
  }
}
