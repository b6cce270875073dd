import { Config } from 'config';
import { decimalSize, putDecimal, putText } from '../bytes/output';
import { isBlockSound, payload, Payload, payloadBuffer, releaseBody, takeBlock, takePayload } from '../coap/block1';
import { largestSzx, Szx, szxOf } from '../coap/block-size';
import { Code, Option } from '../coap/code';
import { incoming, now, startRequest } from '../coap/endpoint';
import { putOption, putTextOption, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Next, type Reader, record, Record, root } from '../format/format';
import { Id, Level } from '../format/type';
import { idOfInstance } from '../model/instances';
import { Found } from '../model/objects';
import { bootstrapAccount } from './accounts';
import { removeInstances } from './bootstrap-delete';
import { preferredFormat } from './bootstrap-messages';
import { bootstrapWrite } from './bootstrap-write';
import { isConsistent } from './consistency';
import { findFormat, representsMany } from './formats';
import { putEndpointName } from './registration-messages';
import { Target, target } from './target';

/** The Bootstrap-Pack: all that a Bootstrap-Server has for the client, at one request (LwM2M 1.2.1 Core 6.1.7.8). */

/** The Block2 option of the next request for the pack, and the ETag of the blocks that are there. */
let nextBlock = 0;
let eTag = 0;

/** Bootstrap-Pack-Request: GET /bspack?ep={}&acc={}, naming the Bootstrap-Server's account (LwM2M 1.2.1 Core 6.1.7.8). */
export function putPackRequest(link: number): void {
  const id = idOfInstance(bootstrapAccount());
  startRequest(link, Code.get);
  putTextOption(Option.uriPath, 'bspack');
  putEndpointName();
  putOption(Option.uriQuery, 9 + decimalSize(id));
  putText('acc=</0/');
  putDecimal(id);
  putText('>');
  putUintOption(Option.accept, preferredFormat());
  if (Config.transfers > 0 && (nextBlock > 15 || nextBlock < Szx.largest)) {
    putUintOption(Option.block2, nextBlock);
  }
}

/** The next pack that is asked for is asked for from its start. */
export function startPack(): void {
  nextBlock = largestSzx;
}

/**
 * Takes the pack, or a block of it, in `message` (RFC 7959 2.4). Blocks are put together as those of a request are, which
 * limits the pack to `Config.transferBytes`.
 * @returns 0 when the pack is the payload, until `releaseBody`; 2.31 when another block has to be asked for; or the code of
 *   an error.
 */
export function takePack(link: number): number {
  const option = message[Field.block2];
  takePayload(incoming);
  const isFirst = option < 16;
  if (isFirst !== nextBlock < 16 || (!isFirst && message[Field.eTag] !== eTag)) {
    return Code.requestEntityIncomplete;
  }
  if (option < 8) {
    return 0; // all of it: without blocks (-1), or in one
  }
  if (Config.transfers < 1) {
    return Code.requestEntityTooLarge;
  }
  eTag = message[Field.eTag];
  message[Field.block1] = option;
  message[Field.size1] = message[Field.size2];
  nextBlock = (option >>> 4) * 16 + 16 + szxOf(option);
  return isBlockSound() ? takeBlock(link, incoming, now(), false) : Code.badRequest;
}

/**
 * Writes the Bootstrap-Pack that `takePack` has taken: of each object it names, all instances are replaced (LwM2M 1.2
 * Core 6.1.7.8).
 * @returns false when it is malformed, or makes no sense: then the accounts have to be restored.
 */
export function applyPack(): boolean {
  const contentFormat = message[Field.contentFormat];
  const format = findFormat(contentFormat);
  const readable = format !== undefined && representsMany(contentFormat) && bootstrapAccount() !== Found.none;
  const isApplied = readable && isSound(format.reader) && writePack(format.reader) && isConsistent();
  releaseBody();
  return isApplied;
}

function startRoot(reader: Reader): boolean {
  return reader.start(payloadBuffer(), payload[Payload.start], payload[Payload.end], root, 0);
}

/** Whether the pack is well formed. */
function isSound(reader: Reader): boolean {
  let next: Next = startRoot(reader) ? reader.next() : Next.malformed;
  while (next !== Next.end && next !== Next.malformed) {
    next = reader.next();
  }
  return next === Next.end;
}

/** Takes away the instances of the objects that a sound pack names. */
function removeNamed(reader: Reader): void {
  let last = -1;
  startRoot(reader);
  while (reader.next() !== Next.end) {
    if (record[Record.objectId] !== last) {
      last = record[Record.objectId];
      removeInstances(last);
    }
  }
}

/** Replaces what a sound pack names. @returns false when it cannot be written. */
function writePack(reader: Reader): boolean {
  removeNamed(reader);
  target[Target.level] = Level.root;
  target[Target.objectId] = Id.none;
  target[Target.instanceId] = Id.none;
  target[Target.resourceId] = Id.none;
  return bootstrapWrite(reader) === 0;
}
