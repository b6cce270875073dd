/**
 * The WiFi network of `mote.json`: joined at start and whenever it is lost. On Linux there is no WiFi, and the board is
 * always online.
 */
import { Bearer, type Network } from '../../src/board';
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

const network: Network = { bearer: Bearer.wlan };
let online = wifi === undefined;
let changed: (hasNewAddress: boolean) => void;

export function isOnline(): boolean {
  return online;
}

/** See `Board.network`. */
export function wifiNetwork(): Network {
  if (wifi !== undefined && online) network.signalStrength = wifi.getStatus().rssi;
  return network;
}

function joinLater(): void {
  setTimeout(join, Delay.join);
}

function cannotJoin(reason: unknown): void {
  print('WiFi: ' + String(reason) + '. Is the network in mote.json right? Trying again in 10 s');
  joinLater();
}

function join(): void {
  if (wifi === undefined || fileSettings.wifi === undefined) return;
  try {
    wifi.connect(fileSettings.wifi.ssid, { password: fileSettings.wifi.password }, function (error) {
      if (error !== null && error !== undefined) cannotJoin(error); // otherwise the event comes
    });
  } catch (error) {
    cannotJoin(error);
  }
}

function onConnected(): void {
  if (wifi === undefined) return;
  const last = network.address;
  const own = wifi.getIP();
  network.address = own.ip;
  network.router = own.gw;
  online = true;
  print('WiFi: connected, ' + String(own.ip));
  changed(last !== own.ip);
}

function onDisconnected(): void {
  if (!online) return; // an attempt that failed, which its callback hears of
  online = false;
  print('WiFi: lost. Trying again in 10 s');
  changed(false);
  joinLater();
}

/** @param onChange Told when the network is there, and whether the board has another address than before; and when it is gone. */
export function startWifi(onChange: (hasNewAddress: boolean) => void): void {
  changed = onChange;
  if (wifi === undefined) return;
  if (fileSettings.wifi === undefined) print('There is no "wifi" in mote.json, so no network: see boards/espruino-esp32/README.md');
  wifi.on('connected', onConnected);
  wifi.on('disconnected', onDisconnected);
  join();
}
