/** One scenario's server and client: a Leshan that has just been started, and an image that has, too. */
import { Device, type Exit } from './device';
import type { Leshan } from './leshan';
import { messageText, type Answer, type Content, type EventNamed, type Format, type LeshanEvent, type Registered, type Started } from './protocol';

/** A request that Leshan itself would not send. */
export interface BareRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Joined by `&`. */
  readonly query?: string;
  /** Content-Format. */
  readonly format?: number;
  readonly accept?: number;
  /** A text, or bytes. */
  readonly payload?: string | Uint8Array;
}

export type WriteMode = 'REPLACE' | 'UPDATE';

interface Waiter {
  readonly name: LeshanEvent['event'];
  matches(event: LeshanEvent): boolean;
  resolve(event: LeshanEvent): void;
  reject(error: Error): void;
}

const longLifetime = 3600;

export class Session {
  /** Everything that has happened, for the reader of a failure. */
  readonly log: string[] = [];
  /** Every event, oldest first. */
  readonly events: LeshanEvent[] = [];
  private readonly waiters = new Set<Waiter>();
  private device: Device | undefined;
  /** Rejects when the image ends, and was not told to. */
  readonly broken: Promise<never>;
  private reportBroken: (error: Error) => void = () => undefined;
  /** The image is expected to end. */
  private isEnding = false;
  private over: Error | undefined;

  /**
   * @param endpoint Unless `register` is told another.
   * @param onLine Told of each line of the log as it comes.
   */
  private constructor(
    private readonly leshan: Leshan,
    private readonly image: string,
    readonly server: Started,
    private readonly endpoint: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.broken = new Promise((_resolve, reject) => (this.reportBroken = reject));
    this.broken.catch(() => undefined); // when the scenario is over, nobody waits for it
    leshan.onEvent = (event) => this.happened(event);
    leshan.onLog = (line) => this.note(`leshan: ${line}`);
  }

  /** Starts a server on a port; 0 lets the kernel choose. */
  static async open(leshan: Leshan, image: string, port: number, endpoint: string, onLine: (line: string) => void): Promise<Session> {
    const server = await leshan.command<Started>('start', { port });
    return new Session(leshan, image, server, endpoint, onLine);
  }

  async close(): Promise<void> {
    this.isEnding = true;
    this.fail(new Error('the scenario is over'));
    await this.device?.destroy();
    this.leshan.onEvent = () => undefined;
    await this.leshan.command('stop');
  }

  /** Starts the image and waits for its registration. */
  async register({ endpoint = this.endpoint, lifetime = longLifetime } = {}): Promise<Registered> {
    const registered = this.next('registered');
    const device = new Device(this.image, { endpoint, port: this.server.port, lifetime }, (line) => this.note(`image: ${line}`));
    this.device = device;
    void device.exited.then(({ code, signal }) => {
      if (!this.isEnding) this.reportBroken(new Error(`the image ended by itself (${signal ?? code})`));
    });
    return registered;
  }

  pressButton(): void {
    this.running().pressButton();
  }

  /** Asks the image to end and waits until it has. */
  terminate(): Promise<Exit> {
    this.isEnding = true;
    this.running().terminate();
    return this.running().exited;
  }

  /** Stops the server and starts a new one in its place, which knows nobody. */
  async restartServer(): Promise<void> {
    await this.leshan.command('stop');
    await this.leshan.command('start', { port: this.server.port });
  }

  /** The next event of this name that matches. To be called before what causes it. */
  next<Name extends LeshanEvent['event']>(
    name: Name,
    matches: (event: EventNamed<Name>) => boolean = () => true,
  ): Promise<EventNamed<Name>> {
    const event = new Promise<LeshanEvent>((resolve, reject) => {
      if (this.over !== undefined) reject(this.over);
      const waiter: Waiter = { name, resolve, reject, matches: (each) => each.event === name && matches(each as EventNamed<Name>) };
      this.waiters.add(waiter);
    });
    event.catch(() => undefined); // the scenario may fail before it looks
    return event as Promise<EventNamed<Name>>;
  }

  /** The events of this name so far, oldest first. */
  seen<Name extends LeshanEvent['event']>(name: Name): EventNamed<Name>[] {
    return this.events.filter((event): event is EventNamed<Name> => event.event === name);
  }

  /** Ends all waiting. @returns what was waited for. */
  fail(error: Error): string[] {
    this.over ??= error;
    const waiters = [...this.waiters];
    this.waiters.clear();
    for (const waiter of waiters) waiter.reject(error);
    return waiters.map(({ name }) => name);
  }

  /** Without a format the client chooses. */
  read(path: string, format?: Format): Promise<Answer> {
    return this.leshan.command('read', { path, format });
  }

  write(path: string, format: Format, content: Content, mode: WriteMode = 'REPLACE'): Promise<Answer> {
    return this.leshan.command('write', { path, format, content, mode });
  }

  /** @param attributes As in a query: `pmin=1&pmax=10`. */
  writeAttributes(path: string, attributes: string): Promise<Answer> {
    return this.leshan.command('writeAttributes', { path, attributes });
  }

  discover(path: string): Promise<Answer> {
    return this.leshan.command('discover', { path });
  }

  /** @param args Such as `0='U',1`. */
  execute(path: string, args?: string): Promise<Answer> {
    return this.leshan.command('execute', { path, arguments: args });
  }

  /** @param path An object, or the instance to be. */
  create(path: string, content: Content): Promise<Answer> {
    return this.leshan.command('create', { path, content, format: 'TLV' });
  }

  delete(path: string): Promise<Answer> {
    return this.leshan.command('delete', { path });
  }

  observe(path: string, format?: Format): Promise<Answer> {
    return this.leshan.command('observe', { path, format });
  }

  /** GET with Observe 1. */
  cancelByRequest(observation: string): Promise<Answer> {
    return this.leshan.command('cancel', { observation, how: 'active' });
  }

  /** The server forgets the observation, and answers its next notification with Reset. */
  cancelByReset(observation: string): Promise<Answer> {
    return this.leshan.command('cancel', { observation, how: 'passive' });
  }

  coap({ payload, ...request }: BareRequest): Promise<Answer> {
    const bytes = payload === undefined ? undefined : Buffer.from(payload as string);
    return this.leshan.command('coap', { ...request, payload: bytes?.toString('hex') });
  }

  private running(): Device {
    if (this.device === undefined) throw new Error('the image was not started');
    return this.device;
  }

  private note(line: string): void {
    this.log.push(line);
    this.onLine(line);
  }

  private happened(event: LeshanEvent): void {
    this.events.push(event);
    this.note(event.event === 'message' ? messageText(event) : `leshan: ${JSON.stringify(event)}`);
    for (const waiter of [...this.waiters]) {
      if (waiter.matches(event)) {
        this.waiters.delete(waiter);
        waiter.resolve(event);
      }
    }
  }
}
