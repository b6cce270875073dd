/**
 * The modem, a Quectel BG96: switched on, attached to the network of LTE-M or NB-IoT, and attached again whenever it restarts or
 * loses it. (Quectel: BG96 AT Commands Manual; BG96 TCP/IP AT Commands Manual.)
 */
import type { Pin, Stream } from '../espruino/engine';
import { fileSettings } from '../espruino/settings';
import { command, forgetCommands, receiveText, startCommands } from './at';

declare const Serial1: Stream;
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function digitalWrite(pin: Pin, value: number): void;

const enum Delay {
  /** Milliseconds: the power before the key is pressed, the key, and until the modem listens. */
  power = 200,
  key = 700,
  start = 5000,
  /** Between two attempts at anything. */
  retry = 5000,
  answer = 3000,
  /** Attaching a context takes long (BG96 TCP/IP 2.1.6). */
  attach = 150000,
  radio = 60000,
}

const enum Bearer {
  // Values of Network Bearer (OMA object 4, resource 0).
  gsm = 0,
  lteFdd = 6,
  nbIot = 7,
}

/** What object 4 shows; undefined where the modem has not said it. */
export interface Radio {
  bearer: number | undefined;
  /** dBm. */
  signalStrength: number | undefined;
  cellId: number | undefined;
}

export const radio: Radio = { bearer: undefined, signalStrength: undefined, cellId: undefined };

/** What the modem tells its user. */
export interface ModemEvents {
  online(): void;
  offline(): void;
  opened(id: number, error: number): void;
  received(id: number, datagram: string): void;
}

let events: ModemEvents;
let online = false;
/** Counts restarts: what was begun before one finds out here. */
let life = 0;

export function isOnline(): boolean {
  return online;
}

/** The number `index` of a line such as `+QIOPEN: 1,0`; NaN when there is none. */
function numberAt(line: string, index: number): number {
  return parseInt(fieldAt(line, index), 10);
}

function fieldAt(line: string, index: number): string {
  const fields = line.substring(line.indexOf(':') + 1).split(',');
  const field = fields[index] === undefined ? '' : fields[index].trim();
  return field.charCodeAt(0) === 34 ? field.substring(1, field.length - 1) : field;
}

function startsWith(line: string, text: string): boolean {
  return line.substring(0, text.length) === text;
}

/** `+QIURC: "recv",ID,LENGTH`, and so many bytes behind it. */
function datagramBytes(line: string): number {
  if (!startsWith(line, '+QIURC: "recv",')) return -1;
  const bytes = numberAt(line, 2);
  return bytes >= 0 && bytes <= 1500 ? bytes : -1;
}

function later(milliseconds: number, action: () => void): void {
  const mine = life;
  setTimeout(function () {
    if (life === mine) action();
  }, milliseconds);
}

/** Begins anew: the modem has restarted, or does not answer. */
function restart(): void {
  life++;
  forgetCommands();
  if (online) {
    online = false;
    events.offline();
  }
  later(Delay.retry, attach);
}

function takeLine(line: string): void {
  if (startsWith(line, '+QIOPEN:')) events.opened(numberAt(line, 0), numberAt(line, 1) === 0 ? 0 : 1);
  else if (startsWith(line, '+QIURC: "closed",')) events.opened(numberAt(line, 1), 1);
  else if (startsWith(line, '+QIURC: "pdpdeact"') || line === 'RDY' || line === 'APP RDY' || line === 'POWERED DOWN') restart();
}

function takeDatagram(line: string, bytes: string): void {
  events.received(numberAt(line, 1), bytes);
}

/** Gives commands one after the other. @param done Told when the last is answered; `restart` comes instead when one is not. */
function giveAll(commands: readonly string[], patience: number, done: () => void): void {
  const mine = life;
  let next = 0;
  function give(): void {
    if (life !== mine) return;
    if (next === commands.length) return done();
    next++;
    command(commands[next - 1], patience, onAnswer, '');
  }
  function onAnswer(isOk: boolean): void {
    if (life !== mine) return;
    if (isOk) give();
    else restart();
  }
  give();
}

