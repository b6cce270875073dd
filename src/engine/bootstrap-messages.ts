import { Config } from 'config';
import { decimalSize, putDecimal, putText } from '../bytes/output';
import { isBlockSound, payload, Payload, payloadBuffer, releaseBody, takeBlock, takePayload } from '../coap/block1';
import { Code, Option } from '../coap/code';
import { incoming, now, startRequest } from '../coap/endpoint';
import { putOption, putTextOption, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Next, type Reader, record, Record, root } from '../format/format';
import { ContentFormat, Id, Level } from '../format/type';
import { idOfInstance } from '../model/instances';
import { Found } from '../model/objects';
import { bootstrapAccount } from './accounts';
import { removeInstances } from './bootstrap-delete';
import { bootstrapWrite } from './bootstrap-write';
import { isConsistent } from './consistency';
import { findFormat, representsMany } from './formats';
import { putEndpointName } from './registration-messages';
import { Target, target } from './target';

/** What the client asks a Bootstrap-Server for (LwM2M 1.1 Core 6.1.7, Transport 6.4.2), and the pack it may get. */

const enum Pack {
  largestSzx = 6,
  /** What header, options and marker of a response take at most beside a block. */
  overhead = 80,
}

/** The Block2 option of the next request for the pack, and the ETag of the blocks that are there. */
let nextBlock = 0;
let eTag = 0;

/** The format that the client likes best of those a Bootstrap-Server can write whole objects in. */
function preferredFormat(): number {
  return Config.formatLwm2mCbor === 1 && Config.version >= 12
    ? ContentFormat.lwm2mCbor
    : Config.formatSenmlCbor === 1
      ? ContentFormat.senmlCbor
      : Config.formatTlv === 1
        ? ContentFormat.tlv
        : ContentFormat.senmlJson;
}

/** Bootstrap-Request: POST /bs?ep={}&pct={}. @param withFormat Whether to say which format is preferred. */
export function putBootstrapRequest(link: number, withFormat: boolean): void {
  startRequest(link, Code.post);
  putTextOption(Option.uriPath, 'bs');
  putEndpointName();
  if (withFormat && Config.version >= 11) {
    putOption(Option.uriQuery, 4 + decimalSize(preferredFormat()));
    putText('pct=');
    putDecimal(preferredFormat());
  }
}

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
  if (Config.transfers > 0 && (nextBlock > 15 || nextBlock < Pack.largestSzx)) {
    putUintOption(Option.block2, nextBlock);
  }
}

/** The next pack that is asked for is asked for from its start. */
export function startPack(): void {
  nextBlock = Config.messageBytes >= 1024 + Pack.overhead ? Pack.largestSzx : Config.messageBytes >= 256 + Pack.overhead ? 4 : 2;
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
  nextBlock = (option >>> 4) * 16 + 16 + (option & 7);
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
  const applied =
    readable && isSound(format.reader, false) && isSound(format.reader, true) && writePack(format.reader) && isConsistent();
  releaseBody();
  return applied;
}

function startRoot(reader: Reader): boolean {
  return reader.start(payloadBuffer(), payload[Payload.start], payload[Payload.end], root, 0);
}

/** Reads the pack. @param removing Whether to take away the instances of the objects it names. */
function isSound(reader: Reader, removing: boolean): boolean {
  let next: Next = startRoot(reader) ? reader.next() : Next.malformed;
  let last = -1;
  while (next !== Next.end && next !== Next.malformed) {
    if (removing && record[Record.objectId] !== last) {
      last = record[Record.objectId];
      removeInstances(last);
    }
    next = reader.next();
  }
  return next === Next.end;
}

function writePack(reader: Reader): boolean {
  target[Target.level] = Level.root;
  target[Target.objectId] = Id.none;
  target[Target.instanceId] = Id.none;
  target[Target.resourceId] = Id.none;
  return bootstrapWrite(reader) === 0;
}
