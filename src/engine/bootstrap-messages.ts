import { Config } from 'config';
import { decimalSize, putDecimal, putText } from '../bytes/output';
import { takePayload } from '../coap/block1';
import { Code, Option } from '../coap/code';
import { incoming, startRequest } from '../coap/endpoint';
import { putOption, putTextOption, putUintOption } from '../coap/encode';
import { Field, message } from '../coap/message';
import { Next, record, Record, type Reader } from '../format/format';
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
}

/**
 * Writes the Bootstrap-Pack in `message`: of each object it names, all instances are replaced (LwM2M 1.2 Core 6.1.7.8).
 * @returns false when it is malformed, or makes no sense, or comes in blocks, which are not put together: then the
 *   accounts have to be restored.
 */
export function applyPack(): boolean {
  const contentFormat = message[Field.contentFormat];
  const format = findFormat(contentFormat);
  const inBlocks = message[Field.block2] !== -1 && (message[Field.block2] & 8) !== 0;
  if (format === undefined || !representsMany(contentFormat) || inBlocks || bootstrapAccount() === Found.none) {
    return false;
  }
  takePayload(incoming);
  return isSound(format.reader, false) && isSound(format.reader, true) && writePack(format.reader) && isConsistent();
}

function startRoot(reader: Reader): boolean {
  return reader.start(incoming, message[Field.payloadStart], message[Field.payloadEnd], Level.root, Id.none, Id.none, Id.none, Id.none);
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
