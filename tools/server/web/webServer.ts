/** The page's server: files, server-sent events, and operations by POST. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { urlOf } from '../address';
import type { Client } from '../clients';
import { parsePath } from '../path';
import type { LwM2mServer } from '../server';
import { PageError, perform, type Learned } from './api';
import { refusal } from './guard';
import { pageFile } from './pageFiles';
import { clientView, Values } from './state';
import type { PageEvent } from './views';

export interface WebServerOptions {
  server: LwM2mServer;
  /** Address to bind. */
  host: string;
  /** TCP port; 0 for any free one. */
  port: number;
}

export interface WebServer {
  /** Where a browser finds the page. */
  url: string;
  close(): Promise<void>;
}

/** The largest body of a request. */
const LONGEST_BODY = 64 * 1024;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Starts the page's server. @throws The system's error when the port cannot be had. */
export async function startWebServer({ server, host, port }: WebServerOptions): Promise<WebServer> {
  const http = createServer((request, response) => {
    respond(server, live, host, request, response).catch((error: Error) => {
      server.emit('trouble', error.stack ?? error.message);
      response.destroy();
    });
  });
  http.listen(port, host);
  await once(http, 'listening');
  const live = new LiveView(server);
  const { port: actual } = http.address() as AddressInfo;
  return {
    url: `${urlOf('http', host, actual)}/`,
    async close() {
      live.close();
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

async function respond(server: LwM2mServer, live: LiveView, host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const refused = refusal(request.method ?? '', request.headers, host);
  if (refused !== undefined) return sendJson(response, 403, { error: refused });
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    try {
      if (!pathname.startsWith('/api/')) throw new PageError(404, 'Post to /api/.');
      sendJson(response, 200, await perform(server, pathname.slice('/api/'.length), await readBody(request), live));
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      sendJson(response, error.status, { error: error.message });
    }
    return;
  }
  if (pathname === '/events') return live.add(response);
  const file = pageFile(pathname);
  if (file === undefined) return sendJson(response, 404, { error: `There is no ${pathname}.` });
  response.setHeader('Content-Type', file.mediaType);
  response.end(request.method === 'HEAD' ? undefined : file.content);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const tooLong = new PageError(413, `A request has at most ${LONGEST_BODY} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > LONGEST_BODY) throw tooLong;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > LONGEST_BODY) throw tooLong;
  }
  return Buffer.concat(pieces).toString();
}

/** Passes what happens on to the open pages. */
class LiveView implements Learned {
  private readonly pages = new Set<ServerResponse>();
  private readonly byEndpoint = new Map<string, Values>();

  constructor(private readonly server: LwM2mServer) {
    const changed = (client: Client): void => this.send({ event: 'client', time: server.clock.now(), client: clientView(client, server.definitions) });
    for (const event of ['registered', 'updated', 'deregistered', 'expired', 'observations'] as const) server.on(event, changed);
    server.on('notification', ({ client, leaves, time }) => this.remember(client.endpoint, leaves, time));
    server.on('sent', ({ client, leaves, time }) => this.remember(client.endpoint, leaves, time));
  }

  /** Opens a stream of events, which begins with everything there is. */
  add(response: ServerResponse): void {
    response.setHeader('Content-Type', 'text/event-stream');
    this.pages.add(response);
    response.on('close', () => this.pages.delete(response));
    const { server } = this;
    this.write(response, {
      event: 'welcome',
      url: server.url(),
      time: server.clock.now(),
      clients: server.clients().map((client) => clientView(client, server.definitions)),
      values: this.each((values) => values.all()),
      history: this.each((values) => values.history()),
    });
  }

  values(endpoint: string, { leaves }: { leaves: Parameters<Values['set']>[0] }): void {
    this.remember(endpoint, leaves, this.server.clock.now());
  }

  deleted(endpoint: string, path: string): void {
    this.byEndpoint.get(endpoint)?.delete(parsePath(path));
    this.send({ event: 'deleted', endpoint, path });
  }

  close(): void {
    for (const page of this.pages) page.end();
  }

  private remember(endpoint: string, leaves: Parameters<Values['set']>[0], time: number): void {
    const values = this.byEndpoint.get(endpoint) ?? new Values();
    this.byEndpoint.set(endpoint, values);
    this.send({ event: 'values', endpoint, values: values.set(leaves, time) });
  }

  private each<T>(view: (values: Values) => T): Record<string, T> {
    return Object.fromEntries([...this.byEndpoint].map(([endpoint, values]) => [endpoint, view(values)]));
  }

  private send(event: PageEvent): void {
    for (const page of this.pages) this.write(page, event);
  }

  private write(page: ServerResponse, event: PageEvent): void {
    page.write(`data: ${JSON.stringify(event)}\n\n`);
  }
}
