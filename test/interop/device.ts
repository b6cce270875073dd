/** The client under test, as a process. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Psk } from './server';

export interface DeviceSettings {
  readonly endpoint: string;
  /** URIs of the servers. The board knows the first; the application test/interop/app adds the others. */
  readonly servers: readonly string[];
  /** URI of a bootstrap server; then there are no other servers. */
  readonly bootstrap?: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly queueMode?: boolean;
  /** Instances of object 3303; 1 unless told. For test/interop/app. */
  readonly sensors?: number;
  /** Of the server, or of the bootstrap server if there is one. */
  readonly psk?: Psk;
  /** A folder for what the client keeps. */
  readonly storage: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The environment, as the linux board and test/interop/app read it. */
function environment({ endpoint, servers, bootstrap, lifetime, sensors, queueMode, psk, storage }: DeviceSettings): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    MOTE_ENDPOINT: endpoint,
    MOTE_SERVER: servers[0] ?? bootstrap,
    MOTE_LIFETIME: String(lifetime),
    MOTE_STORAGE: storage,
    ...(servers.length > 1 && { MOTE_SERVERS: servers.join(' ') }),
    ...(bootstrap !== undefined && { MOTE_BOOTSTRAP: bootstrap }),
    ...(sensors !== undefined && { MOTE_SENSORS: String(sensors) }),
    ...(psk !== undefined && { MOTE_IDENTITY: psk.identity, MOTE_KEY: psk.key }),
    ...(queueMode === true && { MOTE_BINDING: 'UQ' }),
  };
}

export class Device {
  private readonly process: ChildProcessWithoutNullStreams;
  /** Resolves when the process has ended, however it did, and all it printed was read. */
  readonly exited: Promise<Exit>;

  /**
   * @param command What is run.
   * @param onLine Told of each line that it prints.
   */
  constructor([program, ...args]: readonly string[], settings: DeviceSettings, onLine: (line: string) => void) {
    this.process = spawn(program, args, { env: environment(settings) });
    createInterface(this.process.stdout).on('line', onLine);
    createInterface(this.process.stderr).on('line', onLine);
    this.process.stdin.on('error', () => undefined); // the process may have ended
    this.exited = once(this.process, 'close').then(([code, signal]) => ({ code, signal }) as Exit);
  }

  /** Presses the board's button and lets it go. */
  pressButton(): void {
    this.process.stdin.write('b\n');
  }

  /** Asks the process to end, as an init system does. */
  terminate(): void {
    this.process.kill('SIGTERM');
  }

  /** Ends the process at once, without a word to the server. */
  async destroy(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}
