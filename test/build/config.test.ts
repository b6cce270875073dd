import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configModule, type SettingsFile } from '../../build/config';
import { root } from '../../build/paths';

const defaults = `/** Doc of all. */
export const enum Config {
  /** Doc of servers. @minimum 1 */
  servers = 1,
  messageBytes = 1152,
  size = messageBytes * 2,
  /**
   * Doc of version.
   * @minimum 10
   * @maximum 12
   */
  version = 11,
  /** Doc of features. */
  tcp = 1,
  dns = 0,
  room = 7,
}
`;

const files = (...texts: string[]): SettingsFile[] => texts.map((text, index) => ({ text, file: index === 0 ? 'app/config.json' : 'app/config.board.json' }));

test('puts the values of config.json in the place of the defaults, and leaves everything else', () => {
  expect(configModule(defaults, files('{ "messageBytes": 64, "size": 7 }'))).toBe(
    defaults.replace('1152', '64').replace('messageBytes * 2', '7'),
  );
  expect(configModule(defaults, files('{}'))).toBe(defaults);
  expect(configModule(defaults, [])).toBe(defaults);
});

test('what is set for the board goes over what is set for all, and what is asked for over both', () => {
  const both = files('{ "servers": 2, "messageBytes": 64 }', '{ "messageBytes": 128, "size": 7 }');
  const values = (text: string): (string | undefined)[] => ['servers', 'messageBytes', 'size'].map((name) => new RegExp(`${name} = (.*),`).exec(text)?.[1]);
  expect(values(configModule(defaults, both))).toEqual(['2', '128', '7']);
  expect(values(configModule(defaults, both, { size: 9 }))).toEqual(['2', '128', '9']);
  expect(() => configModule(defaults, files('{}', '{ "sice": 1 }'))).toThrow('app/config.board.json: there is no setting "sice"; did you mean "size"?');
});

test('knows every setting of src/config.ts', () => {
  const real = readFileSync(path.join(root, 'src/config.ts'), 'utf8');
  expect(configModule(real, files('{ "duplicateBytes": 99 }'))).toMatch(/^ {2}duplicateBytes = 99,$/m);
});

test.each([
  ['{ "mesageBytes": 1 }', 'app/config.json: there is no setting "mesageBytes"; did you mean "messageBytes"?'],
  ['{ "SERVERS": 1 }', 'did you mean "servers"?'],
  ['{ "zigbee": 1 }', 'app/config.json: there is no setting "zigbee"\nAll are in src/config.ts.'],
  ['{ "servers": 1.5 }', '"servers" is 1.5; expected an integer, 1 or more'],
  ['{ "servers": 0 }', 'app/config.json: "servers" is 0; expected an integer, 1 or more'],
  ['{ "room": -1 }', '"room" is -1; expected an integer, 0 or more'],
  ['{ "version": 9 }', '"version" is 9; expected an integer, 10 to 12'],
  ['{ "version": 13 }', '"version" is 13; expected an integer, 10 to 12'],
  ['{ "tcp": 2 }', '"tcp" is 2; expected 1 (in the image) or 0 (left out)'],
  ['{ "dns": 2 }', '"dns" is 2; expected 1 (in the image) or 0 (left out)'],
  ['{ "servers": -1 }', '"servers" is -1; expected an integer'],
  ['{ "servers": "1" }', '"servers" is "1"; expected an integer'],
  ['{ "servers": true }', '"servers" is true; expected an integer'],
  ['{ "servers": 1e300 }', 'expected an integer'],
  ['[1]', 'expected an object'],
  ['{', 'app/config.json is not JSON'],
])('refuses %s', (settings, message) => {
  expect(() => configModule(defaults, files(settings))).toThrow(message);
});
