import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyFile, publicKeyFile } from '../../../tools/ota/keyFile';
import { mote, startMote } from '../programs';
import { scriptEspruino } from './scriptedEspruino';

jest.setTimeout(300_000);

interface Told {
  readonly files: readonly { readonly name: string; readonly crc: number; readonly unchanged: boolean }[];
}

test('flash --watch --key: builds, flashes with the key, and flashes the image again when a source has changed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-watch-'));
  const board = scriptEspruino({ pages: 64 });
  let open: Socket | undefined;
  const server = createServer((socket) => {
    open = socket.on('data', (typed) => board.line.write(typed)).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  board.line.on('data', (printed) => open?.write(printed));
  await once(server, 'listening');
  const key = path.join(folder, 'key');
  createKeyFile(key, 5);
  await mote(['init', 'lamp', '--firmware', folder], folder);
  const config = path.join(folder, 'lamp/config.json');
  const settings = JSON.parse(readFileSync(config, 'utf8')) as object;
  const store = (changes: object): void => writeFileSync(config, JSON.stringify({ ...settings, firmware: 1, ...changes }));
  store({});
  const port = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const flash = startMote(['flash', 'espruino-esp32', path.join(folder, 'lamp'), port, '--key', publicKeyFile(key), '--dist', folder, '--watch', '--json'], folder);
  const told = async (from: number): Promise<Told> => JSON.parse(await flash.output.waitFor('flashing', (line) => line.startsWith('{'), from, 120)) as Told;
  try {
    const first = await told(0);
    expect(board.flash.read('mote.key')).toBe(readFileSync(publicKeyFile(key), 'utf8').trim());
    const from = flash.output.lines.length;
    store({ imageVersion: '0.2.0' });
    const second = await told(from);
    expect(flash.output.lines).toContain('config.json has changed.');
    const crcOf = ({ files }: Told, wanted: string): number | undefined => files.find(({ name }) => name === wanted)?.crc;
    expect(crcOf(second, 'slot-a')).not.toBe(crcOf(first, 'slot-a'));
    expect(second.files.find(({ name }) => name === 'mote.key')).toMatchObject({ unchanged: true });
    expect(board.done.filter((each) => each === 'load').length).toBe(2);
    expect(await flash.stop()).toBe(0);
  } finally {
    await flash.kill();
    server.close();
    rmSync(folder, { recursive: true });
  }
});
