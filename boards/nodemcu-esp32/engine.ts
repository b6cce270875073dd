/**
 * What NodeMCU's firmware for ESP32 has beyond Lua, as far as the board uses it: https://nodemcu.readthedocs.io/en/dev-esp32
 * A method takes its own object as its first argument.
 */

/** @noSelf */
export interface Timer {
  /** @param milliseconds At most 6870947. */
  alarm(timer: Timer, milliseconds: number, mode: number, callback: () => void): boolean;
  unregister(timer: Timer): void;
}

/** @noSelf */
export interface TimerModule {
  readonly ALARM_SINGLE: number;
  create(): Timer;
}

/** @noSelf */
export interface UdpSocket {
  /** On a port of its own unless one is named. */
  listen(socket: UdpSocket): void;
  on(socket: UdpSocket, event: 'receive', listener: (socket: UdpSocket, datagram: string, port: number, address: string) => void): void;
  /** Throws when the datagram cannot be sent, and when it is empty. */
  send(socket: UdpSocket, port: number, address: string, datagram: string): void;
  close(socket: UdpSocket): void;
}

/** @noSelf */
export interface NetModule {
  createUDPSocket(): UdpSocket;
  readonly dns: NetDns;
}

/** @noSelf */
export interface NetDns {
  resolve(host: string, found: (socket: undefined, address: string | undefined) => void): void;
}

/** @noSelf */
export interface WifiModule {
  readonly STATION: number;
  mode(mode: number): void;
  start(): void;
  readonly sta: WifiStation;
}

/** The station's own address and its router's. */
export interface WifiLease {
  readonly ip: string;
  readonly gw: string;
}

/** @noSelf */
export interface WifiStation {
  config(settings: { readonly ssid: string; readonly pwd: string }): void;
  connect(): void;
  on(event: 'got_ip', listener: (event: string, lease: WifiLease) => void): void;
  on(event: 'disconnected', listener: () => void): void;
}

/** @noSelf */
export interface GpioModule {
  readonly IN: number;
  readonly PULL_UP: number;
  readonly INTR_UP_DOWN: number;
  config(settings: { readonly gpio: number; readonly dir: number; readonly pull: number }): void;
  trig(pin: number, type: number, callback: (pin: number, level: number) => void): void;
}

/** @noSelf */
export interface LedChannel {
  setduty(channel: LedChannel, duty: number): void;
}

/** PWM. @noSelf */
export interface LedcModule {
  readonly TIMER_10_BIT: number;
  readonly LOW_SPEED: number;
  readonly TIMER_0: number;
  newChannel(settings: {
    readonly gpio: number;
    readonly bits: number;
    readonly mode: number;
    readonly timer: number;
    readonly channel: number;
    readonly frequency: number;
    readonly duty: number;
  }): LedChannel;
}

/** @noSelf */
export interface FileModule {
  exists(name: string): boolean;
  remove(name: string): void;
}

/** @noSelf */
export interface NodeModule {
  /** Such as `0x1818fe346a88`. */
  chipid(): string;
  restart(): void;
  /** Microseconds since the start, the lowest 31 bits or more. */
  uptime(): number;
}

/** @noSelf */
export interface TimeModule {
  /** Seconds since 1970, or since the start when the clock was not set. */
  get(): number;
  initntp(): void;
}

/** Lua's own files. @noSelf */
export interface IoFile {
  /** All that is left, or so many bytes and fewer at the end; undefined where there are none. */
  read(file: IoFile, what: 'a' | number): string | undefined;
  seek(file: IoFile, from: 'set', offset: number): void;
  /** @returns undefined when it could not. */
  write(file: IoFile, bytes: string): unknown;
  close(file: IoFile): boolean | undefined;
}

/** @noSelf */
export interface IoModule {
  /** To read; to write it anew; to write at its end. */
  open(name: string, mode: 'r' | 'w' | 'a'): IoFile | undefined;
}

/** @noSelf */
export interface Hasher {
  update(hasher: Hasher, bytes: string): void;
  /** @returns The hash, a byte a character. */
  finalize(hasher: Hasher): string;
}

/** @noSelf */
export interface CryptoModule {
  new_hash(algorithm: 'SHA256'): Hasher;
}
