/** A CoAP server of one file, for clients that pull their firmware (LwM2M 1.1 Core E.6): GET in blocks, or by Proxy-Uri. */
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemClock, type Clock } from './clock';
import { Endpoint } from './coap';
import { Format } from './formats';
import type { IncomingRequest, Peer, Reply } from './messages';

export interface FileServerOptions {
  file: string;
  /** Address to bind; 127.0.0.1 unless told. */
  host?: string;
  /** UDP port; 0, the default, for any free one. */
  port?: number;
  clock?: Clock;
}

export interface FileServerEvents {
  /** A client asked for the first block. */
  started: [peer: Peer];
  trouble: [message: string];
}

/** @throws The system's error when the file cannot be read or the port cannot be had. */
export async function startFileServer({ file, host = '127.0.0.1', port = 0, clock = systemClock }: FileServerOptions): Promise<FileServer> {
  const bytes = await readFile(file);
  const endpoint = await Endpoint.open({
    host,
    port,
    clock,
    // It asks nobody.
    answerTimeout: 0,
    handle: (request) => server.handle(request),
    failed: (error) => server.emit('trouble', error.message),
  });
  const server = new FileServer(endpoint, basename(file), bytes);
  return server;
}

export class FileServer extends EventEmitter<FileServerEvents> {
  constructor(
    private readonly endpoint: Endpoint,
    private readonly name: string,
    readonly bytes: Buffer,
  ) {
    super();
  }

  /** What to write into the Package URI of a client: `coap://127.0.0.1:5700/light.bin`. */
  url(): string {
    return `${this.endpoint.url()}/${encodeURIComponent(this.name)}`;
  }

  /** Stops the server. */
  close(): Promise<void> {
    return this.endpoint.close();
  }

  handle({ method, path, peer, proxyUri, continued }: IncomingRequest): Reply {
    if (method !== 'GET') return { code: '4.05' };
    if (!this.holds(path, proxyUri)) return { code: '4.04' };
    const afterwards = (): void => {
      if (!continued) this.emit('started', peer);
    };
    return { code: '2.05', contentFormat: Format.Opaque, payload: this.bytes, afterwards };
  }

  /** A proxy that holds what is asked for answers as its origin would (RFC 7252 5.7). */
  private holds(path: readonly string[], proxyUri: string | undefined): boolean {
    if (proxyUri === undefined) return path.length === 1 && path[0] === this.name;
    return URL.canParse(proxyUri) && new URL(proxyUri).pathname === '/' + encodeURIComponent(this.name);
  }
}
