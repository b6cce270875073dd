/** What this device is called and where it registers: the file `mote.json` in Espruino's Storage. See README.md. */
import type { Settings } from '../../src/board';
import type { Pin, Storage } from './engine';

declare function require(name: 'Storage'): Storage;
declare function getSerial(): string;

/** A UART: its pins, or its path on Linux. */
export interface LineSettings {
  readonly baud?: number;
  readonly rx?: Pin;
  readonly tx?: Pin;
  readonly path?: string;
}

/** Everything in the file; each board takes what it knows. */
export interface FileSettings extends Partial<Settings> {
  /** The network that a board with WiFi joins. */
  readonly wifi?: { readonly ssid: string; readonly password?: string };
  /** How a board without an IP stack reaches the bridge; its own address there, and the bridge's. */
  readonly line?: LineSettings;
  readonly address?: string;
  readonly bridge?: string;
  /** Of a board with a modem: access point name; timers of power saving (3GPP TS 24.008 10.5.7.3, 10.5.7.4a) and the paging cycle. */
  readonly apn?: string;
  readonly psm?: { readonly periodic: string; readonly active: string };
  readonly edrx?: { readonly bearer?: 'm' | 'nb'; readonly cycle: string };
  /** Pins of the LEDs, in place of LED1, LED2 ... */
  readonly leds?: readonly Pin[];
  /** Pin of the button, in place of BTN1, and its level while it is pressed. */
  readonly button?: Pin;
  readonly pressed?: number;
}

const enum Default {
  /** Seconds. */
  lifetime = 300,
}

function readFile(): FileSettings {
  const found = require('Storage').readJSON('mote.json', true) as FileSettings | undefined;
  return found === undefined ? {} : found;
}

export const fileSettings: FileSettings = /* @__PURE__ */ readFile();

/** See `Board.settings`. */
export function settings(): Settings {
  return {
    endpoint: fileSettings.endpoint === undefined ? 'mote-' + getSerial() : fileSettings.endpoint,
    server: fileSettings.server === undefined ? '' : fileSettings.server,
    lifetime: fileSettings.lifetime === undefined ? Default.lifetime : fileSettings.lifetime,
    bootstrap: fileSettings.bootstrap,
    binding: fileSettings.binding,
    identity: fileSettings.identity,
    key: fileSettings.key,
    firmwareProxy: fileSettings.firmwareProxy,
  };
}
