import path from 'node:path';
import { startImage } from '../../../tools/imageProcess';
import { Output } from '../output';
import type { Rig } from './rig';

export const linux: Rig = {
  board: 'linux',
  engine: `Node ${process.versions.node}`,
  isSecurable: true,
  absent: () => undefined,
  start(image, { server, endpoint, folder, psk }) {
    const output = new Output();
    const { type, stop } = startImage({
      file: image.file,
      settings: { MOTE_ENDPOINT: endpoint, MOTE_SERVER: server.url(), MOTE_STORAGE: path.join(folder, 'storage'), ...(psk !== undefined && { MOTE_IDENTITY: psk.identity, MOTE_KEY: psk.key }) },
      printed: (line) => output.add(line),
    });
    return Promise.resolve({
      output,
      stop,
      press: () => type('b'),
      command: () => false, // test/shell has the prompt of this board
      brightness(line) {
        const percent = /^LED 0 .* (\d+) %/.exec(line)?.[1];
        return percent === undefined ? undefined : Number(percent);
      },
    });
  },
};
