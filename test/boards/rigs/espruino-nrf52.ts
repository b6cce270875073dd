/** The data line is a pseudo-terminal, and `npx mote bridge` is at its other end. */
import path from 'node:path';
import { root } from '../../../build/paths';
import { outputOf } from '../../engines/process';
import { appear, start, startMote } from '../../tools/programs';
import { broken, espruinoAbsent, espruinoVersion, sizedOrAny, startFlashed, updatable } from './espruino';
import type { Rig } from './rig';

/** @param variable The environment variable that names the interpreter. */
function rigOf(board: string, variable: string): Rig {
  return {
    board,
    engine: espruinoVersion(variable),
    absent: () => espruinoAbsent(variable) ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
    async start(_image, { server, endpoint, folder }) {
      const ends = [path.join(folder, 'line'), path.join(folder, 'bridge')];
      const line = start('socat', ends.map((file) => `pty,raw,echo=0,link=${file}`), folder);
      await appear(...ends);
      const bridge = startMote(['bridge', ends[1]], root);
      await bridge.output.waitFor('bridge', (text) => text.includes('the bridge is 10.0.0.1'));
      const running = await startFlashed(board, endpoint, `coap://10.0.0.1:${server.port()}`, { line: { path: ends[0] } }, folder, variable);
      return {
        ...running,
        async stop() {
          await running.stop();
          await bridge.kill();
          await line.kill();
        },
      };
    },
  };
}

export const espruinoNrf52: Rig = { ...rigOf('espruino-nrf52', sizedOrAny('ESPRUINO_12500')), changes: updatable, broken };

/** The same with as many variables and as much Storage as the board has, and an image without a shell, which takes signed packages alone. */
const small = rigOf('espruino-nrf52832', 'ESPRUINO_2630');
export const espruinoNrf52832: Rig = {
  ...small,
  isSigned: true,
  broken,
  async start(...of) {
    const running = await small.start(...of);
    return { ...running, command: () => false };
  },
};
