/** A line to a board: a serial port, a pseudo-terminal, tcp://HOST:PORT, or - for standard input and output. */
import { InvalidArgumentError } from 'commander';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { ExitCode, ToolFailure } from '../exitCodes';
import { portList } from './ports';

/** How a line is named on the command line, for `--help`. */
export const lineHelp = 'a serial port such as /dev/ttyUSB0, a pseudo-terminal, tcp://HOST:PORT';

/** Bits a second of a serial port, unless told. */
export const usualBaud = 115200;

/** Reads the argument of `--baud`. @throws InvalidArgumentError */
export function parseBaud(text: string): number {
  if (!/^[1-9]\d{2,6}$/.test(text)) throw new InvalidArgumentError('It is a rate such as 115200.');
  return Number(text);
}

export interface LineOptions {
  /** Bits a second of a serial port. */
  readonly baud?: number;
  /** Whether the board says XOFF when it cannot keep up: for text, since those bytes are taken out. */
  readonly xon?: boolean;
}

/**
 * Opens a line. Nothing is sent, and a serial port's control lines are left as they are when it is closed, so that a
 * board that is running goes on running.
 * @throws ToolFailure when there is no such line, or it cannot be had.
 */
export async function openLine(name: string, { baud = usualBaud, xon = false }: LineOptions = {}): Promise<Duplex> {
  if (name === '-') return Duplex.from({ readable: process.stdin, writable: process.stdout });
  if (name.startsWith('tcp:')) return openTcp(name);
  return openPort(name, baud, xon);
}

/** @throws ToolFailure */
function tcpAddress(name: string): { host: string; port: number } {
  const parts = /^tcp:\/\/(\[[\da-f:]+\]|[^:/]+):(\d{1,5})\/?$/i.exec(name);
  if (parts === null || Number(parts[2]) > 65535) {
    throw new ToolFailure(ExitCode.Usage, `"${name}" is no line: type tcp://HOST:PORT, such as tcp://127.0.0.1:2323`);
  }
  return { host: parts[1].replace(/^\[|\]$/g, ''), port: Number(parts[2]) };
}

async function openTcp(name: string): Promise<Duplex> {
  const socket = connect({ ...tcpAddress(name), noDelay: true });
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    throw new ToolFailure(ExitCode.NoPort, `${name}: ${(error as Error).message}. Is a program listening there?`);
  }
}

/** Closes a line, so that it can be opened again; `destroy` alone leaves a serial port open. */
export async function closeLine(line: Duplex): Promise<void> {
  if (line instanceof SerialPort && line.isOpen) await new Promise<void>((resolve) => line.close(() => resolve()));
  line.destroy();
}

/** Says at once when a port is not there, before anything that takes time. @throws ToolFailure */
export async function requireLine(name: string): Promise<void> {
  if (name.startsWith('tcp:')) tcpAddress(name);
  if (name.startsWith('/') && !existsSync(name)) throw new ToolFailure(ExitCode.NoPort, `There is no ${name}.\n${await portList()}`);
}

async function openPort(path: string, baudRate: number, xon: boolean): Promise<Duplex> {
  const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false, xon, xoff: xon });
  const error = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (error === null) return port;
  const { message } = error;
  if (/lock|busy|temporarily unavailable/i.test(message)) {
    throw new ToolFailure(ExitCode.PortBusy, `${path} is used by another program: close that first (fuser ${path} names it).\n${await portList()}`);
  }
  if (/permission|access denied/i.test(message)) {
    throw new ToolFailure(ExitCode.PortBusy, `You may not use ${path}: sudo usermod -a -G dialout $USER, then log in anew.\n${await portList()}`);
  }
  throw new ToolFailure(ExitCode.NoPort, `${path} cannot be opened: ${message.replace(/^Error:? */, '')}.\n${await portList()}`);
}
