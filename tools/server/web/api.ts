/** The operations that the page can ask for: POST /api/<operation>. */
import { isSuccess, type Answer, type ReadAnswer } from '../answers';
import { advise, codeName, type Operation } from '../advice';
import { checkArguments } from '../executeArguments';
import { guessInput, parseInput } from '../input';
import { NoAnswerError } from '../messages';
import type { Content } from '../leaves';
import type { Definitions } from '../definitions';
import { parsePath, UsageError } from '../path';
import type { LwM2mServer } from '../server';
import { ContentError, type Type, type Value } from '../value';
import { resourceViews } from './state';
import type { PageRequest, PageResponse } from './views';

/** Told what an operation showed of a client. */
export interface Learned {
  values(endpoint: string, answer: ReadAnswer): void;
  deleted(endpoint: string, path: string): void;
}

/** A request that the page does not make: an HTTP error. What a device or a person gets wrong is an answer, with `error`. */
export class PageError extends Error {
  override name = 'PageError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The device answered with an error. */
class DeviceError extends Error {
  override name = 'DeviceError';
}

/** Errors whose message is for the person at the page. */
const EXPECTED = [UsageError, ContentError, DeviceError, RangeError];

type Handler = (server: LwM2mServer, request: PageRequest, learned: Learned) => Promise<PageResponse>;

const HANDLERS: Readonly<Record<string, Handler>> = {
  async discover(server, { endpoint, path }) {
    const answer = await server.discover(endpoint, path);
    requireSuccess(server, answer, 'discover', path);
    return { resources: resourceViews(answer.links, parsePath(path), server.definitions) };
  },
  async read(server, { endpoint, path }, learned) {
    const answer = await server.read(endpoint, path);
    requireSuccess(server, answer, 'read', path);
    learned.values(endpoint, answer);
    return {};
  },
  async write(server, { endpoint, path, text = '' }) {
    const type = server.definitions.resource(parsePath(path))?.type;
    const value = type === undefined ? guessInput(text) : parseInput(type, text);
    requireSuccess(server, await server.write(endpoint, path, value), 'write', path);
    return {};
  },
  async execute(server, { endpoint, path, text = '' }) {
    checkArguments(text);
    requireSuccess(server, await server.execute(endpoint, path, text), 'execute', path);
    return {};
  },
  async create(server, { endpoint, path }) {
    const answer = await server.create(endpoint, path, neutralInstance(parsePath(path)[0], server.definitions));
    requireSuccess(server, answer, 'create', path);
    return { location: answer.location };
  },
  async delete(server, { endpoint, path }, learned) {
    requireSuccess(server, await server.delete(endpoint, path), 'delete', path);
    learned.deleted(endpoint, path);
    return {};
  },
  async observe(server, { endpoint, path }, learned) {
    const answer = await server.observe(endpoint, path);
    requireSuccess(server, answer, 'observe', path);
    learned.values(endpoint, answer);
    return { established: answer.established };
  },
  async cancel(server, { endpoint, path }) {
    const answer = await server.cancel(endpoint, path);
    if (answer !== undefined) requireSuccess(server, answer, 'cancel', path);
    return {};
  },
};

/** What a resource holds at first, when a new instance must have it. */
const NEUTRAL: Readonly<Record<Type, Value>> = {
  String: '',
  Integer: 0,
  'Unsigned Integer': 0,
  Float: 0,
  Boolean: false,
  Opaque: Buffer.alloc(0),
  Time: 0,
  Objlnk: '65535:65535',
  Corelnk: '',
};

/** Values for the resources that a Create may not leave out (LwM2M 1.1 Core 6.3.6). */
function neutralInstance(object: number, definitions: Definitions): Content {
  const content: Record<number, Content> = {};
  for (const { id, mandatory, operations, type, multiple } of definitions.object(object)?.resources.values() ?? []) {
    if (!mandatory || !operations.includes('W') || type === undefined) continue;
    content[id] = multiple ? { 0: NEUTRAL[type] } : NEUTRAL[type];
  }
  return content;
}

/**
 * Does what the page asks.
 * @param operation Last segment of the URL.
 * @returns What was asked for, or an error in words for the person at the page.
 * @throws PageError
 */
export async function perform(server: LwM2mServer, operation: string, body: string, learned: Learned): Promise<PageResponse> {
  if (!Object.hasOwn(HANDLERS, operation)) throw new PageError(404, `There is no operation "${operation}".`);
  const request = parseRequest(body);
  try {
    return await HANDLERS[operation](server, request, learned);
  } catch (error) {
    if (error instanceof NoAnswerError) return { error: `${error.message} The device may be off or out of reach.` };
    if (EXPECTED.some((type) => error instanceof type)) return { error: (error as Error).message };
    throw error;
  }
}

function parseRequest(body: string): PageRequest {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch {
    request = undefined;
  }
  if (!isPageRequest(request)) throw new PageError(400, 'Send {"endpoint": "...", "path": "/3/0", "text": "..."}.');
  return request;
}

function isPageRequest(value: unknown): value is PageRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { endpoint, path, text } = value as Record<string, unknown>;
  return typeof endpoint === 'string' && typeof path === 'string' && (text === undefined || typeof text === 'string');
}

function requireSuccess(server: LwM2mServer, answer: Answer, operation: Operation, path: string): void {
  if (isSuccess(answer)) return;
  const said = answer.diagnostic === '' ? '' : ` The device says: ${answer.diagnostic}`;
  throw new DeviceError(`${codeName(answer.code)}.${said} ${advise(answer.code, operation, parsePath(path), server.definitions)}`.trim());
}
