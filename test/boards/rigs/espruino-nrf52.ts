/** The data line is a pseudo-terminal, and `npx mote bridge` is at its other end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf } from '../../engines/process';
import { Output } from '../output';
import { espruinoAbsent, espruinoFiles, espruinoVersion, runEspruino, writeStorage } from './espruino';
import type { Rig } from './rig';

const root = path.join(__dirname, '../../..');

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

export const espruinoNrf52: Rig = {
  board: 'espruino-nrf52',
  engine: espruinoVersion(),
  absent: () => espruinoAbsent() ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  async start(image, server, endpoint, folder) {
    const ends = [path.join(folder, 'board'), path.join(folder, 'bridge')];
    const line = spawn('socat', ends.map((file) => `pty,raw,echo=0,link=${file}`), { stdio: 'ignore' });
    while (!ends.every(existsSync)) await new Promise((resolve) => setTimeout(resolve, 20));
    const bridge = spawn(process.execPath, [path.join(root, 'tools/mote.js'), 'bridge', ends[1]], { stdio: ['ignore', 'ignore', 'pipe'] });
    const said = new Output();
    said.follow(bridge.stderr);
    await said.waitFor('bridge', (text) => text.includes('the bridge is 10.0.0.1'));
    const settings = { line: { path: ends[0] } };
    await writeStorage(folder, espruinoFiles(readFileSync(image, 'latin1'), endpoint, `coap://10.0.0.1:${server.port()}`, settings));
    return runEspruino(folder, async () => {
      await end(bridge);
      await end(line);
    });
  },
};
