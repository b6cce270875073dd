/**
 * A program in the dialect of the device that puts the codecs to work: a request of bytes gives a reply of bytes.
 * It runs as it is under Node and, compiled, under Lua, where each reply has to be the same.
 */
import {
  asciiAt,
  copyBytes,
  maxExactInteger,
  newFloat64s,
  newInt32s,
  newUint16s,
  newUint8s,
  readFloat32,
  readFloat64,
  readText,
  textSize,
} from 'runtime';
import { putBase64, readBase64 } from '../../src/bytes/base64';
import { putFloat, putInteger, readFloat, readInteger } from '../../src/bytes/decimal';
import { outputPosition, outputTo, putByte, putBytes, putFloat64, putText, putUint16 } from '../../src/bytes/output';
import { utf8Valid } from '../../src/bytes/utf8';
import { type Format, Next, numberRead, path, Record, record } from '../../src/format/format';
import { Argument, argument, nextArgument, startArguments } from '../../src/format/execute-arguments';
import { textFormat } from '../../src/format/text';
import { tlvFormat } from '../../src/format/tlv';
import { Id, Level, Type } from '../../src/format/type';

export const enum Request {
  /** The largest exact integer, and what the tables are filled with at first. */
  start = 0,
  /** 8 bytes of a double: its bytes again, its text, and the bytes of what the text reads as. */
  double = 1,
  /** 4 bytes of a single: the bytes of the double. */
  single = 2,
  /** Text of a float: the bytes of the double. */
  floatText = 3,
  /** Text of an integer: its text again, and its TLV. */
  integerText = 4,
  /** A type and a TLV payload of an object: what the reader comes upon. */
  tlv = 5,
  /** Bytes: as a text, if they are UTF-8, and as Base64. */
  text = 6,
  /** Text of Base64: its bytes. */
  base64 = 7,
  /** A type and a text: what the reader makes of it, and the writer of that. */
  value = 8,
  /** Bytes, which are moved by the two numbers in front of them. */
  move = 9,
  /** Arguments of an Execute. */
  execute = 10,
}

const scratch = newUint8s(600);
const into = newFloat64s(1);
/** The path that payloads are sent to. */
const sentTo = newInt32s(Record.columns);

function sendTo(instanceId: number, resourceId: number): void {
  sentTo[Record.objectId] = 9;
  sentTo[Record.instanceId] = instanceId;
  sentTo[Record.resourceId] = resourceId;
  sentTo[Record.resourceInstanceId] = Id.none;
}

function answerStart(): void {
  putInteger(maxExactInteger);
  putByte(newUint8s(9)[8] + newUint16s(9)[8] + newInt32s(9)[8] + newFloat64s(9)[8]);
  putByte(asciiAt('Mote', 3));
  putByte(textSize('Mote'));
}

function answerDouble(request: Uint8Array): void {
  const value = readFloat64(request, 1);
  putFloat64(value);
  const start = outputPosition();
  if (putFloat(value)) {
    answerFloatText(scratch, 0, copyOutput(start));
  }
}

/** What was written since `start`, to the scratch buffer. @returns Its size. */
function copyOutput(start: number): number {
  const size = outputPosition() - start;
  copyBytes(reply, start, outputPosition(), scratch, 0);
  return size;
}

function answerFloatText(from: Uint8Array, start: number, end: number): void {
  if (readFloat(from, start, end, into)) {
    putFloat64(into[0]);
  } else {
    putByte(1);
  }
}

function startWriting(format: Format, level: Level): void {
  path[Record.objectId] = 9;
  path[Record.instanceId] = 0;
  path[Record.resourceId] = 5;
  path[Record.resourceInstanceId] = Id.none;
  format.writer.start(level, 0);
}

function answerInteger(request: Uint8Array, end: number): void {
  if (!readInteger(request, 1, end, into)) {
    putByte(1);
    return;
  }
  putInteger(into[0]);
  startWriting(tlvFormat, Level.instance);
  tlvFormat.writer.number(Type.integer, into[0]);
  tlvFormat.writer.number(Type.unsigned, into[0]);
  tlvFormat.writer.number(Type.float, into[0]);
}

function answerValue(format: Format, type: Type): void {
  if (type === Type.string || type === Type.opaque || type === Type.coreLink) {
    const size = format.reader.size(type);
    if (size >= 0) {
      format.reader.copy(type, scratch, 0);
      format.writer.bytes(type, scratch, 0, size);
    }
  } else if (format.reader.number(type)) {
    format.writer.number(type, numberRead[0]);
  }
}

function answerTlv(request: Uint8Array, end: number): void {
  startWriting(tlvFormat, Level.instance);
  sendTo(Id.none, Id.none);
  tlvFormat.reader.start(request, 2, end, sentTo, 0);
  let next: Next = Next.value;
  while (next !== Next.end && next !== Next.malformed) {
    next = tlvFormat.reader.next();
    putByte(next);
    for (let i = 0; i < Record.columns; i++) {
      putUint16(record[i]);
    }
    if (next === Next.value) {
      answerValue(tlvFormat, request[1]);
    }
  }
}

function answerText(request: Uint8Array, end: number): void {
  if (utf8Valid(request, 1, end)) {
    putText(readText(request, 1, end));
  }
  putBase64(request, 1, end);
}

function answerBase64(request: Uint8Array, end: number): void {
  const size = readBase64(request, 1, end, scratch, 0);
  if (size >= 0) {
    putBytes(scratch, 0, size);
  } else {
    putByte(1);
  }
}

function answerTextValue(request: Uint8Array, end: number): void {
  startWriting(textFormat, Level.resource);
  sendTo(0, 5);
  textFormat.reader.start(request, 2, end, sentTo, 0);
  answerValue(textFormat, request[1]);
}

function answerMove(request: Uint8Array, end: number): void {
  copyBytes(request, 3, end, scratch, request[1]);
  copyBytes(scratch, request[1], request[1] + end - 3, scratch, request[2]);
  putBytes(scratch, request[2], request[2] + end - 3);
}

function answerExecute(request: Uint8Array, end: number): void {
  if (!startArguments(request, 1, end)) {
    putByte(1);
    return;
  }
  while (nextArgument()) {
    putInteger(argument[Argument.digit]);
    putInteger(argument[Argument.start]);
    putInteger(argument[Argument.end]);
  }
}

let reply: Uint8Array;

/** Answers the request in the first `size` bytes of `request`. @returns The size of the reply. */
export function exchange(request: Uint8Array, size: number, to: Uint8Array, room: number): number {
  reply = to;
  outputTo(to, 0, room);
  const what = request[0] as Request;
  if (what === Request.start) {
    answerStart();
  } else if (what === Request.double) {
    answerDouble(request);
  } else if (what === Request.single) {
    putFloat64(readFloat32(request, 1));
  } else if (what === Request.floatText) {
    answerFloatText(request, 1, size);
  } else if (what === Request.integerText) {
    answerInteger(request, size);
  } else if (what === Request.tlv) {
    answerTlv(request, size);
  } else if (what === Request.text) {
    answerText(request, size);
  } else if (what === Request.base64) {
    answerBase64(request, size);
  } else if (what === Request.value) {
    answerTextValue(request, size);
  } else if (what === Request.move) {
    answerMove(request, size);
  } else {
    answerExecute(request, size);
  }
  return outputPosition();
}
