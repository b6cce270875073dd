import { hostname } from 'os';
import { readSettings } from '../../../boards/linux/settings';
import { fresh } from '../../fresh';

test('defaults', () => {
  expect(readSettings([], {})).toEqual({ endpoint: `mote-${hostname()}`, server: 'coap://127.0.0.1', lifetime: 300 });
});

const secret = { MOTE_IDENTITY: 'lämp', MOTE_KEY: '00Ff' };

test('the environment goes before defaults, options before the environment', () => {
  const environment = { MOTE_ENDPOINT: 'lamp', MOTE_SERVER: 'coaps://example.org:5684', MOTE_LIFETIME: '86400', ...secret };
  expect(readSettings([], environment)).toEqual({ endpoint: 'lamp', server: 'coaps://example.org:5684', lifetime: 86400, identity: 'lämp', key: '00Ff' });
  expect(readSettings(['--endpoint', 'desk', '--server=coap://[::1]:5683', '--lifetime', '0'], environment)).toEqual({
    identity: 'lämp',
    key: '00Ff',
    endpoint: 'desk',
    server: 'coap://[::1]:5683',
    lifetime: 0,
  });
});

test.each([
  [{ MOTE_KEY: '00f' }, 'the key is not hexadecimal of 1 to 64 bytes: give MOTE_KEY two digits a byte'],
  [{ MOTE_KEY: 'xy' }, 'the key is not hexadecimal of 1 to 64 bytes: give MOTE_KEY two digits a byte'],
  [{ MOTE_KEY: '00'.repeat(65) }, 'the key is not hexadecimal of 1 to 64 bytes: give MOTE_KEY two digits a byte'],
  [{ MOTE_IDENTITY: 'ä'.repeat(65) }, `identity "${'ä'.repeat(65)}" has more than 128 bytes`],
  [{ MOTE_SERVER: 'coaps://s', MOTE_KEY: '00' }, 'a server at coaps wants a key: set MOTE_IDENTITY, and MOTE_KEY in hexadecimal'],
  [{ MOTE_BOOTSTRAP: 'coaps://s', MOTE_IDENTITY: 'i' }, 'a server at coaps wants a key: set MOTE_IDENTITY, and MOTE_KEY in hexadecimal'],
])('keys that cannot be used: %j', (environment, message) => {
  expect(() => readSettings([], environment)).toThrow(message);
});

test('a Bootstrap-Server, which may be the only one; and queue mode', () => {
  expect(readSettings(['--endpoint', 'e', '--bootstrap', 'coap://bs', '--binding', 'UQ'], {})).toEqual({
    endpoint: 'e',
    server: '',
    lifetime: 300,
    bootstrap: 'coap://bs',
    binding: 'UQ',
  });
  expect(readSettings(['--bootstrap', 'coap://bs'], { MOTE_SERVER: 'coap://s' })).toMatchObject({ server: 'coap://s', bootstrap: 'coap://bs' });
});

test.each([
  [['--bootstrap', 'bs'], 'bootstrap "bs" is not a URI like coap://host:5683'],
  [['--binding', 'S'], 'binding "S" is neither U nor UQ'],
  [['--endpoint', ''], 'the endpoint name is empty'],
  [['--server', 'example.org'], 'server "example.org" is not a URI like coap://host:5683'],
  [['--server', 'http://example.org'], 'server "http://example.org" is not'],
  [['--server', 'coap://'], 'server "coap://" is not'],
  [['--server', 'coap://host:99999'], 'server "coap://host:99999" is not'],
  [['--lifetime', ''], 'lifetime "" is not a number of seconds from 0 to 1073741823'],
  [['--lifetime', '1.5'], 'lifetime "1.5" is not'],
  [['--lifetime', '0x10'], 'lifetime "0x10" is not'],
  [['--lifetime=-1'], 'lifetime "-1" is not'],
  [['--lifetime', '1073741824'], 'lifetime "1073741824" is not'],
  [['--lifetime', 'NaN'], 'lifetime "NaN" is not'],
  [['--livetime', '60'], "Unknown option '--livetime'"],
  [['--endpoint'], "'--endpoint <value>' argument missing"],
  [['extra'], "Unexpected argument 'extra'"],
])('%j is refused', (args, message) => {
  expect(() => readSettings(args, {})).toThrow(message);
});

test.each([
  ['coaps://s', 'server "coaps://s" wants DTLS, which is not in this image: "dtls": 1 in config.json'],
  ['coap+tcp://s', 'server "coap+tcp://s" wants TCP, which is not in this image: "tcp": 1 in config.json'],
])('%s in an image without it', (server, message) => {
  const bare = fresh(() => jest.requireActual<{ readSettings: typeof readSettings }>('../../../boards/linux/settings'), { dtls: 0, tcp: 0 });
  expect(() => bare.readSettings(['--server', server], secret)).toThrow(message);
  expect(() => bare.readSettings(['--bootstrap', server], secret)).toThrow(message);
  expect(readSettings(['--server', server], secret).server).toBe(server);
});
