/**
 * AT commands, one at a time, on a serial line (ITU-T V.250), with what the modem says unasked between them. A command that is
 * not answered is given up, so that a lost line costs time and nothing else.
 */
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function clearTimeout(timeout: number): void;

const enum Limit {
  /** Commands that wait; more are refused. */
  commands = 12,
  /** Characters of a line; what is longer is noise. */
  line = 200,
  /** Milliseconds that the bytes of a datagram may take. */
  datagram = 2000,
  /** Milliseconds to hear, when a command's patience is over, what has come while the engine was at work: verifying a signature takes seconds. */
  late = 500,
}

interface Command {
  readonly text: string;
  /** Bytes to send when the modem prompts for them; empty when it does not. */
  readonly payload: string;
  /** Milliseconds. */
  readonly patience: number;
  /** Told whether it was answered with OK, and the line of its information that came before, such as `+CSQ: 20,99`. */
  readonly done: (isOk: boolean, information: string) => void;
}

/** What the modem says unasked. */
export interface Unasked {
  /** A whole line. */
  line(line: string): void;
  /** Nothing: a command was given, and not a byte came back. */
  silence(): void;
}

/** The first one is under way. */
const queue: Command[] = [];
let input = '';
let information = '';
/** Bytes of a datagram that are to come behind `datagramLine`; -1 when none is. */
let bytesLeft = -1;
let datagramLine = '';
let commandTimeout: number | undefined;
/** Whether the modem has said anything since the command was given. */
let isHeard = false;
let datagramTimeout: number | undefined;
let write: (bytes: string) => void;
let unasked: Unasked;
let datagramBytes: (line: string) => number;

/** @param bytesBehind Says how many bytes of a datagram follow a line; -1 when none do. */
export function startCommands(output: (bytes: string) => void, to: Unasked, bytesBehind: (line: string) => number): void {
  write = output;
  unasked = to;
  datagramBytes = bytesBehind;
}

function begin(): void {
  const command = queue[0];
  commandTimeout = command === undefined ? undefined : setTimeout(hearOut, command.patience);
  if (command === undefined) return;
  information = '';
  isHeard = false;
  write(command.text + '\r');
}

function finish(isOk: boolean): void {
  const command = queue[0];
  if (command === undefined) return; // the answer to what was given up
  if (commandTimeout !== undefined) clearTimeout(commandTimeout);
  queue.splice(0, 1);
  // Begins the next one also when Espruino interrupts `done`, for want of stack or memory.
  commandTimeout = setTimeout(begin, 0);
  command.done(isOk, information);
}

function hearOut(): void {
  commandTimeout = setTimeout(giveUpCommand, Limit.late);
}

function giveUpCommand(): void {
  const wasHeard = isHeard;
  finish(false);
  if (!wasHeard) unasked.silence();
}

/** Whether a command is under way. */
export function isBusy(): boolean {
  return queue.length > 0;
}

/** @returns false when too many wait. */
export function command(text: string, patience: number, done: Command['done'], payload: string): boolean {
  if (queue.length >= Limit.commands) return false;
  queue.push({ text: text, payload: payload, patience: patience, done: done });
  if (queue.length === 1 && commandTimeout === undefined) begin();
  return true;
}

/** Gives up all commands, whose answers will not come. */
export function forgetCommands(): void {
  if (commandTimeout !== undefined) clearTimeout(commandTimeout);
  commandTimeout = undefined;
  queue.splice(0, queue.length);
  input = '';
  bytesLeft = -1;
}

/** Whether a line such as `+CSQ: 20,99` is information of the command, and not said unasked in the middle of its answer. */
function isInformation(line: string, text: string): boolean {
  const colon = line.indexOf(':');
  return colon > 0 && text.substring(2, colon + 2) === line.substring(0, colon) && line.substring(0, colon) !== '+QIOPEN';
}

function takeLine(line: string): void {
  const current = queue[0];
  const bytes = datagramBytes(line);
  if (bytes >= 0) {
    bytesLeft = bytes;
    datagramLine = line;
    datagramTimeout = setTimeout(giveUpDatagram, Limit.datagram);
  } else if (line === 'OK' || line === 'SEND OK') {
    // A payload is sent when that is said; an OK belongs to what was given up.
    if (current !== undefined && (current.payload === '') === (line === 'OK')) finish(true);
  } else if (line === 'ERROR' || line === 'SEND FAIL' || line.substring(0, 10) === '+CME ERROR') {
    finish(false);
  } else if (line !== '') {
    if (current === undefined || !isInformation(line, current.text)) unasked.line(line);
    else if (information === '') information = line; // what follows is said unasked
  }
}

function giveUpDatagram(): void {
  bytesLeft = -1;
  input = '';
}

function takeDatagram(): string {
  const datagram = input.substring(0, bytesLeft);
  input = input.substring(bytesLeft);
  bytesLeft = -1;
  if (datagramTimeout !== undefined) clearTimeout(datagramTimeout);
  return datagram;
}

/** Takes what stands at the start of the input, and is no datagram. @returns Whether there was something whole. */
function takeNext(): boolean {
  const current = queue[0];
  if (input.charCodeAt(0) === 62) {
    input = input.substring(input.charCodeAt(1) === 32 ? 2 : 1); // "> "
    if (current !== undefined && current.payload !== '') write(current.payload);
    return true;
  }
  const end = input.indexOf('\n');
  if (end < 0) {
    if (input.charCodeAt(0) === 32) input = input.substring(1); // behind the prompt
    if (input.length > Limit.line) input = '';
    return false;
  }
  const line = input.substring(0, end);
  input = input.substring(end + 1);
  takeLine(line.charCodeAt(line.length - 1) === 13 ? line.substring(0, line.length - 1) : line);
  return true;
}

/** Keeps bytes from the modem, in pieces of any size, for `nextDatagram`. */
export function keepText(bytes: string): void {
  isHeard = true;
  input += bytes;
}

/** Takes what the modem has said, up to the end of a datagram. @returns Its bytes; empty when there is no more of what is whole. */
export function nextDatagram(): string {
  while (input !== '') {
    if (bytesLeft < 0) {
      if (!takeNext()) return '';
    } else if (input.length < bytesLeft) {
      return '';
    } else {
      const datagram = takeDatagram();
      if (datagram !== '') return datagram;
    }
  }
  return '';
}

/** The line in front of the latest datagram. */
export function datagramHead(): string {
  return datagramLine;
}
