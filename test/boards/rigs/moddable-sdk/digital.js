/** ECMA-419 10.2 without a pin: says hello at the port of `config.rig`, whence come the levels of the input, a digit a datagram. */
import config from 'mc/config';
import UDP from 'embedded:io/socket/udp';

export default class Digital {
  static InputPullUp = 1;
  static Rising = 1;
  static Falling = 2;
  #level = 1;
  constructor({ onReadable }) {
    const take = (level) => {
      this.#level = level;
      onReadable.call(this);
    };
    const socket = new UDP({
      onReadable() {
        for (let datagram = this.read(); datagram !== undefined; datagram = this.read()) take(new Uint8Array(datagram)[0] - 48);
      },
    });
    socket.write(new Uint8Array(1), '127.0.0.1', config.rig.port);
  }
  read() {
    return this.#level;
  }
}
