/** The data line is a pseudo-terminal, and `npx mote bridge` is at its other end. */
import path from 'node:path';
import { root } from '../../../build/paths';
import { outputOf } from '../../engines/process';
import { Output } from '../output';
import { appear, espruinoAbsent, espruinoVersion, launch, startFlashed, updatable } from './espruino';
import type { Rig } from './rig';

export const espruinoNrf52: Rig = {
  board: 'espruino-nrf52',
  engine: espruinoVersion(),
  changes: updatable,
  restarting: 'E.reboot()',
  absent: () => espruinoAbsent() ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  async start(_image, server, endpoint, folder) {
    const ends = [path.join(folder, 'line'), path.join(folder, 'bridge')];
    const line = launch('socat', ends.map((file) => `pty,raw,echo=0,link=${file}`), folder);
    await appear(...ends);
    const bridge = launch(process.execPath, [path.join(root, 'tools/mote.js'), 'bridge', ends[1]], root);
    const said = new Output();
    if (bridge.child.stderr !== null) said.follow(bridge.child.stderr);
    await said.waitFor('bridge', (text) => text.includes('the bridge is 10.0.0.1'));
    const board = await startFlashed('espruino-nrf52', endpoint, `coap://10.0.0.1:${server.port()}`, { line: { path: ends[0] } }, folder);
    return {
      ...board,
      async stop() {
        await board.stop();
        await bridge.stop();
        await line.stop();
      },
    };
  },
};
