import { outputOf } from '../../engines/process';
import { broken, espruinoAbsent, espruinoVersion, startFlashed, updatable } from './espruino';
import type { Rig } from './rig';

export const espruinoEsp32: Rig = {
  board: 'espruino-esp32',
  engine: espruinoVersion(),
  changes: updatable,
  broken,
  isSecurable: true,
  absent: () => espruinoAbsent() ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  start: (_image, { server, endpoint, folder, psk }) => startFlashed('espruino-esp32', endpoint, server.url(), { ...psk }, folder),
};
