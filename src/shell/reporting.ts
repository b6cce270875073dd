import { Config } from 'config';
import { Level } from '../format/type';
import { handleOf, instanceCount, instanceInOrder } from '../model/instances';
import { Row } from '../model/values';
import { hasAccount, Server, serverNumber, shortServerId } from '../engine/accounts';
import { Attribute, AttributeRow, attributeValue } from '../engine/attributes';
import { elapsed, Tenths } from '../engine/clock';
import { aimAt, attributeOfPath, isUsed, observationAt, ObservationColumn, tokenByte, tokenSizeOf } from '../engine/observations';
import { addToSend, beginSend, endSend } from '../engine/send';
import { Target, target } from '../engine/target';
import type { Command } from './command';
import { isExecutable, locate, putTarget, sayOf } from './path';
import { endLine, put, putByte, putCode, putNumber, say } from './print';
import { Limit, wordCount } from './words';

/** `obs` and `send`: what servers are told without asking, and what they have asked to be told. */

/** Adds pmin or pmax in effect for an observed path. */
function putPeriod(name: string, attribute: Attribute, row: number, otherwise: number): void {
  const set = attributeOfPath(row, attribute);
  put(name);
  putNumber(set === AttributeRow.none ? otherwise : attributeValue(set));
}

/** Lists a path of an observation; behind the first one come what belongs to all. */
function listPath(row: number): void {
  const head = observationAt(row, ObservationColumn.head);
  const link = observationAt(row, ObservationColumn.link);
  aimAt(row);
  if (row === head) {
    put('server ');
    putNumber(shortServerId(link));
    put(' token ');
    for (let i = 0; i < tokenSizeOf(head); i++) {
      putByte(tokenByte(head, i));
    }
    put(' : ');
  } else {
    put('  and ');
  }
  putTarget(target[Target.level]);
  putPeriod(', pmin ', Attribute.pmin, row, serverNumber(link, Server.defaultMinimumPeriod, 0));
  putPeriod(', pmax ', Attribute.pmax, row, serverNumber(link, Server.defaultMaximumPeriod, 0));
  if (row === head) {
    put(', sent ');
    putNumber(Math.floor(elapsed(observationAt(head, ObservationColumn.sentAt)) / Tenths.second));
    put(' s ago');
  }
  endLine();
}

function observations(): boolean {
  let count = 0;
  for (let head = 0; head < Config.observations; head++) {
    for (let row = 0; row < Config.observations; row++) {
      if (isUsed(row) && observationAt(row, ObservationColumn.head) === head) {
        listPath(row);
        count++;
      }
    }
  }
  if (count === 0) {
    say('no server observes anything');
  }
  return true;
}

function onSent(code: number, link: number): void {
  put('send: server ');
  putNumber(shortServerId(link));
  put(code === 0 ? ' has not answered' : ' has answered ');
  if (code > 0) {
    putCode(code);
  }
  endLine();
}

/** Adds what `target` names to the Send. @returns false when it has no value, which has been said. */
function addTarget(): boolean {
  const level = target[Target.level];
  const object = target[Target.object];
  if (level === Level.root) {
    say('name what to send, as in 3303/0/5700');
    return false;
  }
  if (level === Level.object) {
    for (let place = 0; place < instanceCount(object); place++) {
      addToSend(handleOf(instanceInOrder(object, place)));
    }
  } else if (level === Level.instance) {
    addToSend(handleOf(target[Target.slot]));
  } else if (isExecutable() || target[Target.row] === Row.none) {
    sayOf(level, ' has no value');
    return false;
  } else {
    const instance = level === Level.resourceInstance ? target[Target.resourceInstanceId] : undefined;
    addToSend(handleOf(target[Target.slot]), target[Target.resourceId], instance);
  }
  return true;
}

/** Whether any server wants Sends: none does unless resource 23 of object 1 is there and false. */
function isHeard(): boolean {
  let heard = false;
  for (let link = 0; link < Config.servers; link++) {
    heard = heard || (hasAccount(link) && serverNumber(link, Server.muteSend, 1) === 0);
  }
  return heard;
}

function send(): boolean {
  if (Config.send !== 1) {
    say('Send is not in this image: "send" in config.json');
  } else if (isHeard()) {
    sendPaths();
  } else {
    say('every server has muted Send: "lwm2m write 1/0/23 false" lets it be heard');
  }
  return true;
}

/** Sends the values of all the paths, or of none. */
function sendPaths(): void {
  beginSend();
  let complete = true;
  for (let word = 1; word < wordCount() && complete; word++) {
    complete = locate(word) && addTarget();
  }
  if (complete && !endSend(onSent)) {
    say('nothing is sent: no values, or more paths than "sendPaths" in config.json');
  }
}

export const reportCommands: Command[] = [
  { name: 'send', usage: 'PATH...', summary: 'report values to the servers', least: 2, most: Limit.words, run: send },
  { name: 'obs', usage: '', summary: 'list what servers observe', least: 1, most: 1, run: observations },
];