function settingUp(): string[] {
  const apn = fileSettings.apn === undefined ? '' : fileSettings.apn;
  const commands = ['ATE0', 'AT+CMEE=1', 'AT+QICSGP=1,1,"' + apn + '"', 'AT+CEREG=2'];
  // 3GPP TS 27.007 7.38 and 7.40: the timers as the network codes them.
  if (fileSettings.psm !== undefined) commands.push('AT+CPSMS=1,,,"' + fileSettings.psm.periodic + '","' + fileSettings.psm.active + '"');
  if (fileSettings.edrx !== undefined) commands.push('AT+CEDRXS=1,' + (fileSettings.edrx.bearer === 'nb' ? 5 : 4) + ',"' + fileSettings.edrx.cycle + '"');
  return commands;
}

function attach(): void {
  giveAll(settingUp(), Delay.answer, waitForNetwork);
}

/** Asks until the modem is registered: at home (1) or roaming (5). */
function waitForNetwork(): void {
  const mine = life;
  command('AT+CEREG?', Delay.answer, function (isOk, line) {
    if (life !== mine) return;
    const state = numberAt(line, 1);
    if (isOk && (state === 1 || state === 5)) {
      noteCell(line);
      giveAll(['AT+QIDEACT=1', 'AT+QIACT=1'], Delay.attach, onAttached);
    } else {
      later(Delay.retry, waitForNetwork);
    }
  }, '');
}

function onAttached(): void {
  online = true;
  lookAtRadio();
  events.online();
}

/** `+CEREG: 2,1,"TAC","CELL",8`: 8 is LTE-M, 9 NB-IoT (BG96 6.3). */
function noteCell(line: string): void {
  const cell = parseInt(fieldAt(line, 3), 16);
  const technology = numberAt(line, 4);
  radio.cellId = cell >= 0 ? cell : undefined;
  radio.bearer = technology === 8 ? Bearer.lteFdd : technology === 9 ? Bearer.nbIot : Bearer.gsm;
}

/** `+CSQ: 20,99` is -73 dBm, 99 is unknown (3GPP TS 27.007 8.5). */
function lookAtRadio(): void {
  command('AT+CSQ', Delay.answer, function (isOk, line) {
    const quality = numberAt(line, 0);
    if (isOk && startsWith(line, '+CSQ:')) radio.signalStrength = quality >= 0 && quality <= 31 ? 2 * quality - 113 : undefined;
  }, '');
  later(Delay.radio, lookAtRadio);
}

/** Opens a UDP socket: `opened` follows. */
export function openSocket(id: number, host: string, port: number): void {
  command('AT+QIOPEN=1,' + id + ',"UDP","' + host + '",' + port + ',0,1', Delay.answer, function (isOk) {
    if (!isOk) events.opened(id, 1);
  }, '');
}

export function closeSocket(id: number): void {
  command('AT+QICLOSE=' + id, Delay.answer, function () {
    return;
  }, '');
}

/** Sends a datagram, which is lost when the modem does not want it. */
export function sendDatagram(id: number, datagram: string): void {
  command('AT+QISEND=' + id + ',' + datagram.length, Delay.answer, function () {
    return;
  }, datagram);
}

function pressKey(): void {
  digitalWrite('D15', 1);
  setTimeout(function () {
    digitalWrite('D15', 0);
    later(Delay.start, attach);
  }, Delay.key);
}

/** Switches the modem on. */
export function startModem(to: ModemEvents): void {
  events = to;
  const path = fileSettings.line === undefined ? undefined : fileSettings.line.path;
  if (path === undefined) Serial1.setup(115200, { rx: 'D7', tx: 'D9' });
  else Serial1.setup(115200, { path: path });
  startCommands(
    function (bytes) {
      Serial1.write(bytes);
    },
    { line: takeLine, datagram: takeDatagram },
    datagramBytes,
  );
  Serial1.on('data', receiveText);
  digitalWrite('D6', 1);
  setTimeout(pressKey, Delay.power);
}
