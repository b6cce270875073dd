/** Starts the boot stub on Moddable: takes what it needs from the SDK's modules. Never built here; see README.md. */
import 'system';
import Modules from 'modules';
import Net from 'net';
import Preference from 'preference';
import RNG from 'rng';
import Time from 'time';
import Timer from 'timer';
import config from 'mc/config';
import Digital from 'embedded:io/digital';
import PWM from 'embedded:io/pwm';
import UDP from 'embedded:io/socket/udp';
import flash from 'embedded:storage/flash';

const domain = 'mote';
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
  random: () => new Uint16Array(RNG.get(2))[0],
  load(key) {
    const bytes = Preference.get(domain, key);
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  },
  store: (key, bytes) => Preference.set(domain, key, bytes.slice().buffer),
  erase: (key) => Preference.delete(domain, key),
  readFlash: (area, at, size) => new Uint8Array(areas[area].read(size, at)),
  writeFlash: (area, at, bytes) => areas[area].write(bytes.slice().buffer, at),
  eraseFlash: (area) => areas[area].eraseBlock(0, areas[area].status().blocks),
  run: (script) => (0, eval)(String.fromArrayBuffer(script.buffer)),
  restart: () => globalThis.System.restart(),
  print: (line) => trace(`${line}\n`),
  settings: config.mote ?? {},
};

Modules.importNow('boot');
