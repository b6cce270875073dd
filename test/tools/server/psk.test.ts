import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPsk, parsePsk, pskTable } from '../../../tools/server/psk';

test('a key is typed behind its identity, which may have colons', () => {
  expect(parsePsk('light:0a0B')).toEqual(['light', Buffer.of(10, 11)]);
  expect(parsePsk('urn:dev:os:1:ff')).toEqual(['urn:dev:os:1', Buffer.of(255)]);
});

test.each([
  ['light', '"light" is not IDENTITY:HEXKEY, as in light:000102030405060708090a0b0c0d0e0f.'],
  [':00', '":00" is not IDENTITY:HEXKEY, as in light:000102030405060708090a0b0c0d0e0f.'],
  ['light:secret', 'The key of "light" is not hexadecimal, two digits a byte, as in light:000102030405060708090a0b0c0d0e0f.'],
  ['light:0', 'The key of "light" is not hexadecimal, two digits a byte, as in light:000102030405060708090a0b0c0d0e0f.'],
  [`light:${'00'.repeat(65)}`, 'The key of "light" is longer than 64 bytes.'],
  [`${'x'.repeat(129)}:00`, `The identity "${'x'.repeat(129)}" is longer than 128 bytes.`],
])('%s is refused', (text, message) => {
  expect(() => parsePsk(text)).toThrow(message);
});

test('an identity has one key', () => {
  expect(() => pskTable([['light', Buffer.of(1)], ['light', Buffer.of(2)]])).toThrow('There are two keys of "light"; keep one.');
  expect(pskTable([['light', Buffer.of(1)]]).get('light')).toEqual(Buffer.of(1));
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mote-psk-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'keys');

  test('has a key on each line', () => {
    writeFileSync(file, '# the lights\nlight:01\n\n  lamp:02 # the lamp\n');
    expect(loadPsk(file)).toEqual([['light', Buffer.of(1)], ['lamp', Buffer.of(2)]]);
  });

  test('that is wrong is told with its line', () => {
    writeFileSync(file, 'light:01\nlamp\n');
    expect(() => loadPsk(file)).toThrow(`${file}, line 2: "lamp" is not IDENTITY:HEXKEY`);
    expect(() => loadPsk(join(folder, 'none'))).toThrow(/none cannot be read: ENOENT/);
  });
});
