/**
 * The data line to the bridge: a UART or the Nordic UART service. Espruino's console has to be elsewhere meanwhile, since
 * what it prints would mix with packets.
 */
import type { Espruino, Stream } from './engine';
import { fileSettings, type LineSettings } from './settings';

declare const E: Espruino;
declare const Bluetooth: Stream | undefined;
declare const Serial1: Stream;
declare function setTimeout(callback: (bytes: string) => void, milliseconds: number, bytes: string): number;

const enum Uart {
  baud = 115200,
}

let line: Stream;
let receive: (bytes: string) => void;

/**
 * Espruino takes a listener of a line away for good in which stack or memory run out ("Error processing Serial data handler - removing it").
 * So all that this one does is start a timer, of which the next bytes have another.
 */
function onBytes(bytes: string): void {
  setTimeout(receive, 0, bytes);
}

/** Listens to a line, the only one. @param received Called with bytes as they come, a character each. */
export function listenTo(stream: Stream, received: (bytes: string) => void): void {
  receive = received;
  stream.on('data', onBytes);
}

function openUart(settings: LineSettings): Stream {
  const baud = settings.baud === undefined ? Uart.baud : settings.baud;
  if (settings.path !== undefined) Serial1.setup(baud, { path: settings.path });
  else if (settings.rx !== undefined && settings.tx !== undefined) Serial1.setup(baud, { rx: settings.rx, tx: settings.tx });
  else Serial1.setup(baud);
  return Serial1;
}

/**
 * Opens the line of `mote.json`, Bluetooth unless told, and moves the console to the other one.
 * @param received Called with bytes as they come, a character each.
 */
export function openLine(received: (bytes: string) => void): void {
  const settings = fileSettings.line;
  const bluetooth = typeof Bluetooth === 'undefined' ? undefined : Bluetooth;
  line = settings === undefined && bluetooth !== undefined ? bluetooth : openUart(settings === undefined ? {} : settings);
  if (bluetooth !== undefined) E.setConsole(line === bluetooth ? Serial1 : bluetooth, { force: true });
  listenTo(line, received);
}

/** Gives the line to the console, until the next reset: somebody has typed there, and wants Espruino's prompt. */
export function giveLineToConsole(): void {
  line.removeAllListeners('data');
  E.setConsole(line, { force: true });
}

export function writeLine(bytes: Uint8Array): void {
  line.write(bytes);
}
