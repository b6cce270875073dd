import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configModule } from '../../build/config';
import { root } from '../../build/paths';

const defaults = `/** Doc of all. */
export const enum Config {
  /** Doc of servers. */
  servers = 1,
  messageBytes = 1152,
  size = messageBytes * 2,
}
`;

test('puts the values of config.json in the place of the defaults, and leaves everything else', () => {
  expect(configModule(defaults, '{ "messageBytes": 64, "size": 7 }', 'config.json')).toBe(
    defaults.replace('1152', '64').replace('messageBytes * 2', '7'),
  );
  expect(configModule(defaults, '{}', 'config.json')).toBe(defaults);
});

test('knows every setting of src/config.ts', () => {
  const real = readFileSync(path.join(root, 'src/config.ts'), 'utf8');
  expect(configModule(real, '{ "duplicateBytes": 99 }', 'config.json')).toMatch(/^ {2}duplicateBytes = 99,$/m);
});

test.each([
  ['{ "mesageBytes": 1 }', 'app/config.json: there is no setting "mesageBytes"; did you mean "messageBytes"?'],
  ['{ "SERVERS": 1 }', 'did you mean "servers"?'],
  ['{ "servers": 1.5 }', '"servers" is 1.5; expected an integer, 0 or more'],
  ['{ "servers": -1 }', '"servers" is -1; expected an integer'],
  ['{ "servers": "1" }', '"servers" is "1"; expected an integer'],
  ['{ "servers": true }', '"servers" is true; expected an integer'],
  ['{ "servers": 1e300 }', 'expected an integer'],
  ['[1]', 'expected an object'],
  ['{', 'app/config.json is not JSON'],
])('refuses %s', (settings, message) => {
  expect(() => configModule(defaults, settings, 'app/config.json')).toThrow(message);
});
