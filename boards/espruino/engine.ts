/** What Espruino has beyond JavaScript, as far as its boards use it: https://www.espruino.com/Reference */

export const enum Watchdog {
  /** Seconds that one event may take. On nRF52 the first value stays until the board is reset: that of the boot stub. */
  limit = 60,
}

export interface Espruino {
  /** The bytes as a string of one character each; undefined when memory is too short. */
  toString(bytes: Uint8Array | ArrayBuffer): string | undefined;
  /** Of numbers, the lowest 8 bits. */
  toUint8Array(bytes: string | ArrayBuffer | readonly number[]): Uint8Array;
  CRC32(bytes: string | Uint8Array | undefined): number;
  /** 32 bits. On nRF52 of the SoftDevice's generator; on ESP32 and Linux the same sequence at each boot. */
  hwRand(): number;
  reboot(): void;
  /** @param seconds After which the board is reset, unless Espruino has become idle meanwhile. */
  enableWatchdog(seconds: number): void;
  setConsole(device: Stream | null, options: { readonly force: boolean }): void;
}

/** A serial port, or what behaves like one: USB, the Nordic UART service, a loopback. */
export interface Stream {
  setup(baud: number, options?: { readonly rx?: Pin; readonly tx?: Pin; readonly path?: string }): void;
  /** Bytes come and go as strings of one character each. */
  on(event: 'data', listener: (bytes: string) => void): void;
  removeAllListeners(event: 'data'): void;
  write(bytes: string | Uint8Array): void;
}

/** A pin, or its name such as `D2`. */
export type Pin = string | { readonly isPin: true };

/** Module `Storage`: files in flash. The names have at most 28 characters. */
export interface Storage {
  /** Where it lies in flash. undefined when there is no such file. */
  read(name: string, offset?: number, length?: number): string | undefined;
  readJSON(name: string, noExceptions: boolean): unknown;
  /** From offset 0 on: replaces the file, and erases the old one first. Elsewhere: writes bytes of it that are 255. @throws When they are not. */
  write(name: string, data: string | Uint8Array, offset?: number): boolean;
}

/** Module `Flash`: all of flash memory, by address. */
export interface Flash {
  read(length: number, address: number): Uint8Array;
  /** The page that an address is in. */
  getPage(address: number): { readonly length: number };
  /** Sets all bytes of it to 255. */
  erasePage(address: number): void;
}

/** Module `crypto`, which is not on every board; nor is SHA256 where it is. */
export interface Crypto {
  /** 32 bytes. */
  SHA256(bytes: string | undefined): ArrayBuffer;
}

/** Module `dgram`. */
export interface Dgram {
  createSocket(options: { readonly type: 'udp4'; readonly recvBufferSize?: number }): DgramSocket;
}

export interface DgramSocket {
  on(event: 'message', listener: (datagram: string, from: { readonly address: string; readonly port: number }) => void): void;
  on(event: 'close', listener: () => void): void;
  /** @throws When the port is taken. */
  bind(port: number): void;
  /** A name is looked up, and waited for, at each call. @throws When the socket is closed. */
  send(datagram: string, port: number, address: string): void;
  close(): void;
}

/** Module `Wifi` of ESP32. */
export interface Wifi {
  /** @param connected Told null, or why not. What a network has against it is told once, after three attempts. @throws When a setting is no text. */
  connect(ssid: string, options: { readonly password?: string }, connected: (error: unknown) => void): void;
  /** `connected` when there is an address, at each new one; `disconnected` also when an attempt has failed. */
  on(event: 'connected' | 'disconnected', listener: () => void): void;
  getIP(): { readonly ip?: string; readonly gw?: string };
  /** While connected, RSSI in dBm. */
  getStatus(): { readonly rssi?: number };
  getHostByName(name: string, found: (address: string | null | undefined) => void): void;
  setHostname(name: string): void;
  setSNTP(server: string, offset: string): void;
}
