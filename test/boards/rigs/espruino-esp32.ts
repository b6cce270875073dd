import { outputOf } from '../../engines/process';
import { broken, espruinoAbsent, espruinoVersion, sizedOrAny, startFlashed, updatable } from './espruino';
import type { Rig } from './rig';

const interpreter = sizedOrAny('ESPRUINO_16383');

export const espruinoEsp32: Rig = {
  board: 'espruino-esp32',
  engine: espruinoVersion(interpreter),
  changes: updatable,
  broken,
  isSecurable: true,
  absent: () => espruinoAbsent(interpreter) ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  start: (_image, { server, endpoint, folder, psk }) => startFlashed('espruino-esp32', endpoint, server.url(), { ...psk }, folder, interpreter),
};
