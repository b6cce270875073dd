// Stand-ins for what boards/moddable-esp32/main.js takes from Moddable's modules. What happens to the board comes as commands of
// xsnap, `MILLISECONDS SEED WHAT ...`; what it does is the answer, lines of which those that begin with `@` are for the host.
(function () {
  const said = [];
  let now = 0;
  let seed = 1;
  let nextId = 0;
  const objects = {};
  let pressed;
  const preferences = {};
  // Two slots and two pages of the journal. What is written here and to the preferences is told to the host, which has it after a restart.
  const areas = [262144, 262144, 64, 64].map((size) => new Uint8Array(size).fill(255));

  function say(...words) {
    said.push('@' + words.join(' '));
  }
  function keep(object) {
    nextId++;
    objects[nextId] = object;
    return nextId;
  }
  function hexOf(bytes) {
    let text = '';
    for (let i = 0; i < bytes.length; i++) text += (256 + bytes[i]).toString(16).slice(1);
    return text;
  }
  function bytesOf(hex) {
    const bytes = new Uint8Array(hex.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    return bytes;
  }

  globalThis.moteHost = {
    openUdp: function (readable) {
      const queue = [];
      const socket = {
        read: function () {
          return queue.shift();
        },
        write: function (datagram, address, port) {
          say('send', id, port, address, hexOf(datagram));
        },
        close: function () {
          say('close', id);
        },
      };
      const id = keep(function (port, address, hex) {
        const datagram = bytesOf(hex || '').buffer;
        datagram.address = address;
        datagram.port = Number(port);
        queue.push(datagram);
        readable(socket, 1);
      });
      say('listen', id);
      return socket;
    },
    bytesOf: function (datagram) {
      return new Uint8Array(datagram);
    },
    openPwm: function (pin) {
      return {
        write: function (duty) {
          say('led', pin, duty);
        },
      };
    },
    watch: function (pin, changed) {
      pressed = changed;
    },
    networkAddress: function () {
      return '192.0.2.17';
    },
    signalStrength: function () {
      return -61;
    },
    resolve: function (name, found) {
      say('resolve', keep(found), name);
    },
    setTimer: function (callback, milliseconds) {
      const id = keep(callback);
      say('timer', id, milliseconds);
      return id;
    },
    clearTimer: function (id) {
      say('timer', id, -1);
    },
    ticks: function () {
      return now;
    },
    seconds: function () {
      return 1800000000 + Math.floor(now / 1000);
    },
    random: function () {
      seed = (seed * 16807) % 2147483647;
      return seed & 65535;
    },
    load: function (key) {
      return preferences[key];
    },
    store: function (key, bytes) {
      preferences[key] = bytes.slice();
      say('store', key, hexOf(bytes));
    },
    erase: function (key) {
      delete preferences[key];
      say('forget', key);
    },
    readFlash: function (area, at, size) {
      return areas[area].slice(at, at + size);
    },
    writeFlash: function (area, at, bytes) {
      if (at + bytes.length > areas[area].length || bytes.some((_, i) => areas[area][at + i] !== 255)) throw new Error('not erased');
      areas[area].set(bytes, at);
      say('write', area, at, hexOf(bytes));
    },
    eraseFlash: function (area) {
      areas[area].fill(255);
      say('erase', area);
    },
    run: function (script) {
      let text = '';
      for (let i = 0; i < script.length; i++) text += String.fromCharCode(script[i]);
      (0, eval)(text);
    },
    restart: function () {
      say('restart');
    },
    print: function (line) {
      said.push(line);
    },
    settings: {},
  };

  const happens = {
    start: function (endpoint, server, identity, key) {
      moteHost.settings = { endpoint: endpoint, server: server, identity: identity, key: key };
    },
    preference: function (key, hex) {
      preferences[key] = bytesOf(hex || '');
    },
    flash: function (area, at, hex) {
      areas[area].set(bytesOf(hex), Number(at));
    },
    timer: function (id) {
      objects[id]();
    },
    udp: function (id, port, address, hex) {
      objects[id](port, address, hex);
    },
    resolved: function (id, address) {
      objects[id](address === '' ? undefined : address);
    },
    button: function (level) {
      pressed(Number(level));
    },
    look: function () {},
  };

  globalThis.handleCommand = function (command) {
    const words = String.fromCharCode.apply(null, new Uint8Array(command)).split(' ');
    now = Number(words[0]);
    if (words[2] === 'start') seed = Number(words[1]);
    happens[words[2]].apply(undefined, words.slice(3));
    const text = said.splice(0).join('\n');
    return { result: new Uint8Array([...text].map((character) => character.charCodeAt(0))).buffer };
  };
})();
