import { ClientEvent } from '../engine/events';
import type { Command } from './command';
import { endLine, put, putNumber, say } from './print';
import { shortServerId } from '../engine/accounts';
import { isWord, putWord, wordCount } from './words';

/** `log`: the registration's fate as lines, in the words of Zephyr's client, which test suites wait for. */
const enum Threshold {
  off,
  errors,
  all,
}

let threshold: Threshold = Threshold.off;

function isError(event: ClientEvent): boolean {
  return (
    event === ClientEvent.registrationFailure ||
    event === ClientEvent.registrationTimeout ||
    event === ClientEvent.deregisterFailure ||
    event === ClientEvent.networkError ||
    event === ClientEvent.bootstrapFailure ||
    event > ClientEvent.radioOn
  );
}

/** The line of each event, by its number. */
const names: string[] = [
  '',
  'Registration failure',
  'Registration Done',
  'Registration timeout',
  'Registration Update',
  'Update Done',
  'Deregister',
  'Deregister failure',
  'Deregistration success',
  'Disabled by the server',
  'Network error',
  'Bootstrap failure',
  'Bootstrap Done',
  'Queue mode RX window closed',
  'Queue mode RX window opened',
  'Wrong pre-shared key',
  'Unknown PSK identity',
  'Security failure',
  'Session closed',
  'Unsupported Security Mode',
  'No seed for keys',
];

/** Prints what has happened, if it is to be. */
export function logEvent(event: ClientEvent, link: number): void {
  const failed = isError(event);
  if (threshold === Threshold.all || (failed && threshold === Threshold.errors)) {
    put(failed ? '<err> net_lwm2m_rd_client: ' : '<inf> net_lwm2m_rd_client: ');
    put(names[event]);
    put(' (server ');
    putNumber(shortServerId(link));
    say(')');
  }
}

function log(): boolean {
  if (wordCount() === 1) {
    put('the log is ');
    put(threshold === Threshold.off ? 'off' : threshold === Threshold.errors ? 'err' : 'inf');
    endLine();
  } else if (isWord(1, 'off')) {
    threshold = Threshold.off;
  } else if (isWord(1, 'err')) {
    threshold = Threshold.errors;
  } else if (isWord(1, 'inf')) {
    threshold = Threshold.all;
  } else {
    putWord(1);
    say(' is no level: off, err or inf');
  }
  return true;
}

export const logCommands: Command[] = [{ name: 'log', usage: '[off|err|inf]', summary: 'show what becomes of the registrations', least: 1, most: 2, run: log }];
