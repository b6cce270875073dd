import { outputOf } from '../../engines/process';
import { broken, espruinoAbsent, espruinoVersion, startFlashed, updatable } from './espruino';
import type { Rig } from './rig';

export const espruinoEsp32: Rig = {
  board: 'espruino-esp32',
  engine: espruinoVersion(),
  changes: updatable,
  broken,
  absent: () => espruinoAbsent() ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  start: (_image, server, endpoint, folder) => startFlashed('espruino-esp32', endpoint, server.url(), {}, folder),
};
