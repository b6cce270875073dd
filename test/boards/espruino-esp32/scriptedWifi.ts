/**
 * The modules `Wifi` and `dgram` of Espruino on ESP32, as its sources have them (jswrap_esp32_network.c): a callback for an
 * attempt to join, told once, after the event `disconnected`; events for what happens to the network.
 */
import type { DgramSocket, Wifi } from '../../../boards/espruino/engine';

/** What an attempt comes to: an address, or what the network has against it; silence while it goes on. */
export type Attempt = { readonly ip: string } | { readonly reason: string } | undefined;

export class ScriptedWifi implements Wifi {
  /** Milliseconds on the virtual clock at which an attempt was begun, and what with. */
  readonly attempts: { at: number; ssid: string; password: string | undefined }[] = [];
  /** What the next attempts come to, in two seconds. The last goes for all after it. */
  outcomes: Attempt[] = [{ ip: '192.0.2.17' }];
  rssi = -61;
  names: Readonly<Record<string, string>> = {};
  lookups = 0;
  private readonly listeners = new Map<string, () => void>();
  private ip: string | undefined;
  private told: ((error: unknown) => void) | undefined;

  connect(ssid: string, { password }: { password?: string }, connected: (error: unknown) => void): void {
    this.told = undefined;
    if (typeof ssid !== 'string') throw new Error('No SSID provided');
    this.attempts.push({ at: Date.now(), ssid, password });
    this.told = connected;
    const [outcome] = this.outcomes;
    if (this.outcomes.length > 1) this.outcomes.shift();
    setTimeout(() => this.happen(outcome), 2000);
  }

  private happen(outcome: Attempt): void {
    if (outcome === undefined) return;
    const { told } = this;
    this.told = undefined;
    if ('ip' in outcome) {
      this.ip = outcome.ip;
      told?.(null);
      this.emit('connected');
    } else {
      this.emit('disconnected');
      told?.(outcome.reason);
    }
  }

  on(event: 'connected' | 'disconnected', listener: () => void): void {
    this.listeners.set(event, listener);
  }

  private emit(event: 'connected' | 'disconnected'): void {
    this.listeners.get(event)?.();
  }

  /** The network is gone. */
  drop(): void {
    this.ip = undefined;
    this.emit('disconnected');
  }

  /** The router gives another address, without a word of the network in between. */
  renumber(ip: string): void {
    this.ip = ip;
    this.emit('connected');
  }

  getIP(): { ip?: string; gw?: string } {
    return this.ip === undefined ? {} : { ip: this.ip, gw: '192.0.2.1' };
  }

  getStatus(): { rssi?: number } {
    return this.ip === undefined ? {} : { rssi: this.rssi };
  }

  getHostByName(name: string, found: (address: string | null) => void): void {
    this.lookups++;
    setTimeout(() => found(this.names[name] ?? null), 100);
  }

  setHostname(): void {
    return;
  }

  setSNTP(): void {
    return;
  }
}

/** A UDP socket that a test looks at. */
export class ScriptedSocket implements DgramSocket {
  readonly sent: string[] = [];
  port = 0;
  isOpen = true;
  private message: ((datagram: string, from: { address: string; port: number }) => void) | undefined;
  private closed: (() => void) | undefined;

  constructor(private readonly taken: Set<number>) {}

  on(event: 'message' | 'close', listener: ((datagram: string, from: { address: string; port: number }) => void) & (() => void)): void {
    if (event === 'message') this.message = listener;
    else this.closed = listener;
  }

  bind(port: number): void {
    if (this.taken.has(port)) throw new Error('the port is taken');
    this.taken.add(port);
    this.port = port;
  }

  send(datagram: string, port: number, address: string): void {
    if (!this.isOpen) throw new Error('This socket is closed');
    this.sent.push(`${address} ${port} ${datagram}`);
  }

  close(): void {
    this.isOpen = false;
    this.taken.delete(this.port);
  }

  /** A datagram comes. An empty one closes the socket, as Espruino has it. */
  receive(datagram: string, address: string, port: number): void {
    if (datagram !== '') return this.message?.(datagram, { address, port });
    this.close();
    this.closed?.();
  }
}
