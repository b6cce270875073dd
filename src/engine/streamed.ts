import { newInt32s } from 'runtime';
import { blockOffset, hasMore } from '../coap/block-size';
import { isBlock, payload, Payload, payloadBuffer } from '../coap/block1';
import { Code } from '../coap/code';
import { Field, message } from '../coap/message';
import { endValueStream, startValueStream, Taken, takeValue, takeWholeValue } from '../format/value-stream';
import { Callback } from '../model/callbacks';
import { type Description, objectId, type ObjectDefinition } from '../model/description';
import { findDefinition, findObject } from '../model/objects';
import { findFormat } from './formats';
import { addResourceCallback } from './resources';
import { Target, target } from './target';

/**
 * A resource whose value is larger than memory: a server writes it whole or in blocks (RFC 7959 2.5), and each piece is
 * passed on as it comes. There is one such resource in an image, and one value under way.
 */

/**
 * Is given the value. Each returns 0, or the CoAP code of an error that the server is answered; then the value is over.
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface Receiver {
  /** A value comes. @param size Its bytes as far as the server tells (Size1), otherwise 0. */
  begin(size: number): number;
  write(bytes: Uint8Array, start: number, end: number): number;
  end(): number;
  /** Nothing, or a single NUL, was written in one message. */
  clear(): number;
  /** What has come is no value after all, or begins anew. */
  abort(): void;
}

const enum Column {
  /** 1 while more blocks are to come. */
  isOpen,
  link,
  contentFormat,
  /** Bytes of the payload so far. */
  size,
  /** Where the last block begins, and what it was answered: when it comes again, it gets the same. */
  lastOffset,
  lastCode,
  columns,
}

const row = /* @__PURE__ */ newInt32s(Column.columns);
let receiver: Receiver;

/** Has the value of a resource, an Opaque that servers cannot read, passed on to `to`. */
export function onStream<D extends ObjectDefinition>(description: Description<D>, resource: keyof D['resources'] & number, to: Receiver): void {
  const object = findObject(objectId(description));
  receiver = to;
  row[Column.isOpen] = 0;
  row[Column.link] = -1;
  addResourceCallback(object, findDefinition(object, resource), Callback.stream, receive);
}

/** The value under way is over, without a word to the receiver: further blocks of it get 4.08 (RFC 7959 2.9.2). */
export function closeStream(): void {
  row[Column.isOpen] = 0;
  row[Column.link] = -1;
}

/** Takes the payload of the request, whole or a block. @returns The code to answer with. */
function receive(): number {
  const format = findFormat(message[Field.contentFormat]);
  if (format === undefined) {
    return Code.unsupportedContentFormat;
  }
  if (!isBlock()) {
    const size = takeWholeValue(
      format.reader,
      payloadBuffer(),
      payload[Payload.start],
      payload[Payload.end],
      target,
      Target.objectId,
    );
    return size < 0 ? Code.badRequest : receiveWhole(size);
  }
  return receiveBlock();
}

/** A value of so many bytes has come in one message. */
function receiveWhole(size: number): number {
  const start = payload[Payload.start];
  const isNothing = size === 0 || (size === 1 && payloadBuffer()[start] === 0);
  if (!isNothing) {
    giveUp(target[Target.link]);
  }
  let code = isNothing ? receiver.clear() : receiver.begin(size);
  if (code === 0) {
    row[Column.isOpen] = 0;
    row[Column.link] = -1;
  }
  if (code === 0 && !isNothing) {
    code = receiver.write(payloadBuffer(), start, start + size);
    code = code === 0 ? receiver.end() : code;
  }
  return code === 0 ? Code.changed : code;
}

/** The server of the link begins anew. */
function giveUp(link: number): void {
  if (row[Column.isOpen] === 1 && row[Column.link] === link) {
    row[Column.isOpen] = 0;
    receiver.abort();
  }
}

function receiveBlock(): number {
  const link = target[Target.link];
  const option = message[Field.block1];
  const offset = blockOffset(option);
  if (offset === 0) {
    giveUp(link);
    const code = receiver.begin(message[Field.size1] > 0 ? message[Field.size1] : 0);
    if (code !== 0) {
      return code;
    }
    row[Column.isOpen] = 1;
    row[Column.link] = link;
    row[Column.contentFormat] = message[Field.contentFormat];
    row[Column.size] = 0;
    startValueStream(message[Field.contentFormat]);
  } else if (row[Column.link] !== link || row[Column.contentFormat] !== message[Field.contentFormat]) {
    return Code.requestEntityIncomplete;
  } else if (offset === row[Column.lastOffset] && offset < row[Column.size]) {
    return row[Column.lastCode];
  } else if (row[Column.isOpen] === 0 || offset !== row[Column.size]) {
    return Code.requestEntityIncomplete;
  }
  row[Column.lastOffset] = offset;
  row[Column.size] = offset + payload[Payload.end] - payload[Payload.start];
  row[Column.lastCode] = takeBlock(!hasMore(option));
  row[Column.isOpen] = row[Column.lastCode] === Code.continue ? 1 : 0;
  return row[Column.lastCode];
}

/** Passes a block on. @returns The code to answer with. */
function takeBlock(isLast: boolean): number {
  const taken = takeValue(payloadBuffer(), payload[Payload.start], payload[Payload.end], receiver.write);
  if (taken > 0) {
    return taken;
  }
  if (taken === Taken.malformed || (isLast && !isSound())) {
    receiver.abort();
    return Code.badRequest;
  }
  const code = isLast ? receiver.end() : Code.continue;
  return code === 0 ? Code.changed : code;
}

/** Whether the payload that is over is one value of the resource. */
function isSound(): boolean {
  const format = findFormat(row[Column.contentFormat]);
  return (
    format !== undefined &&
    endValueStream(format.reader, target, Target.objectId)
  );
}
