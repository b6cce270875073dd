/** What a bootstrap server does to a client: a list of steps, from a file or the defaults. */
import { readFileSync } from 'node:fs';
import type { Definitions } from './definitions';
import { parseFormat } from './formats';
import { parseInput } from './input';
import type { Content } from './leaves';
import { formatPath, parsePath, UsageError, type Path } from './path';

/** One request of a bootstrap session (LwM2M 1.2 Core 6.1.7); `/` is every object. */
export type BootstrapStep =
  | { kind: 'discover' | 'read' | 'delete'; path: string }
  | { kind: 'write'; path: string; content: Content; format?: number }
  | { kind: 'finish' };

export interface BootstrapConfig {
  steps: readonly BootstrapStep[];
}

/** Short Server ID of the account that the defaults make. */
const SERVER_ID = 1;
/** Seconds. */
const LIFETIME = 300;
/** Security Modes (LwM2M 1.1 Core E.1). */
const PRE_SHARED_KEY = 0;
const NO_SECURITY = 3;

/** Provisions one server, at /0/1 and /1/0. @param psk Identity and key of the client, with a server behind DTLS. */
export function defaultConfig(serverUrl: string, psk?: readonly [identity: string, key: Buffer]): BootstrapConfig {
  const mode = psk === undefined ? NO_SECURITY : PRE_SHARED_KEY;
  const [identity, key] = psk ?? ['', Buffer.alloc(0)];
  const security = { 0: serverUrl, 1: false, 2: mode, 3: Buffer.from(identity), 4: Buffer.alloc(0), 5: key, 10: SERVER_ID };
  return {
    steps: [
      { kind: 'discover', path: '/' },
      { kind: 'delete', path: '/0' },
      { kind: 'delete', path: '/1' },
      { kind: 'write', path: '/0/1', content: security },
      { kind: 'write', path: '/1/0', content: { 0: SERVER_ID, 1: LIFETIME, 6: false, 7: 'U' } },
      { kind: 'finish' },
    ],
  };
}

/** Reads a configuration file. @throws UsageError that says what is wrong where. */
export function loadConfig(file: string, definitions: Definitions): BootstrapConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return parseConfig(text, definitions);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/**
 * Reads a configuration:
 *
 *     { "steps": [ { "delete": "/0" }, { "write": "/1/0", "content": { "0": 1, "1": 300 }, "format": "senml-cbor" }, { "finish": true } ] }
 *
 * Bytes are hexadecimal. @throws UsageError
 */
export function parseConfig(text: string, definitions: Definitions): BootstrapConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`This is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(json) || !Array.isArray(json.steps)) throw new UsageError('It needs a list "steps".');
  return { steps: json.steps.map((step: unknown, index) => parseStep(step, index + 1, definitions)) };
}

function parseStep(step: unknown, number: number, definitions: Definitions): BootstrapStep {
  const wrong = new UsageError(`Step ${number} is not { "discover": "/" }, { "read": "/1" }, { "delete": "/0" }, { "write": "/1/0", "content": {…} } or { "finish": true }.`);
  if (!isObject(step)) throw wrong;
  if (step.finish === true) return { kind: 'finish' };
  for (const kind of ['discover', 'read', 'delete'] as const) {
    if (typeof step[kind] === 'string') return { kind, path: checkPath(step[kind], number) };
  }
  if (typeof step.write !== 'string' || step.content === undefined) throw wrong;
  const path = parsePath(checkPath(step.write, number));
  const format = step.format === undefined ? {} : { format: parseFormat(String(step.format)) };
  return { kind: 'write', path: formatPath(path), content: parseContent(path, step.content, definitions), ...format };
}

function checkPath(path: string, number: number): string {
  if (path === '/') return path;
  try {
    return formatPath(parsePath(path));
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`Step ${number}: ${error.message}`);
    throw error;
  }
}

/** JSON has no bytes, and texts for times: what is a text is read as people type it. */
function parseContent(path: Path, value: unknown, definitions: Definitions): Content {
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([id, below]): [string, Content] => {
        if (!/^\d{1,5}$/.test(id)) throw new UsageError(`"${id}" below ${formatPath(path)} is not an id.`);
        return [id, parseContent([...path, Number(id)], below, definitions)];
      }),
    );
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw new UsageError(`${formatPath(path)} is neither a text, a number nor true or false.`);
  const type = definitions.resource(path)?.type;
  return type === undefined ? value : parseInput(type, value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
