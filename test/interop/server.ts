/** A server of a session: what it can ask of the client, and what it hears of it. */
import type { Inbox } from './inbox';
import type { Leshan } from './leshan';
import type { Answer, Content, EventName, EventNamed, Format, Started } from './protocol';

/** A request that Leshan itself would not send. */
export interface BareRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'FETCH' | 'IPATCH';
  readonly path: string;
  /** Joined by `&`. */
  readonly query?: string;
  /** Content-Format. */
  readonly format?: number;
  readonly accept?: number;
  /** Block2, to ask for blocks of a size from the start. */
  readonly block2?: { readonly num: number; readonly size: number };
  /** A text, or bytes. */
  readonly payload?: string | Uint8Array;
}

export type WriteMode = 'REPLACE' | 'UPDATE';

/** The formats of a composite operation: of the request, and of the response. */
export interface CompositeFormats {
  readonly format: Format;
  readonly accept: Format;
}

export const senmlCbor: CompositeFormats = { format: 'SENML_CBOR', accept: 'SENML_CBOR' };
export const senmlJson: CompositeFormats = { format: 'SENML_JSON', accept: 'SENML_JSON' };

/** The key of the client, with which a server speaks DTLS. */
export interface Psk {
  /** The name of the client that has it, and no other. */
  readonly endpoint: string;
  readonly identity: string;
  /** Hexadecimal. */
  readonly key: string;
}

export interface ServerSettings {
  /** UDP port on 127.0.0.1; 0 lets the kernel choose. */
  readonly port: number;
  /** How long a client in queue mode is taken to listen after it was heard of; 93 s unless told. */
  readonly awakeSeconds?: number;
  /** Bytes, 16 to 1024: what does not fit in one goes out in blocks. 512 unless told, for more than 1024. */
  readonly blockSize?: number;
  /** No security unless told. */
  readonly psk?: Psk;
}

/** Where a server is on loopback. */
export function uriOf(port: number, psk: Psk | undefined): string {
  return `${psk === undefined ? 'coap' : 'coaps'}://127.0.0.1:${port}`;
}

export class Server {
  /** @param name What the process of Leshan knows it by. */
  constructor(
    private readonly leshan: Leshan,
    private readonly inbox: Inbox,
    private readonly name: string,
    readonly port: number,
    readonly psk?: Psk,
  ) {}

  /** Starts a server, which knows nobody. */
  static start(leshan: Leshan, name: string, settings: ServerSettings): Promise<Started> {
    return leshan.command('start', { server: name, ...settings });
  }

  stop(): Promise<void> {
    return this.command('stop');
  }

  /** Stops the server and starts a new one in its place, which knows nobody. */
  async restart(settings: Omit<ServerSettings, 'port'> = {}): Promise<void> {
    await this.stop();
    await Server.start(this.leshan, this.name, { port: this.port, psk: this.psk, ...settings });
  }

  get uri(): string {
    return uriOf(this.port, this.psk);
  }

  /** The next event of this name that matches. To be called before what causes it. */
  next<Name extends EventName>(name: Name, matches: (event: EventNamed<Name>) => boolean = () => true): Promise<EventNamed<Name>> {
    return this.inbox.next(this.name, name, matches);
  }

  /** The events of this name so far, oldest first. */
  seen<Name extends EventName>(name: Name): EventNamed<Name>[] {
    return this.inbox.seen(this.name, name);
  }

  /** Without a format the client chooses. */
  read(path: string, format?: Format): Promise<Answer> {
    return this.command('read', { path, format });
  }

  write(path: string, format: Format, content: Content, mode: WriteMode = 'REPLACE'): Promise<Answer> {
    return this.command('write', { path, format, content, mode });
  }

  /** @param attributes As in a query: `pmin=1&pmax=10`. */
  writeAttributes(path: string, attributes: string): Promise<Answer> {
    return this.command('writeAttributes', { path, attributes });
  }

  discover(path: string): Promise<Answer> {
    return this.command('discover', { path });
  }

  /** @param args Such as `0='U',1`. */
  execute(path: string, args?: string): Promise<Answer> {
    return this.command('execute', { path, arguments: args });
  }

  /** Executes Disable. The client answers before it de-registers; Leshan gives the request up when it comes to the latter first. */
  async disable(): Promise<void> {
    const code = await this.execute('/1/0/4').then(
      (answer) => answer.code,
      (failure: Error) => failure.message,
    );
    if (code !== '2.04' && code?.endsWith(' canceled') !== true) throw new Error(`Disable is answered by ${code}`);
  }

  /** @param path An object, or the instance to be. */
  create(path: string, content: Content, format: Format = 'TLV'): Promise<Answer> {
    return this.command('create', { path, content, format });
  }

  delete(path: string): Promise<Answer> {
    return this.command('delete', { path });
  }

  observe(path: string, format?: Format): Promise<Answer> {
    return this.command('observe', { path, format });
  }

  readComposite(paths: readonly string[], formats = senmlCbor): Promise<Answer> {
    return this.command('readComposite', { paths, ...formats });
  }

  /** @param content By path. */
  writeComposite(content: { readonly [path: string]: Content }, format: Format = 'SENML_CBOR'): Promise<Answer> {
    return this.command('writeComposite', { content, format });
  }

  observeComposite(paths: readonly string[], formats = senmlCbor): Promise<Answer> {
    return this.command('observeComposite', { paths, ...formats });
  }

  /** GET or FETCH with Observe 1. */
  cancelByRequest(observation: string): Promise<Answer> {
    return this.command('cancel', { observation, how: 'active' });
  }

  /** The server forgets the observation, and answers its next notification with Reset. */
  cancelByReset(observation: string): Promise<Answer> {
    return this.command('cancel', { observation, how: 'passive' });
  }

  coap({ payload, ...request }: BareRequest): Promise<Answer> {
    const bytes = payload === undefined ? undefined : Buffer.from(payload as string);
    return this.command('coap', { ...request, payload: bytes?.toString('hex') });
  }

  private command<Answered>(command: string, fields: object = {}): Promise<Answered> {
    return this.leshan.command(command, { server: this.name, ...fields });
  }
}
