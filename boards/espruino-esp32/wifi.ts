/**
 * The WiFi network of `mote.json`: joined at start and whenever it is lost. On Linux there is no WiFi, and the board is
 * always online.
 */
import type { Wifi } from '../espruino/engine';
import { fileSettings } from '../espruino/settings';

declare function require(name: 'Wifi'): Wifi;
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function print(line: string): void;

const enum Delay {
  /** Milliseconds between two attempts to join. */
  join = 10000,
}

function findWifi(): Wifi | undefined {
  try {
    return require('Wifi');
  } catch {
    return undefined;
  }
}

/** The engine's module; undefined on Linux. */
export const wifi: Wifi | undefined = /* @__PURE__ */ findWifi();

let online = wifi === undefined;
let changed: () => void;

export function isOnline(): boolean {
  return online;
}

function joinLater(): void {
  setTimeout(join, Delay.join);
}

function join(): void {
  if (wifi === undefined || fileSettings.wifi === undefined) return;
  wifi.connect(fileSettings.wifi.ssid, { password: fileSettings.wifi.password }, function (error) {
    if (error === null || error === undefined) return; // the event comes as well
    print('WiFi: ' + String(error) + '. Is the network in mote.json right? Trying again');
    joinLater();
  });
}

/** @param onChange Told when the network is there, and when it is gone. */
export function startWifi(onChange: () => void): void {
  changed = onChange;
  if (wifi === undefined) return;
  if (fileSettings.wifi === undefined) print('There is no "wifi" in mote.json, so no network: see boards/espruino-esp32/README.md');
  wifi.on('connected', function () {
    online = true;
    changed();
  });
  wifi.on('disconnected', function () {
    if (!online) return; // an attempt that failed, which its callback hears of
    online = false;
    changed();
    joinLater();
  });
  join();
}
