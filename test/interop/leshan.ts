/** The processes of Leshan: built by Maven, spoken to in lines of JSON. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../build/paths';
import type { EventLine } from './protocol';

const project = path.join(__dirname, 'leshan');
const built = path.join(root, 'dist/interop');
const stamp = path.join(built, 'sources.sha256');

/** Leshan's servers; its bootstrap servers, of an older release; its client, for tests of the harness. */
export type Program = 'server' | 'bootstrap' | 'client';

const mainClasses: Readonly<Record<Program, string>> = {
  server: 'mote.interop.server.ServerMain',
  bootstrap: 'mote.interop.bootstrap.BootstrapMain',
  client: 'mote.interop.client.ClientMain',
};

/** Leshan brings the definitions of the core objects along, 5 up to version 1.1; the others are told to it. */
function definitions(): string[] {
  const registry = path.join(root, 'tools/registry');
  const known = ['5.xml', '10.xml', '11.xml', '16.xml', '3303.xml', '3311.xml'].map((name) => path.join(registry, name));
  const own = path.join(project, 'definitions');
  return [...known, ...readdirSync(own).map((name) => path.join(own, name))];
}

/** The command line of a program. */
export function commandOf(program: Program): string[] {
  const folder = path.join(built, program);
  const classes = [path.join(folder, 'leshan.jar'), path.join(folder, 'lib/*')].join(path.delimiter);
  // Little memory and no better compiler: it is one of several programs on a small machine. Leshan takes the platform's
  // character set for JSON, which in the C locale is ASCII.
  const options = ['-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8'];
  const logging = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
  return ['java', ...options, logging, '-cp', classes, mainClasses[program], ...definitions()];
}

/** What is missing to build and run Leshan, to be read by whoever can install it. */
export function missingPrograms(): string[] {
  return ['java', 'javac', 'mvn'].filter((program) => spawnSync(program, ['-version']).status !== 0);
}

function sources(): string[] {
  const files = readdirSync(project, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

/**
 * Compiles the programs into dist/interop, with Leshan from Maven Central; once, until a source changes.
 * @throws Error with what Maven says.
 */
export function buildLeshan(): void {
  const hash = createHash('sha256');
  for (const file of sources()) hash.update(readFileSync(file));
  const digest = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.error('building Leshan (the first time, Maven fetches it from Maven Central)');
  rmSync(built, { recursive: true, force: true });
  const maven = spawnSync('mvn', ['-q', '-B', 'package'], { cwd: project, encoding: 'utf8' });
  if (maven.status !== 0) {
    throw new Error(`Maven could not build ${path.relative(root, project)}:\n${maven.stdout}${maven.stderr}`);
  }
  writeFileSync(stamp, digest);
}

interface Pending {
  readonly resolve: (answer: object) => void;
  readonly reject: (error: Error) => void;
}

type Line = EventLine | { readonly id: number; readonly error?: string };

/** A running process of servers; it serves one session after the other. */
export class Leshan {
  /** Told of each event. */
  onEvent: (event: EventLine) => void = () => undefined;
  /** Told of each line that the process logs. */
  onLog: (line: string) => void = () => undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private fault: Error | undefined;

  private constructor(private readonly process: ChildProcessWithoutNullStreams) {
    createInterface(process.stdout).on('line', (line) => this.received(JSON.parse(line) as Line));
    createInterface(process.stderr).on('line', (line) => this.onLog(line));
    process.once('error', (error) => this.ended(`java: ${error.message}`));
    process.once('exit', (code, signal) => this.ended(`Leshan ended (${signal ?? code})`));
    process.stdin.on('error', () => undefined); // `exit` says why
  }

  static start(program: 'server' | 'bootstrap'): Leshan {
    const [java, ...args] = commandOf(program);
    return new Leshan(spawn(java, args));
  }

  /**
   * Carries out a command and gives its answer.
   * @throws Error of Leshan, for what it could not send or could not make sense of.
   */
  command<Answered>(command: string, fields: object = {}): Promise<Answered> {
    return new Promise((resolve, reject) => {
      if (this.fault !== undefined) {
        reject(this.fault);
        return;
      }
      this.lastId++;
      this.pending.set(this.lastId, { resolve: (answer) => resolve(answer as Answered), reject });
      this.process.stdin.write(`${JSON.stringify({ id: this.lastId, command, ...fields })}\n`);
    });
  }

  stop(): void {
    this.fault = new Error('Leshan was stopped');
    this.process.stdin.end();
  }

  private received(line: Line): void {
    if ('event' in line) {
      this.onEvent(line);
      return;
    }
    const { id, error, ...answer } = line;
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (error === undefined) pending?.resolve(answer);
    else pending?.reject(new Error(`Leshan: ${error}`));
  }

  private ended(reason: string): void {
    this.fault ??= new Error(reason);
    for (const { reject } of this.pending.values()) reject(this.fault);
    this.pending.clear();
  }
}
