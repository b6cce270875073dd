/** The operations that the page can ask for: POST /api/<operation>. */
import { advise, codeName, type Operation } from '../advice';
import { checkArguments } from '../executeArguments';
import { guessInput, parseInput } from '../input';
import { NoAnswerError } from '../coap';
import { parsePath, UsageError } from '../path';
import { isSuccess, type Answer, type LwM2mServer, type ReadAnswer } from '../server';
import { ContentError } from '../value';
import { resourceViews } from './state';
import type { PageRequest, PageResponse } from './views';

/** Told what an operation showed of a client. */
export interface Learned {
  values(endpoint: string, answer: ReadAnswer): void;
  deleted(endpoint: string, path: string): void;
}

/** A request that failed, with the HTTP status that says whose fault it is. */
export class PageError extends Error {
  override name = 'PageError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

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
    const answer = await server.create(endpoint, path);
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

/**
 * Does what the page asks.
 * @param operation Last segment of the URL.
 * @throws PageError for whatever cannot be done, in words for the person at the page.
 */
export async function perform(server: LwM2mServer, operation: string, body: string, learned: Learned): Promise<PageResponse> {
  if (!Object.hasOwn(HANDLERS, operation)) throw new PageError(404, `There is no operation "${operation}".`);
  const request = parseRequest(body);
  try {
    return await HANDLERS[operation](server, request, learned);
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) throw new PageError(400, error.message);
    if (error instanceof NoAnswerError) throw new PageError(504, `${error.message} The device may be off or out of reach.`);
    if (error instanceof ContentError) throw new PageError(502, error.message);
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
  throw new PageError(409, `${codeName(answer.code)}.${said} ${advise(answer.code, operation, parsePath(path), server.definitions)}`.trim());
}
