/** ESP32 with Moddable's XS: WiFi, UDP by ECMA-419, LED, button, storage. See README.md. */
import { Config } from 'config';
import { Bearer, type Board, type BoardEvents, type Network, StorageSlot } from '../../src/board';
import { firmwareSink } from './firmware';
import type { Host, Pwm } from './host';
import { closeLink, openLink, sendOnLink, startLinks } from './links';

declare const moteHost: Host;

const enum Default {
  /** GPIO of the LED of most boards, and of the button BOOT. */
  led = 2,
  button = 0,
  /** Seconds. */
  lifetime = 300,
}

const enum Limit {
  slots = 16,
  seedBytes = 32,
  /** Duty of an LED that is always on. */
  duty = 1023,
  /** Seconds of a day, and days from 1970 to 2020: a clock before that has not been set. */
  day = 86400,
  unset = 18262,
}

let events: BoardEvents;
let timer: number | undefined;
let led: Pwm | undefined;
const network: Network = { bearer: Bearer.wlan };

function onTimer(): void {
  timer = undefined;
  events.timer();
}

function onButton(level: number): void {
  events.button(0, level === 0 ? 1 : 0);
}

/** The seed, as long as none is stored: WiFi is on, so that the chip's numbers are random. */
function makeSeed(into: Uint8Array): number {
  for (let i = 0; i < Limit.seedBytes; i++) into[i] = moteHost.random() & 255;
  return Limit.seedBytes;
}

export const board: Board = {
  firmware: Config.firmware === 1 ? firmwareSink() : undefined,
  attach(newEvents) {
    events = newEvents;
    startLinks(newEvents);
    moteHost.watch(moteHost.settings.button === undefined ? Default.button : moteHost.settings.button, onButton);
  },
  settings() {
    const given = moteHost.settings;
    return {
      endpoint: given.endpoint === undefined ? 'mote-moddable' : given.endpoint,
      server: given.server === undefined ? '' : given.server,
      lifetime: given.lifetime === undefined ? Default.lifetime : given.lifetime,
      bootstrap: given.bootstrap,
      binding: given.binding,
      identity: given.identity,
      key: given.key,
      firmwareProxy: given.firmwareProxy,
    };
  },
  now() {
    return moteHost.ticks() & 0x3fffffff;
  },
  utc() {
    const seconds = moteHost.seconds();
    return seconds < Limit.unset * Limit.day ? 0 : seconds;
  },
  setTimer(milliseconds) {
    if (timer !== undefined) moteHost.clearTimer(timer);
    timer = moteHost.setTimer(onTimer, milliseconds);
  },
  random() {
    return moteHost.random();
  },
  open: openLink,
  close: closeLink,
  send: sendOnLink,
  network() {
    network.address = moteHost.networkAddress();
    network.signalStrength = moteHost.signalStrength();
    return network;
  },
  load(slot, buffer) {
    const bytes = moteHost.load('slot' + slot);
    if (bytes === undefined) return slot === StorageSlot.seed ? makeSeed(buffer) : -1;
    for (let i = 0; i < bytes.length && i < buffer.length; i++) buffer[i] = bytes[i];
    return bytes.length;
  },
  store(slot, buffer, length) {
    try {
      moteHost.store('slot' + slot, buffer.subarray(0, length));
      return true;
    } catch {
      return false; // full
    }
  },
  eraseStorage() {
    for (let slot = 0; slot < Limit.slots; slot++) {
      if (slot !== StorageSlot.seed) moteHost.erase('slot' + slot);
    }
  },
  setLed(number, percent) {
    if (number !== 0) return;
    if (led === undefined) led = moteHost.openPwm(moteHost.settings.led === undefined ? Default.led : moteHost.settings.led);
    led.write(Math.floor((percent * Limit.duty) / 100));
  },
  reboot() {
    moteHost.restart();
  },
  log(line) {
    moteHost.print(line);
  },
};
