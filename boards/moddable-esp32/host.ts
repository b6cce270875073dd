/**
 * What `main.js` takes from Moddable's modules and hands to the image as `moteHost`, since an image is a script and has no imports.
 * https://github.com/Moddable-OpenSource/moddable/tree/public/documentation, and ECMA-419 for UDP, PWM and storage.
 */
import type { Settings } from '../../src/board';

/** ECMA-419 13.5: a UDP socket. */
export interface UdpSocket {
  /** undefined when there is no datagram. */
  read(): (ArrayBuffer & { readonly address: string; readonly port: number }) | undefined;
  write(datagram: Uint8Array, address: string, port: number): void;
  close(): void;
}

/** ECMA-419 10.5. */
export interface Pwm {
  /** 0 to 1023. */
  write(duty: number): void;
}

export interface Host {
  /** On a port of its own. @param readable Told how many datagrams there are. */
  openUdp(readable: (socket: UdpSocket, datagrams: number) => void): UdpSocket;
  bytesOf(datagram: ArrayBuffer): Uint8Array;
  openPwm(pin: number): Pwm;
  /** @param changed Told the level of the pin. */
  watch(pin: number, changed: (level: number) => void): void;
  /** The board's own; undefined while it has none. */
  networkAddress(): string | undefined;
  /** dBm; undefined while there is no network. */
  signalStrength(): number | undefined;
  resolve(name: string, found: (address: string | undefined) => void): void;
  /** @returns What `clearTimer` takes. */
  setTimer(callback: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
  /** Milliseconds since the start; 32 bits. */
  ticks(): number;
  /** Seconds since 1970, or since the start when nobody has set the clock. */
  seconds(): number;
  /** 16 bits of the chip's random number generator. */
  random(): number;
  /** Storage slots, each of which is replaced as a whole: NVS on ESP32. */
  load(key: string): Uint8Array | undefined;
  store(key: string, bytes: Uint8Array): void;
  erase(key: string): void;
  /** Image storage (src/image/storage.ts), by area. They throw when the flash memory refuses. */
  readFlash(area: number, at: number, size: number): Uint8Array;
  writeFlash(area: number, at: number, bytes: Uint8Array): void;
  eraseFlash(area: number): void;
  /** Evaluates a script, outside of all functions. */
  run(script: Uint8Array): void;
  /** The slot that the boot stub has started; undefined for an image that is part of the firmware. */
  bootSlot?: number;
  restart(): void;
  print(line: string): void;
  /** From the manifest. `updateKey` is the public key of those who may sign images. */
  readonly settings: Partial<Settings> & { readonly led?: number; readonly button?: number; readonly updateKey?: string };
}
