/** The clients under test: how each is started and what it calls itself. */
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import type { BuiltImages } from './images';
import { benchManufacturer } from './requests';

const clientFolder = path.join(__dirname, 'clients');

/** What a client process is told. */
export interface Session {
  /** Port of the server on 127.0.0.1. */
  port: number;
  endpoint: string;
  /** `id` of the request kind that will be asked. */
  kind: string;
  /** An empty folder of its own, its working directory. */
  folder: string;
}

interface Command {
  file: string;
  args: string[];
  env: Record<string, string>;
}

/** A client under test. */
export interface Client {
  name: string;
  /** What it answers under /3/0/0. */
  manufacturer: string;
  /** Why the client cannot be measured here; undefined when it can. */
  absent: string | undefined;
  command(session: Session): Command;
  /** Whether it writes to stderr for every request, which a pipe would make dear. */
  talksOnStderr?: true;
}


function nodeClient(name: string): Client {
  const file = path.join(clientFolder, `${name}.js`);
  return {
    name,
    manufacturer: benchManufacturer,
    absent: undefined,
    command: (session) => ({
      file: process.execPath,
      args: [file],
      env: { BENCH_PORT: String(session.port), BENCH_ENDPOINT: session.endpoint, BENCH_KIND: session.kind },
    }),
  };
}

/** What the others are given as multiples of. */
export const floor = nodeClient('floor');

function mote(built: BuiltImages): Client {
  return {
    name: 'mote',
    manufacturer: benchManufacturer,
    absent: built.ok ? undefined : built.reason,
    command: (session) => ({
      file: process.execPath,
      args: [built.ok ? built.images.linux : ''],
      env: {
        MOTE_ENDPOINT: session.endpoint,
        MOTE_SERVER: `coap://127.0.0.1:${session.port}`,
        MOTE_LIFETIME: '86400',
      },
    }),
  };
}

const wakaama: Client = {
  name: 'wakaama',
  manufacturer: 'Open Mobile Alliance',
  talksOnStderr: true,
  absent: process.env.WAKAAMA === undefined ? 'WAKAAMA names no binary' : undefined,
  command: (session) => ({
    file: process.env.WAKAAMA ?? '',
    // Options of Wakaama's example client; port 0 lets the kernel choose.
    args: ['-4', '-h', '127.0.0.1', '-p', String(session.port), '-l', '0', '-n', session.endpoint, '-t', '86400'],
    env: {},
  }),
};

/** All clients, the floor first. */
export function clients(built: BuiltImages): Client[] {
  return [floor, mote(built), nodeClient('lwm2m-node-lib'), nodeClient('coap-node'), wakaama];
}

/** A running client. */
export interface RunningClient {
  pid: number;
  /** Rejects when the process ends before `stop`, with the last of what it wrote on stderr. */
  ended: Promise<never>;
  stop(): Promise<void>;
}

/** Starts a client's process. */
export function start(client: Client, session: Session): RunningClient {
  const { file, args, env } = client.command(session);
  const child = spawn(file, args, {
    cwd: session.folder,
    env: { PATH: process.env.PATH, ...env },
    // stdin stays open: Wakaama's example client spins on a closed one.
    stdio: ['pipe', 'ignore', client.talksOnStderr === true ? 'ignore' : 'pipe'],
  });
  return running(client.name, child);
}

function running(name: string, child: ChildProcess): RunningClient {
  let errors = '';
  let stopping = false;
  child.stderr?.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-2000);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      errors += error.message;
      resolve();
    });
  });
  const ended = exited.then((): never => {
    throw new Error(stopping ? `${name} was stopped` : `${name} ended by itself: ${errors.trim()}`);
  });
  ended.catch(() => undefined); // nobody may be waiting for it when the client is stopped
  return {
    pid: child.pid ?? -1,
    ended,
    stop: async () => {
      stopping = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
