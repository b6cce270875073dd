/**
 * What this device is called and where it registers: options of the command line, then the environment, then defaults.
 */
import { hostname } from 'os';
import { parseArgs } from 'util';
import { Config } from 'config';
import type { Settings } from '../../src/board';

const LIFETIME_LIMIT = 0x3fffffff;
const IDENTITY_LIMIT = 128;
const KEY_LIMIT = 64;
const USAGE = 'Options: --endpoint NAME --server URI --lifetime SECONDS --bootstrap URI --binding U|UQ --identity NAME --key HEX --shell --prompt TEXT';

/**
 * The settings of this process: `--endpoint`, MOTE_ENDPOINT (mote-HOSTNAME unless told); `--server`, MOTE_SERVER
 * (coap://127.0.0.1, or none when there is a Bootstrap-Server); `--lifetime`, MOTE_LIFETIME (300 seconds);
 * `--bootstrap`, MOTE_BOOTSTRAP (none); `--binding`, MOTE_BINDING (U, or UQ for queue mode); for coaps, `--identity`,
 * MOTE_IDENTITY, and `--key`, MOTE_KEY, in hexadecimal. Bad ones end it with exit
 * code 2, a line that says what is wrong, and one with the options, which `--help` shows.
 */
export function settings(): Settings {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    process.exit(0);
  }
  try {
    return readSettings(process.argv.slice(2), process.env);
  } catch (error) {
    console.error('mote: ' + (error as Error).message + '\n' + USAGE);
    process.exit(2);
  }
}

/** @throws Error that names the bad setting, for the user to read. */
export function readSettings(args: string[], environment: NodeJS.ProcessEnv): Settings {
  const text = { type: 'string' } as const;
  const options = parseArgs({ args: args, options: { endpoint: text, server: text, lifetime: text, bootstrap: text, binding: text, identity: text, key: text, shell: { type: 'boolean' }, prompt: text } }).values;

  function choose(option: string | undefined, variable: string | undefined, otherwise: string): string {
    if (option !== undefined) return option;
    return variable !== undefined ? variable : otherwise;
  }

  const endpoint = choose(options.endpoint, environment.MOTE_ENDPOINT, 'mote-' + hostname());
  const bootstrap = choose(options.bootstrap, environment.MOTE_BOOTSTRAP, '');
  const server = choose(options.server, environment.MOTE_SERVER, bootstrap === '' ? 'coap://127.0.0.1' : '');
  const binding = choose(options.binding, environment.MOTE_BINDING, 'U');
  const lifetime = choose(options.lifetime, environment.MOTE_LIFETIME, '300');
  const seconds = Number(lifetime);
  if (endpoint === '') throw new Error('the endpoint name is empty');
  if (!isServer(server) && (server !== '' || bootstrap === '')) throw new Error('server "' + server + '" is not a URI like coap://host:5683');
  if (bootstrap !== '' && !isServer(bootstrap)) throw new Error('bootstrap "' + bootstrap + '" is not a URI like coap://host:5683');
  requireTransport(server);
  requireTransport(bootstrap);
  if (binding !== 'U' && binding !== 'UQ') throw new Error('binding "' + binding + '" is neither U nor UQ');
  if (String(seconds) !== lifetime || Math.floor(seconds) !== seconds || seconds < 0 || seconds > LIFETIME_LIMIT) {
    throw new Error('lifetime "' + lifetime + '" is not a number of seconds from 0 to ' + LIFETIME_LIMIT);
  }
  const identity = choose(options.identity, environment.MOTE_IDENTITY, '');
  const key = choose(options.key, environment.MOTE_KEY, '');
  if (Buffer.from(identity).length > IDENTITY_LIMIT) throw new Error('identity "' + identity + '" has more than 128 bytes');
  if (key.length > 2 * KEY_LIMIT || Buffer.from(key, 'hex').length * 2 !== key.length) throw new Error('the key is not hexadecimal of 1 to 64 bytes: give MOTE_KEY two digits a byte');
  if ((server + bootstrap).includes('coaps:') && (identity === '' || key === '')) {
    throw new Error('a server at coaps wants a key: set MOTE_IDENTITY, and MOTE_KEY in hexadecimal');
  }
  const given: Settings = { endpoint: endpoint, server: server, lifetime: seconds };
  if (bootstrap !== '') given.bootstrap = bootstrap;
  if (identity !== '') given.identity = identity;
  if (key !== '') given.key = key;
  if (environment.MOTE_FIRMWARE_PROXY !== undefined && environment.MOTE_FIRMWARE_PROXY !== '') {
    given.firmwareProxy = environment.MOTE_FIRMWARE_PROXY;
  }
  if (binding !== 'U') given.binding = binding;
  return given;
}

/** Whether `--shell` asks for a prompt where there is no terminal; and the text of the prompt, if `--prompt` or MOTE_PROMPT has one. */
export function readConsoleSettings(args: string[], environment: NodeJS.ProcessEnv): { isAsked: boolean; prompt: string | undefined } {
  const options = parseArgs({ args: args, strict: false, options: { shell: { type: 'boolean' }, prompt: { type: 'string' } } }).values;
  return {
    isAsked: options.shell === true,
    prompt: typeof options.prompt === 'string' ? options.prompt : environment.MOTE_PROMPT,
  };
}

function isServer(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const url = new URL(uri);
  return (url.protocol === 'coap:' || url.protocol === 'coaps:' || url.protocol === 'coap+tcp:') && url.hostname !== '';
}

/** @throws Error when the image was built without what the URI needs. */
function requireTransport(uri: string): void {
  if (Config.dtls !== 1 && uri.startsWith('coaps:')) throw new Error('server "' + uri + '" wants DTLS, which is not in this image: "dtls": 1 in config.json');
  if (Config.tcp !== 1 && uri.startsWith('coap+tcp:')) throw new Error('server "' + uri + '" wants TCP, which is not in this image: "tcp": 1 in config.json');
}
