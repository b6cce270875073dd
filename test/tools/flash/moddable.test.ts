import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { manifestOf, moddableEnvironment } from '../../../tools/flash/moddable';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mote-moddable-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

it('says what is missing of the SDK and of ESP-IDF, and finds both', () => {
  const [sdk, idf] = [path.join(folder, 'sdk'), path.join(folder, 'idf')];
  expect(() => moddableEnvironment({})).toThrow(/^This board is flashed by the tools of the Moddable SDK: .* MODDABLE/);
  expect(() => moddableEnvironment({ MODDABLE: sdk })).toThrow(/^There is no mcconfig in .*sdk/);
  mkdirSync(path.join(sdk, 'build/bin/lin/release'), { recursive: true });
  writeFileSync(path.join(sdk, 'build/bin/lin/release/mcconfig'), '');
  expect(() => moddableEnvironment({ MODDABLE: sdk })).toThrow(/^IDF_PATH does not name ESP-IDF/);
  expect(() => moddableEnvironment({ MODDABLE: sdk, IDF_PATH: idf })).toThrow(/^There is no ESP-IDF in .*idf/);
  mkdirSync(path.join(idf, 'components/partition_table'), { recursive: true });
  writeFileSync(path.join(idf, 'components/partition_table/parttool.py'), '');
  expect(moddableEnvironment({ MODDABLE: sdk, IDF_PATH: idf, PATH: '/bin' })).toEqual({ MODDABLE: sdk, IDF_PATH: idf, PATH: `/bin${path.delimiter}${sdk}/build/bin/lin/release` });
});

it('makes a manifest of a device: its settings, its network, and who may sign', () => {
  const settings = { endpoint: 'desk-lamp', server: 'coap://192.0.2.7', wifi: { ssid: 'net', password: 'secret' } };
  expect(manifestOf('/boards/moddable-esp32', '/dist/smart-light-moddable-esp32', settings, '00ff')).toEqual({
    build: { NAME: 'smart-light-moddable-esp32' },
    include: '/boards/moddable-esp32/manifest.json',
    modules: { boot: '/dist/smart-light-moddable-esp32/boot' },
    config: { ssid: 'net', password: 'secret', mote: { endpoint: 'desk-lamp', server: 'coap://192.0.2.7', updateKey: '00ff' } },
  });
});
