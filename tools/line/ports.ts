/** The serial ports of this machine. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SerialPort } from 'serialport';
import { ExitCode, ToolFailure } from '../exitCodes';

export interface Port {
  readonly path: string;
  /** What is plugged in, as far as it says so. */
  readonly what: string;
}

/** Ports that a board may be at: those of a PC's own are there whether or not anything is plugged in. */
const plugged = /^\/dev\/(ttyUSB|ttyACM|ttyAMA|cu\.|tty\.)|^COM\d/;

/** Reads them from the folder of devices, where there is no udev to ask. */
async function devices(): Promise<Port[]> {
  const names = await readdir('/dev').catch(() => []);
  return names.map((name) => ({ path: path.join('/dev', name), what: '' }));
}

/** The ports that a board may be at. */
export async function findPorts(): Promise<Port[]> {
  let ports: Port[];
  try {
    const found = await SerialPort.list();
    ports = found.map(({ path: name, manufacturer, serialNumber }) => ({
      path: name,
      what: [manufacturer, serialNumber].filter((part) => part !== undefined).join(' '),
    }));
  } catch {
    ports = await devices();
  }
  return ports.filter((port) => plugged.test(port.path));
}

/** The ports as a message ends with them. */
export async function portList(): Promise<string> {
  const ports = await findPorts();
  if (ports.length === 0) return 'No serial port is there. Plug in the board, or name a line: tcp://HOST:PORT.';
  return ['Ports:', ...ports.map((port) => `  ${port.path}  ${port.what}`.trimEnd())].join('\n');
}

/**
 * The port of the only board that is plugged in.
 * @param usage What to type when that cannot be known.
 * @throws ToolFailure when there is none, or more than one.
 */
export async function onlyPort(usage: string): Promise<string> {
  const ports = await findPorts();
  if (ports.length !== 1) throw new ToolFailure(ExitCode.NoPort, `Say at which port the board is: ${usage}\n${await portList()}`);
  return ports[0].path;
}
