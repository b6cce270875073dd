/** One scenario's servers and client: Leshans that have just been started, and a client that has, too. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BootstrapServer } from './bootstrapServer';
import { Device, type DeviceSettings, type Exit } from './device';
import { Inbox } from './inbox';
import type { Leshan } from './leshan';
import { messageText, type EventLine, type Registered } from './protocol';
import { type Psk, Server, type ServerSettings } from './server';

/** What a session is made of. */
export interface Surroundings {
  readonly leshan: Leshan;
  /** The process of the bootstrap servers, which is started when it is first asked for. */
  bootstrap(): Leshan;
  /** The command line of the client under test. */
  readonly command: readonly string[];
  /** Endpoint name, unless `register` is told another. */
  readonly endpoint: string;
  readonly ports: Ports;
  /** Told of each line of the log as it comes. */
  onLine(line: string): void;
}

/** UDP ports on 127.0.0.1, for what each session starts. */
export interface Ports {
  readonly first: number;
  readonly second: number;
  readonly bootstrap: number;
}

/** What a scenario may say of its client. */
export type ClientSettings = Partial<Pick<DeviceSettings, 'endpoint' | 'lifetime' | 'sensors' | 'queueMode'>>;

/** How the first server is started; the key of a secure one is made up. */
export interface FirstServer extends Omit<ServerSettings, 'port' | 'psk'> {
  /** Over DTLS, as all servers of the session then are. */
  readonly secure?: boolean;
}

const longLifetime = 3600;

/** A session is its first server as well, since most scenarios have no other. */
export class Session extends Server {
  /** Everything that has happened, for the reader of a failure. */
  readonly log: string[] = [];
  private device: Device | undefined;
  private readonly storage = mkdtempSync(path.join(tmpdir(), 'mote-interop-'));
  private second: Server | undefined;
  private bootstrapServer: BootstrapServer | undefined;
  /** Rejects when the client ends, and was not told to. */
  readonly broken: Promise<never>;
  private reportBroken: (error: Error) => void = () => undefined;
  /** The client is expected to end. */
  private isEnding = false;

  private constructor(
    private readonly surroundings: Surroundings,
    private readonly events: Inbox,
    psk: Psk | undefined,
  ) {
    super(surroundings.leshan, events, 'first', surroundings.ports.first, psk);
    this.broken = new Promise((_resolve, reject) => (this.reportBroken = reject));
    this.broken.catch(() => undefined); // when the scenario is over, nobody waits for it
    this.listenTo(surroundings.leshan, 'leshan');
  }

  /** Starts the first server. */
  static async open(surroundings: Surroundings, { secure = false, ...settings }: FirstServer = {}): Promise<Session> {
    const psk = secure ? makeKey(surroundings.endpoint) : undefined;
    await Server.start(surroundings.leshan, 'first', { port: surroundings.ports.first, psk, ...settings });
    return new Session(surroundings, new Inbox(), psk);
  }

  async close(): Promise<void> {
    this.isEnding = true;
    this.fail(new Error('the scenario is over'));
    await this.device?.destroy();
    rmSync(this.storage, { recursive: true });
    this.surroundings.leshan.onEvent = () => undefined;
    if (this.bootstrapServer !== undefined) this.surroundings.bootstrap().onEvent = () => undefined;
    await Promise.all([this.stop(), this.second?.stop(), this.bootstrapServer?.stop()]);
  }

  /** Starts a second server. */
  async startSecond(settings: Omit<ServerSettings, 'port'> = {}): Promise<Server> {
    const { leshan, ports } = this.surroundings;
    const { port } = await Server.start(leshan, 'second', { port: ports.second, ...settings });
    this.second = new Server(leshan, this.events, 'second', port);
    return this.second;
  }

  async startBootstrap(): Promise<BootstrapServer> {
    const { bootstrap, ports } = this.surroundings;
    this.listenTo(bootstrap(), 'bootstrap');
    this.bootstrapServer = await BootstrapServer.start(bootstrap(), this.events, ports.bootstrap, this.psk && makeKey(this.psk.endpoint));
    return this.bootstrapServer;
  }

  /** Starts the client with the accounts of all servers, or of the bootstrap server if there is one. */
  start(own: ClientSettings = {}): void {
    const servers = this.second === undefined ? [this.uri] : [this.uri, this.second.uri];
    const bootstrap = this.bootstrapServer?.uri;
    const settings = {
      endpoint: this.surroundings.endpoint,
      lifetime: longLifetime,
      ...own,
      storage: this.storage,
      bootstrap,
      servers: bootstrap === undefined ? servers : [],
      psk: this.bootstrapServer === undefined ? this.psk : this.bootstrapServer.psk,
    };
    const device = new Device(this.surroundings.command, settings, (line) => this.note(`client: ${line}`));
    this.device = device;
    void device.exited.then(({ code, signal }) => {
      if (!this.isEnding) this.reportBroken(new Error(`the client ended by itself (${signal ?? code})`));
    });
  }

  /** Starts the client and waits for its registration with the first server. */
  register(settings: ClientSettings = {}): Promise<Registered> {
    const registered = this.next('registered');
    this.start(settings);
    return registered;
  }

  /** Takes the client's power away and gives it back: what it has stored it has still. */
  async cutPower(): Promise<void> {
    this.isEnding = true;
    await this.running().destroy();
    this.isEnding = false;
    this.start();
  }

  pressButton(): void {
    this.running().pressButton();
  }

  /** Asks the client to end and waits until it has. */
  terminate(): Promise<Exit> {
    this.isEnding = true;
    this.running().terminate();
    return this.running().exited;
  }

  /** Ends all waiting. @returns what was waited for. */
  fail(error: Error): string[] {
    return this.events.fail(error);
  }

  private running(): Device {
    if (this.device === undefined) throw new Error('the client was not started');
    return this.device;
  }

  private listenTo(leshan: Leshan, title: string): void {
    leshan.onEvent = (event) => this.happened(event);
    leshan.onLog = (line) => this.note(`${title}: ${line}`);
  }

  private note(line: string): void {
    this.log.push(line);
    this.surroundings.onLine(line);
  }

  private happened(event: EventLine): void {
    const { server } = event;
    const text = event.event === 'message' ? messageText(event) : JSON.stringify(event);
    this.note(server === 'first' && event.event === 'message' ? text : `${server}: ${text}`.slice(0, 1000));
    this.events.add(event);
  }
}

/** A key that nobody else has. */
function makeKey(endpoint: string): Psk {
  return { endpoint, identity: `${endpoint} ${randomBytes(4).toString('hex')}`, key: randomBytes(16).toString('hex') };
}
