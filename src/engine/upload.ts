import { newInt32s } from 'runtime';
import { Config } from 'config';
import { bodyChecksum, bodySize, closeBody, outputOverflowed, outputPosition, outputRoom, outputTo, startBody, takeBack } from '../bytes/output';
import { szxOf } from '../coap/block-size';
import { Code, Option } from '../coap/code';
import { incoming } from '../coap/endpoint';
import { putPayloadMarker, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import type { PutBody } from './reply';

/**
 * The payload of a request of ours, one a link: whole when it fits into the message, otherwise in blocks (RFC 7959 2.3),
 * a request each. A body is not kept, but made anew for each block; when it has changed meanwhile, it is sent from the
 * start.
 *
 *     startUpload(link);                    // a new request
 *     surveyUpload(link, putBody);          // before each message of it,
 *     putUpload(link, putBody);             // with which the message ends
 *     if (continueUpload(link)) { … }       // the answer asks for the next message
 */
const enum Column {
  /** 1 when the body goes in blocks. */
  inBlocks,
  /** Where the next block begins; its size is 16 << szx. */
  offset,
  szx,
  /** Size and checksum of the body. */
  size,
  checksum,
  /** How often it has been begun again. */
  restarts,
  columns,
}

const enum Limit {
  szx = 6,
  restarts = 4,
  /** Bytes of the options behind Content-Format, and the marker: Block1, Size1. */
  options = 9,
}

const rows = /* @__PURE__ */ newInt32s(Config.servers * Column.columns);

/** A new request: its body begins. */
export function startUpload(link: number): void {
  const row = link * Column.columns;
  rows[row + Column.inBlocks] = 0;
  rows[row + Column.offset] = 0;
  rows[row + Column.szx] = Limit.szx;
  rows[row + Column.restarts] = 0;
}

/** Finds out whether a body that goes in blocks is still the one whose first blocks were sent. */
export function surveyUpload(link: number, putBody: PutBody): void {
  const row = link * Column.columns;
  if (rows[row + Column.inBlocks] === 0) {
    return;
  }
  outputTo(incoming, 0, 0);
  putBody(link);
  const sum = bodyChecksum();
  if (rows[row + Column.offset] > 0 && (sum !== rows[row + Column.checksum] || bodySize() !== rows[row + Column.size])) {
    rows[row + Column.offset] = 0;
    rows[row + Column.restarts]++;
  }
  rows[row + Column.size] = bodySize();
  rows[row + Column.checksum] = sum;
}

/** Ends the message whose options up to Accept are written: with the whole body, or its next block. */
export function putUpload(link: number, putBody: PutBody): void {
  const row = link * Column.columns;
  if (rows[row + Column.inBlocks] === 0) {
    const start = outputPosition();
    putPayloadMarker();
    const hasRoom = !outputOverflowed();
    startBody(0, outputRoom());
    putBody(link);
    rows[row + Column.size] = bodySize();
    if (Config.transfers < 1 || !hasRoom || !outputOverflowed()) {
      return; // where the options alone have no room, blocks have none either
    }
    rows[row + Column.checksum] = bodyChecksum();
    rows[row + Column.inBlocks] = 1;
    takeBack(start);
  }
  const size = rows[row + Column.size];
  const room = outputRoom() - Limit.options;
  while (rows[row + Column.szx] > 0 && 16 << rows[row + Column.szx] > room) {
    rows[row + Column.szx]--;
  }
  const blockBytes = 16 << rows[row + Column.szx];
  const offset = rows[row + Column.offset];
  const more = offset + blockBytes < size ? 8 : 0;
  putUintOption(Option.block1, (offset >>> (rows[row + Column.szx] + 4)) * 16 + more + rows[row + Column.szx]);
  if (offset === 0) {
    putUintOption(Option.size1, size);
  }
  putPayloadMarker();
  startBody(offset, blockBytes);
  putBody(link);
  closeBody();
}

/**
 * Whether the response in `message` asks for another message of the same request: the next block, or all of it again
 * (2.31, 4.08, 4.13 with a smaller size; RFC 7959 2.9).
 */
export function continueUpload(link: number): boolean {
  const row = link * Column.columns;
  const code = message[Field.code];
  const asked = message[Field.block1] === -1 ? Limit.szx : szxOf(message[Field.block1]);
  const smaller = asked < rows[row + Column.szx];
  if (Config.transfers < 1 || rows[row + Column.restarts] === Limit.restarts) {
    return false;
  }
  if (code === Code.continue && rows[row + Column.inBlocks] === 1) {
    rows[row + Column.offset] += 16 << rows[row + Column.szx];
  } else if (
    (code === Code.requestEntityIncomplete && rows[row + Column.inBlocks] === 1) ||
    (code === Code.requestEntityTooLarge && smaller)
  ) {
    rows[row + Column.inBlocks] = 1;
    rows[row + Column.offset] = 0;
    rows[row + Column.restarts]++;
  } else {
    return false;
  }
  rows[row + Column.szx] = smaller ? asked : rows[row + Column.szx];
  return rows[row + Column.offset] < rows[row + Column.size];
}
