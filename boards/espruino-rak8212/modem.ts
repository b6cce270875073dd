/**
 * The modem, a Quectel BG96: switched on, attached to the network of LTE-M or NB-IoT, and attached again whenever it restarts or
 * loses it. (Quectel: BG96 AT Commands Manual; BG96 TCP/IP AT Commands Manual.)
 */
import { Bearer, type Network } from '../../src/board';
import type { Pin, Stream } from '../espruino/engine';
import { listenTo } from '../espruino/line';
import { fileSettings } from '../espruino/settings';
import { command, datagramHead, forgetCommands, isBusy, startCommands } from './at';

declare const Serial1: Stream;
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function digitalWrite(pin: Pin, value: number): void;

const enum Delay {
  /** Milliseconds: the power off and on again before the key is pressed, and from falling asleep until it may be. */
  power = 200,
  settle = 1000,
  /** The key: 500 switch the modem on or wake it, 650 would switch it off (BG96 Hardware Design 3.7). */
  key = 550,
  /** Until the modem listens; sooner once it has said that it does. */
  start = 5000,
  ready = 500,
  /** Between two attempts at anything. */
  retry = 5000,
  answer = 3000,
  /** Attaching a context takes long (BG96 TCP/IP 2.1.6). */
  attach = 150000,
  /** Between two looks at the radio, and after the datagram that lets it be looked at. */
  radio = 60000,
  quiet = 2000,
}

/** The modem's network, as it has told last. */
export const network: Network = { bearer: Bearer.lteFdd };

/** What the modem tells its user. */
export interface ModemEvents {
  online(): void;
  offline(): void;
  opened(id: number, error: number): void;
}

let events: ModemEvents;
let online = false;
/** Power saving (3GPP TS 23.682 4.5.4): the modem is off but for its clock, and hears nothing but its key. */
let asleep = false;
/** Whether the radio may be looked at when the modem is awake the next time. */
let isRadioDue = false;
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

/** What was under way is over. */
function stop(): void {
  life++;
  forgetCommands();
  if (online) {
    online = false;
    events.offline();
  }
}

/** Begins anew: the modem has restarted, or does not answer as it should. */
function restart(delay: number): void {
  stop();
  later(delay, attach);
}

function fallAsleep(): void {
  stop();
  asleep = true;
}

function takeLine(line: string): void {
  if (startsWith(line, '+QIOPEN:')) events.opened(numberAt(line, 0), numberAt(line, 1) === 0 ? 0 : 1);
  else if (startsWith(line, '+QIURC: "closed",')) events.opened(numberAt(line, 1), 1);
  else if (line === 'PSM POWER DOWN') fallAsleep();
  else if (asleep) return; // it has woken by itself, to tell the network that it is there, and falls asleep again
  else if (line === 'APP RDY') restart(Delay.ready);
  else if (startsWith(line, '+QIURC: "pdpdeact"') || line === 'RDY' || line === 'POWERED DOWN') restart(Delay.retry);
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
    else restart(Delay.retry);
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
      giveAll(['AT+QIDEACT=1', 'AT+QIACT=1'], Delay.attach, onAttached);
    } else {
      later(Delay.retry, waitForNetwork);
    }
  }, '');
}

function onAttached(): void {
  online = true;
  // Has the modem say when it falls asleep. One whose firmware cannot is found out by its silence.
  if (fileSettings.psm !== undefined) command('AT+QCFG="psm/urc",1', Delay.answer, ignore, '');
  command('AT+CGPADDR=1', Delay.answer, noteAddress, '');
  lookAtRadio();
  events.online();
}

function ignore(): void {
  return;
}

/** `+CGPADDR: 1,"10.7.157.1"` (3GPP TS 27.007 10.1.14). */
function noteAddress(isOk: boolean, line: string): void {
  if (isOk && startsWith(line, '+CGPADDR:')) network.address = fieldAt(line, 1);
}

function known(value: number): number | undefined {
  return value < 0 || value >= 0 ? value : undefined;
}

