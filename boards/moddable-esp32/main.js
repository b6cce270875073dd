/** Starts the boot stub on Moddable: takes what it needs from the SDK's modules. See README.md. */
import 'system';
import Modules from 'modules';
import Net from 'net';
import Time from 'time';
import Timer from 'timer';
import config from 'mc/config';
import Digital from 'embedded:io/digital';
import PWM from 'embedded:io/pwm';
import UDP from 'embedded:io/socket/udp';
import flash from 'embedded:storage/flash';
import storage from 'embedded:storage/key-value';

/** NVS on ESP32: `write` replaces a value as a whole. (The SDK's Preference erases it first.) */
const slots = storage.open({ path: 'mote' });
/** The partitions of partitions.csv, by area (src/image/storage.ts). */
const areas = ['slot-a', 'slot-b', 'journal-a', 'journal-b'].map((path) => flash.open({ path }));

globalThis.moteHost = {
  openUdp: (readable) =>
    new UDP({
      onReadable(datagrams) {
        readable(this, datagrams);
      },
    }),
  bytesOf: (datagram) => new Uint8Array(datagram),
  openPwm: (pin) => new PWM({ pin, hz: 1000, resolution: 10 }),
  watch(pin, changed) {
    new Digital({
      pin,
      mode: Digital.InputPullUp,
      edge: Digital.Rising | Digital.Falling,
      onReadable() {
        changed(this.read());
      },
    });
  },
  networkAddress: () => Net.get('IP'),
  signalStrength: () => Net.get('RSSI'),
  resolve: (name, found) => Net.resolve(name, (_name, address) => found(address)),
  setTimer: (callback, milliseconds) => Timer.set(callback, milliseconds),
  clearTimer: (timer) => Timer.clear(timer),
  ticks: () => Time.ticks,
  seconds: () => Math.floor(Date.now() / 1000),
  random: () => Math.floor(Math.random() * 65536), // esp_random(); the SDK's module rng repeats three numbers before long
  load(key) {
    const bytes = slots.read(key);
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  },
  store: (key, bytes) => slots.write(key, bytes),
  erase: (key) => slots.delete(key),
  readFlash: (area, at, size) => new Uint8Array(areas[area].read(size, at)),
  writeFlash: (area, at, bytes) => areas[area].write(bytes, at),
  eraseFlash: (area) => areas[area].eraseBlock(0, areas[area].status().blocks),
  run: (script) => (0, eval)(String.fromArrayBuffer(script.buffer)),
  restart: () => globalThis.System.restart(),
  print: (line) => trace(`${line}\n`),
  settings: config.mote ?? {},
};

Modules.importNow('boot');
