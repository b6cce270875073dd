import { readFileSync } from 'node:fs';
import { espruinoAbsent, espruinoFiles, espruinoVersion, runEspruino, writeStorage } from './espruino';
import type { Rig } from './rig';

export const espruinoEsp32: Rig = {
  board: 'espruino-esp32',
  engine: espruinoVersion(),
  absent: espruinoAbsent,
  async start(image, server, endpoint, folder) {
    await writeStorage(folder, espruinoFiles(readFileSync(image, 'latin1'), endpoint, server.url(), {}));
    return runEspruino(folder);
  },
};
