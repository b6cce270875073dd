/** The modem is a script at the other end of a pseudo-terminal; its sockets are those of this machine. */
import { createSocket, type Socket } from 'node:dgram';
import path from 'node:path';
import { openLine } from '../../../tools/line/line';
import { outputOf } from '../../engines/process';
import { ScriptedModem } from '../../../build/scripted-modem';
import { appear, start } from '../../tools/programs';
import { broken, espruinoAbsent, espruinoVersion, startFlashed } from './espruino';
import type { Rig } from './rig';

/** Joins a modem's sockets to the network. */
function newModem(write: (bytes: string) => void): ScriptedModem {
  const sockets = new Map<number, { socket: Socket; host: string; port: number }>();
  const modem = new ScriptedModem(
    { write },
    {
      opened(id, host, port) {
        const socket = createSocket('udp4');
        sockets.set(id, { socket, host, port });
        socket.on('message', (datagram) => modem.deliver(id, datagram));
      },
      closed(id) {
        sockets.get(id)?.socket.close();
        sockets.delete(id);
      },
      sent(id, datagram) {
        const open = sockets.get(id);
        open?.socket.send(datagram, open.port, open.host);
      },
    },
    { interruption: '+QIND: "csq",20,99' },
  );
  modem.pin('D6', 1);
  modem.state = 'awake';
  return modem;
}

/** The environment variable that names an interpreter with as many variables and as much Storage as the board. */
const interpreter = 'ESPRUINO_2500';

export const espruinoRak8212: Rig = {
  board: 'espruino-rak8212',
  engine: espruinoVersion(interpreter),
  isSigned: true,
  broken,
  address: '10.7.157.1',
  absent: () => espruinoAbsent(interpreter) ?? (outputOf('socat', ['-V']) === undefined ? 'apt-get install socat' : undefined),
  async start(_image, { server, endpoint, folder }) {
    const ends = [path.join(folder, 'line'), path.join(folder, 'modem')];
    const line = start('socat', ends.map((file) => `pty,raw,echo=0,link=${file}`), folder);
    await appear(...ends);
    const port = await openLine(ends[1]);
    const modem = newModem((bytes) => port.write(Buffer.from(bytes, 'latin1')));
    port.on('data', (data: Buffer) => modem.receive(data.toString('latin1')));
    const settings = { line: { path: ends[0] }, apn: 'iot', binding: 'UQ', psm: { periodic: '00100001', active: '00000101' } };
    const board = await startFlashed('espruino-rak8212', endpoint, server.url(), settings, folder, interpreter);
    board.output.each((line) => {
      const [, pin, level] = /pin (D6|D15) ([01])/.exec(line) ?? [];
      if (pin !== undefined) modem.pin(pin, Number(level));
    });
    return {
      ...board,
      command: () => false, // the image has no shell
      sleep: () => modem.sleep(),
      async stop() {
        await board.stop();
        modem.restart();
        port.destroy();
        await line.kill();
      },
    };
  },
};
