/** Writes files with Espruino's own command line, the package `espruino`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExitCode, ToolFailure } from '../exitCodes';
import type { BoardFile } from './files';

const program = path.join(path.dirname(require.resolve('espruino/package.json')), 'bin/espruino-cli.js');

/**
 * It opens serial ports that it lists, and tcp://HOST:PORT; a pseudo-terminal it does not. It checks nothing.
 * @throws ToolFailure when it fails.
 */
export async function espruinoCommand(port: string, baud: number, files: readonly BoardFile[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-flash-'));
  try {
    const storage = files.flatMap(({ name, bytes }) => {
      const file = path.join(folder, name);
      writeFileSync(file, bytes);
      return ['--storage', `${name}:${file}`];
    });
    const args = [program, '--port', port, '-b', String(baud), '--no-ble', '--config', 'SET_TIME_ON_WRITE=false', ...storage, '-e', 'load()'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) {
      throw new ToolFailure(ExitCode.Failed, `The espruino command has ended with exit code ${code}. A pseudo-terminal it cannot open: leave out --via.`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