/**
 * `+QENG: "servingcell","NOCONN","CAT-NB","FDD",262,01,1C3D4E5,PCID,EARFCN,BAND,UL,DL,TAC,RSRP,RSRQ,RSSI,SINR,SRXLEV`, or
 * `+QENG: "servingcell","NOCONN","GSM",262,01,LAC,2B64,BSIC,ARFCN,BAND,RXLEV` (BG96 AT Commands Manual, AT+QENG).
 */
function noteCell(isOk: boolean, line: string): void {
  if (!isOk || !startsWith(line, '+QENG: "servingcell"')) return;
  const technology = fieldAt(line, 2);
  const isGsm = technology === 'GSM';
  if (isGsm) network.bearer = Bearer.gsm;
  else if (technology === 'CAT-NB' || technology === 'NBIoT') network.bearer = Bearer.nbIot;
  else network.bearer = fieldAt(line, 3) === 'TDD' ? Bearer.lteTdd : Bearer.lteFdd;
  network.countryCode = known(numberAt(line, isGsm ? 3 : 4));
  network.networkCode = known(numberAt(line, isGsm ? 4 : 5));
  network.cellId = known(parseInt(fieldAt(line, 6), 16));
  network.signalStrength = known(numberAt(line, isGsm ? 10 : 13));
  network.linkQuality = isGsm ? undefined : known(numberAt(line, 14));
}

function lookAtRadio(): void {
  isRadioDue = false;
  command('AT+QENG="servingcell"', Delay.answer, noteCell, '');
  later(Delay.radio, function () {
    isRadioDue = true;
  });
}

/**
 * The radio is looked at behind a datagram, when the modem is awake anyway, once what is sent in answer is out of the way. So
 * it is never kept from sleeping.
 */
function lookIfDue(): void {
  if (!isRadioDue) return;
  isRadioDue = false;
  later(Delay.quiet, function () {
    if (isBusy()) isRadioDue = true;
    else lookAtRadio();
  });
}

/** The socket of the datagram that has come. */
export function receivingSocket(): number {
  lookIfDue();
  return numberAt(datagramHead(), 1);
}

/** Opens a UDP socket: `opened` follows. */
export function openSocket(id: number, host: string, port: number): void {
  command('AT+QIOPEN=1,' + id + ',"UDP","' + host + '",' + port + ',0,1', Delay.answer, function (isOk) {
    if (!isOk) events.opened(id, 1);
  }, '');
}

export function closeSocket(id: number): void {
  command('AT+QICLOSE=' + id, Delay.answer, ignore, '');
}

/** Sends a datagram, which is lost when the modem does not want it. */
export function sendDatagram(id: number, datagram: string): void {
  command('AT+QISEND=' + id + ',' + datagram.length, Delay.answer, lookIfDue, datagram);
}

/** Switches the modem on, or wakes it; nothing happens to one that is awake. */
function pressKey(): void {
  digitalWrite('D15', 1);
  setTimeout(function () {
    digitalWrite('D15', 0);
    later(Delay.start, attach);
  }, Delay.key);
}

function wake(): void {
  stop();
  asleep = false;
  later(Delay.settle, pressKey);
}

/** There is something to send: a modem that is asleep is woken, and `online` follows. */
export function wakeModem(): void {
  if (asleep) wake();
}

/** Switches the modem on. @param received Called with bytes as they come, a character each. */
export function startModem(to: ModemEvents, received: (bytes: string) => void): void {
  events = to;
  const path = fileSettings.line === undefined ? undefined : fileSettings.line.path;
  if (path === undefined) Serial1.setup(115200, { rx: 'D7', tx: 'D9' });
  else Serial1.setup(115200, { path: path });
  startCommands(
    function (bytes) {
      Serial1.write(bytes);
    },
    { line: takeLine, silence: wake },
    datagramBytes,
  );
  listenTo(Serial1, received);
  digitalWrite('D6', 0); // whatever it did before the board was reset
  setTimeout(function () {
    digitalWrite('D6', 1);
    setTimeout(pressKey, Delay.power);
  }, Delay.power);
}
