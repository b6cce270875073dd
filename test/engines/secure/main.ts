/** The smart light, over DTLS. */
import type { Board, Settings } from '../../../src/board';
import { main as startLight } from '../../../firmware/smart-light/main';

const secure: Settings = {
  endpoint: 'replay',
  server: 'coaps://192.0.2.1',
  lifetime: 300,
  identity: 'light',
  key: '000102030405060708090a0b0c0d0e0f',
};

function settings(): Settings {
  return secure;
}

export function main(board: Board): void {
  board.settings = settings;
  startLight(board);
}
