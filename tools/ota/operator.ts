/** Servers that a device is updated through: one that is started here, and a Leshan that runs already. */
import { once } from 'node:events';
import { ExitCode, ToolFailure } from '../exitCodes';
import { portAdvice, portProblem } from '../server/ports';
import { type LwM2mServer, startServer } from '../server/server';

/** What an update needs of a server. A method throws a ToolFailure when the device does not answer, or a value cannot be read. */
export interface Operator {
  /** Where the device registers. */
  readonly url: string;
  /** Settles when the device is registered. */
  registered(): Promise<void>;
  read(path: string): Promise<string>;
  /** @param progress Told how many bytes have been sent, where the server tells. @returns The code of the answer. */
  write(path: string, value: Buffer | string, progress?: (sent: number) => void): Promise<string>;
  execute(path: string): Promise<string>;
  close(): Promise<void>;
}

export interface OperatorOptions {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  /** Base of the URLs of a Leshan's HTTP API; a server of our own unless told. */
  readonly leshan?: string;
  /** Seconds to wait for the device to register. */
  readonly wait: number;
}

function unreadable(path: string, code: string): ToolFailure {
  const advice = path.startsWith('/5/') ? ' Has its image "firmware": 1 in config.json, and was it started by the boot stub?' : '';
  return new ToolFailure(ExitCode.Failed, `reading ${path} was answered ${code}.${advice}`);
}

/** A server of this process. */
export class OwnServer implements Operator {
  constructor(
    private readonly server: LwM2mServer,
    private readonly endpoint: string,
  ) {}

  get url(): string {
    return this.server.url();
  }

  async registered(): Promise<void> {
    const isThere = (): boolean => this.server.clients().some(({ endpoint, state }) => endpoint === this.endpoint && state === 'registered');
    while (!isThere()) await once(this.server, 'registered');
  }

  async read(path: string): Promise<string> {
    const { leaves, code } = await this.answer(path, this.server.read(this.endpoint, path));
    if (leaves.length !== 1) throw unreadable(path, code);
    return String(leaves[0].value);
  }

  async write(path: string, value: Buffer | string, progress?: (sent: number) => void): Promise<string> {
    return (await this.answer(path, this.server.write(this.endpoint, path, value, { progress }))).code;
  }

  async execute(path: string): Promise<string> {
    return (await this.answer(path, this.server.execute(this.endpoint, path))).code;
  }

  private async answer<Answer>(path: string, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      throw new ToolFailure(ExitCode.NoAnswer, `${this.endpoint} was asked for ${path}: ${(error as Error).message} Start again when it is there: what it runs has not changed.`);
    }
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** What Leshan's demo server answers at /api/clients/ENDPOINT/PATH. */
interface LeshanAnswer {
  readonly status: string;
  readonly content?: { readonly value?: unknown };
}

/** Pause between two looks at a Leshan, in milliseconds. */
const PAUSE = 1000;

class LeshanServer implements Operator {
  constructor(
    readonly url: string,
    private readonly endpoint: string,
  ) {}

  async registered(): Promise<void> {
    while (!(await this.fetch('')).ok) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }

  async read(path: string): Promise<string> {
    const { status, content } = await this.ask('GET', path);
    if (content?.value === undefined) throw unreadable(path, status);
    return String(content.value);
  }

  async write(path: string, value: Buffer | string): Promise<string> {
    const content = typeof value === 'string' ? { type: 'string', value } : { type: 'opaque', value: value.toString('hex') };
    const id = Number(path.slice(path.lastIndexOf('/') + 1));
    return codeOf(await this.ask('PUT', path, { kind: 'singleResource', id, ...content }));
  }

  async execute(path: string): Promise<string> {
    return codeOf(await this.ask('POST', path));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async fetch(path: string, request?: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.url.replace(/\/$/, '')}/api/clients/${encodeURIComponent(this.endpoint)}${path}`, request);
    } catch (error) {
      throw new ToolFailure(ExitCode.Failed, `${this.url} cannot be reached (${(error as Error).message}). Is it the address of Leshan's page?`);
    }
  }

  private async ask(method: string, path: string, body?: object): Promise<LeshanAnswer> {
    const format = typeof body === 'object' && 'type' in body && body.type === 'opaque' ? 'OPAQUE' : 'TEXT';
    // Text would be the value itself.
    const headers = { 'content-type': 'application/json' };
    const query = method === 'POST' ? '' : `?format=${format}&timeout=600`;
    const answer = await this.fetch(path + query, { method, ...(body !== undefined && { body: JSON.stringify(body), headers }) });
    if (!answer.ok) throw new ToolFailure(ExitCode.Failed, `${this.url} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as LeshanAnswer;
  }
}

/** `CHANGED(204)` as `2.04`. */
function codeOf({ status }: LeshanAnswer): string {
  const digits = /\((\d)(\d\d)\)/.exec(status);
  return digits === null ? status : `${digits[1]}.${digits[2]}`;
}

/**
 * Begins to work through a server, and waits for the device.
 * @param tell Told what it waits for: a device that found no server comes again after minutes.
 * @throws ToolFailure when the port cannot be had, Leshan cannot be reached, or the device does not register.
 */
export async function openOperator({ endpoint, host, port, leshan, wait }: OperatorOptions, tell: (line: string) => void): Promise<Operator> {
  const operator = leshan === undefined ? new OwnServer(await startOwn(host, port), endpoint) : new LeshanServer(leshan, endpoint);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const where = leshan ?? `port ${port} of this machine`;
    timer = setTimeout(() => reject(new ToolFailure(ExitCode.NoAnswer, `${endpoint} has not registered at ${where} within ${wait} s. Is that its endpoint name, and its server?`)), wait * 1000);
  });
  try {
    tell(`Waiting for ${endpoint} to register at ${operator.url}, ${wait} s at most`);
    await Promise.race([operator.registered(), late]);
    return operator;
  } catch (error) {
    await operator.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function startOwn(host: string, port: number): Promise<LwM2mServer> {
  try {
    return await startServer({ host, port });
  } catch (error) {
    const problem = portProblem(error);
    if (problem === undefined) throw error;
    throw new ToolFailure(ExitCode.PortBusy, `port ${port} of ${host} ${problem}. ${portAdvice(error, 'Stop the server that uses it, or go through it if it is a Leshan: --leshan http://localhost:8080')}`);
  }
}
