import { newUint8s } from 'runtime';
import { Config } from 'config';
import { readFloat, readInteger, readUnsigned } from '../bytes/decimal';
import { startArguments } from '../format/execute-arguments';
import { numberRead } from '../format/format';
import { readObjectLink } from '../format/object-link';
import { Id, isText, Level, Type } from '../format/type';
import { Callback, callCallbacks, hasCallback, type Value } from '../model/callbacks';
import { inRange, isMultiple, resourceType } from '../model/description';
import { descriptionOf } from '../model/objects';
import { Row, texts, textSizeAt, textStart, numberAt } from '../model/values';
import { valueFromBytes, valueFromNumber } from '../engine/changes';
import { setBytesOf, setNumberOf, setTextOf } from '../engine/resources';
import { Target, target } from '../engine/target';
import type { Command } from './command';
import { listTarget, putValue, refresh } from './listing';
import { isExecutable, isOneValue, locate, putTarget, sayOf } from './path';
import { endLine, put, putCode, putHex, putNumber, putTextOf, say } from './print';
import { isWord, putWord, typed, wordCount, wordEnd, wordStart, wordText } from './words';

/** `read`, `write` and `exec`: what the device's own program can do as well. */

/** How a value is typed or shown, apart from its type: the letter of an option as Zephyr's shell has it. */
const enum Form {
  /** As its type has it. */
  own = 0,
  boolean = 98,
  float = 102,
  /** Also a signed integer: the letters are the same. */
  string = 115,
  time = 116,
  unsigned = 117,
  hexadecimal = 120,
  unknown = -1,
}

/** Reads an option: -s, -b, -f, -t, -x, -u8 to -u64, -s8 to -s64. */
function readForm(word: number): Form {
  const start = wordStart(word);
  const size = wordEnd(word) - start;
  if (isWord(word, '-s') || isWord(word, '-b') || isWord(word, '-f') || isWord(word, '-t') || isWord(word, '-x')) {
    return typed[start + 1];
  }
  const isNumber = size > 2 && size < 5 && readUnsigned(typed, start + 2, start + size, numberRead);
  const bits = isNumber ? numberRead[0] : 0;
  const isInteger = typed[start] === 45 && (typed[start + 1] === Form.unsigned || typed[start + 1] === Form.string);
  return isInteger && (bits === 8 || bits === 16 || bits === 32 || bits === 64) ? Form.unsigned : Form.unknown;
}

/** The form that an option asks for, if there is one; `Form.unknown` when it is none, which has been said. */
function formAt(word: number, last: number): Form {
  const form = last < word ? Form.own : readForm(word);
  if (form === Form.unknown) {
    putWord(word);
    say(' is no type: -s string, -b boolean, -u8 to -u64, -s8 to -s64, -f float, -t time, -x hexadecimal');
  }
  return form;
}

function typeOfTarget(): Type {
  return resourceType(descriptionOf(target[Target.object]), target[Target.definition]);
}

/** Adds the value to the printed line in the form that was asked for. */
function putInForm(form: Form, type: Type, row: number): void {
  if (isText(type) && (form === Form.hexadecimal || form === Form.string)) {
    const start = textStart(row);
    if (form === Form.hexadecimal) {
      putHex(texts, start, start + textSizeAt(row));
    } else {
      putTextOf(texts, start, start + textSizeAt(row));
    }
  } else if (type === Type.boolean && form !== Form.own && form !== Form.string) {
    putNumber(numberAt(row));
  } else {
    putValue(type, row);
  }
}

function read(): boolean {
  const count = wordCount();
  const form = formAt(2, count - 1);
  if (form !== Form.unknown && locate(1)) {
    const level = target[Target.level];
    const isMany = level < Level.resource || (level === Level.resource && isMultiple(descriptionOf(target[Target.object]), target[Target.definition]));
    if (isMany) {
      listTarget();
    } else if (isExecutable()) {
      putTarget(level);
      put(' is executed, not read: lwm2m exec ');
      putTarget(level);
      endLine();
    } else if (target[Target.row] === Row.none) {
      sayOf(level, ' has no value');
    } else if (refresh()) {
      putInForm(form, typeOfTarget(), target[Target.row]);
      endLine();
    }
  }
  return true;
}

/** The bytes of an opaque value that is typed. */
const opaque = /* @__PURE__ */ newUint8s(Config.lineBytes);

/** Reads a word in hexadecimal into `opaque`. @returns How many bytes; -1 when it is not that. */
function readHex(word: number): number {
  const start = wordStart(word);
  const size = wordEnd(word) - start;
  let valid = (size & 1) === 0;
  for (let i = 0; i < size && valid; i++) {
    const character = typed[start + i];
    const letter = (character & 0xdf) - 55;
    const digit = character >= 48 && character <= 57 ? character - 48 : letter > 9 && letter < 16 ? letter : -1;
    valid = digit >= 0;
    opaque[i >>> 1] = ((i & 1) === 0 ? digit * 16 : opaque[i >>> 1] + digit) & 255;
  }
  return valid ? size >>> 1 : -1;
}

