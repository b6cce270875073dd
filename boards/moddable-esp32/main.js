/** Starts the image on Moddable: takes what it needs from the SDK's modules. Never built here; see README.md. */
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

const domain = 'mote';

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
  restart: () => globalThis.System.restart(),
  print: (line) => trace(`${line}\n`),
  settings: config.mote ?? {},
};

Modules.importNow('image');
