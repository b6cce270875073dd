/** The image under test, as a process on the linux board. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface DeviceSettings {
  readonly endpoint: string;
  /** Port of the server on 127.0.0.1. */
  readonly port: number;
  /** Seconds. */
  readonly lifetime: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Device {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly storage = mkdtempSync(path.join(tmpdir(), 'mote-interop-'));
  /** Resolves when the process has ended, however it did, and all it printed was read. */
  readonly exited: Promise<Exit>;

  /** @param onLine Told of each line that the image prints. */
  constructor(image: string, { endpoint, port, lifetime }: DeviceSettings, onLine: (line: string) => void) {
    this.process = spawn(process.execPath, [image], {
      env: {
        PATH: process.env.PATH,
        MOTE_ENDPOINT: endpoint,
        MOTE_SERVER: `coap://127.0.0.1:${port}`,
        MOTE_LIFETIME: String(lifetime),
        MOTE_STORAGE: this.storage,
      },
    });
    createInterface(this.process.stdout).on('line', onLine);
    createInterface(this.process.stderr).on('line', onLine);
    this.process.stdin.on('error', () => undefined); // the image may have ended
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
    rmSync(this.storage, { recursive: true });
  }
}