/** Reads a word as a number of the type into `numberRead`. */
function readNumber(type: Type, word: number): boolean {
  const start = wordStart(word);
  const end = wordEnd(word);
  if (type === Type.boolean) {
    const isTrue = isWord(word, 'true') || isWord(word, '1');
    numberRead[0] = isTrue ? 1 : 0;
    return isTrue || isWord(word, 'false') || isWord(word, '0');
  }
  if (type === Type.objectLink) {
    return readObjectLink(typed, start, end);
  }
  return type === Type.float
    ? readFloat(typed, start, end, numberRead)
    : type === Type.unsigned
      ? readUnsigned(typed, start, end, numberRead)
      : readInteger(typed, start, end, numberRead);
}

/** What values of a type are, for who has typed something else. */
function nameOfType(type: Type): string {
  return type === Type.boolean
    ? 'true or false'
    : type === Type.float
      ? 'a number'
      : type === Type.unsigned
        ? 'a whole number from 0 on'
        : type === Type.opaque
          ? 'an even number of hexadecimal digits (or use -s)'
          : type === Type.objectLink
            ? 'a link to an instance, as in 3:0'
            : 'a whole number';
}

/** Says why a value cannot be written. */
function refuse(word: number, reason: string): void {
  putWord(word);
  put(' is ');
  put(reason);
  put(' ');
  putTarget(target[Target.level]);
  endLine();
}

/** Whether range and validators accept the value; if not, that is said. */
function isAccepted(word: number, measure: number, value: Value): boolean {
  const object = target[Target.object];
  const definition = target[Target.definition];
  if (!inRange(descriptionOf(object), definition, measure)) {
    refuse(word, 'out of the range of');
    return false;
  }
  const answer = callCallbacks(object, definition, Callback.validate, target[Target.slot], value, target[Target.resourceInstanceId]);
  if (answer !== 0) {
    refuse(word, 'not accepted by');
  }
  return answer === 0;
}

/** Writes a word to `target` as the device itself does. */
function writeWord(word: number, form: Form): void {
  const object = target[Target.object];
  const slot = target[Target.slot];
  const definition = target[Target.definition];
  const instance = target[Target.resourceInstanceId];
  const type = typeOfTarget();
  const start = wordStart(word);
  const end = wordEnd(word);
  const isHex = form === Form.hexadecimal || (type === Type.opaque && form !== Form.string);
  const size = isHex && isText(type) ? readHex(word) : end - start;
  if (isText(type) ? size < 0 : !readNumber(type, word)) {
    putWord(word);
    put(' is not ');
    put(nameOfType(isText(type) ? Type.opaque : type));
    put(', which ');
    sayOf(target[Target.level], ' takes');
    return;
  }
  let stored = true;
  if (!isText(type)) {
    const number = numberRead[0];
    if (!isAccepted(word, number, valueFromNumber(type, number))) {
      return;
    }
    stored = setNumberOf(object, slot, definition, instance, number);
  } else {
    const bytes = isHex ? opaque : typed;
    const from = isHex ? 0 : start;
    if (!isAccepted(word, size, valueFromBytes(type, bytes, from, from + size))) {
      return;
    }
    stored =
      type === Type.opaque || isHex
        ? setBytesOf(object, slot, definition, instance, bytes, from, from + size)
        : setTextOf(object, slot, definition, instance, wordText(word));
  }
  if (!stored) {
    say('a table is full: see "textBytes" and "resourceInstances" in config.json');
  }
}

function write(): boolean {
  const count = wordCount();
  const form = formAt(2, count - 2);
  if (form !== Form.unknown && locate(1) && isOneValue()) {
    if (isExecutable()) {
      putTarget(Level.resource);
      put(' is executed, not written: lwm2m exec ');
      putTarget(Level.resource);
      endLine();
    } else {
      writeWord(count - 1, form);
    }
  }
  return true;
}

/** Calls the execute callbacks of `target`. */
function execute(args: string): void {
  const answer = callCallbacks(target[Target.object], target[Target.definition], Callback.execute, target[Target.slot], args, Id.none);
  if (answer > 0) {
    put('refused: ');
    putCode(answer);
    endLine();
  } else if (answer < 0) {
    say('begun: the device finishes it later');
  }
}

function exec(): boolean {
  const count = wordCount();
  if (!locate(1)) {
    return true;
  }
  if (target[Target.level] !== Level.resource || !isExecutable()) {
    sayOf(target[Target.level], ' cannot be executed: "lwm2m ls" marks what can with E');
  } else if (!hasCallback(target[Target.object], target[Target.definition], Callback.execute)) {
    sayOf(Level.resource, ' does nothing on this device');
  } else if (count === 3 && !startArguments(typed, wordStart(2), wordEnd(2))) {
    putWord(2);
    say(" is no list of arguments: type them as in 0='a',1");
  } else {
    execute(count === 3 ? wordText(2) : '');
  }
  return true;
}

export const valueCommands: Command[] = [
  { name: 'read', usage: 'PATH [-s|-b|-uN|-sN|-f|-t|-x]', summary: 'show a value', least: 2, most: 3, run: read },
  { name: 'write', usage: 'PATH [-s|-b|-uN|-sN|-f|-t|-x] VALUE', summary: 'set a value, "in quotes" if it has spaces', least: 3, most: 4, run: write },
  { name: 'exec', usage: 'PATH [ARGUMENTS]', summary: 'execute a resource', least: 2, most: 3, run: exec },
];
