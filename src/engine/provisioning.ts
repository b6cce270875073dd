import { copyBytes, newUint8s } from 'runtime';
import { Config } from 'config';
import { type Board, type Settings, StorageSlot } from '../board';
import { uint16At } from '../bytes/big-endian';
import { Checksum, checksum } from '../bytes/checksum';
import {
  bodyChecksum,
  endMeasuring,
  outputOverflowed,
  outputPosition,
  outputRoom,
  outputTo,
  putByte,
  putDecimal,
  putText,
  putUint16,
  startMeasuring,
} from '../bytes/output';
import { takePayload } from '../coap/block1';
import { incoming } from '../coap/endpoint';
import { Field, message } from '../coap/message';
import { ContentFormat, Id, Level } from '../format/type';
import { instanceCount, instanceInOrder } from '../model/instances';
import { findObject, Found, ObjectId } from '../model/objects';
import { linkAccounts } from './accounts';
import { takeAttributesChanged } from './attributes';
import { bootstrapWrite } from './bootstrap-write';
import { takeAccountsChanged } from './changes';
import { findFormat } from './formats';
import { delayedAt, restoreDelayed, takeDelaysChanged } from './order';
import { chooseFormat, putTarget } from './read';
import { deleteInstance } from './resources';
import { putAttributes, takeAttributes } from './stored-attributes';
import { Target, target } from './target';

/**
 * What the client is provisioned with, objects 0 to 2, and the attributes that servers have set outlive a reboot in one slot
 * of the board's storage, which is replaced as a whole: after a power cut it holds the old accounts or the new. It is also
 * what a bootstrap that fails goes back to.
 *
 * The slot: a version; a checksum of the board's settings, since accounts are made anew when those change; for each
 * server there can be, the Short Server ID of one that is not to be delayed any more, or 0; for each object its id, the
 * size and the TLV of its instances; the same for attributes, with 65535 for an object id; a checksum. Limits: all of it has
 * to fit "messageBytes" of config.json, since it is put together where messages arrive (attributes that do not are left
 * out); the image needs the format TLV; attributes of instances that are made after the start are not restored.
 */
const enum Stored {
  version = 2,
  /** Where the table of delays begins; bytes before the first object, and of the checksum behind the last. */
  delays = 5,
  header = delays + 2 * Config.servers,
  checksum = 4,
  /** Id and size of an object. */
  objectHeader = 4,
  /** In the place of an object id: attributes follow. */
  attributes = Id.none,
}

const enum Request {
  /** Bytes of a request that its answer still needs: header and token. */
  bytes = 12,
}

const request = /* @__PURE__ */ newUint8s(Request.bytes);
let board: Board;
let settingsKey = 0;
/** Checksum of what is stored, so that nothing is stored twice; -1 when that is not known. */
let storedSum = -1;

/** Gives the board, and the settings that factory accounts are made of. */
export function startProvisioning(on: Board, settings: Settings): void {
  board = on;
  outputTo(incoming, 0, 0);
  putText(settings.server);
  putByte(0);
  putText(settings.bootstrap === undefined ? '' : settings.bootstrap);
  putByte(0);
  putText(settings.binding === undefined ? '' : settings.binding);
  putDecimal(settings.lifetime);
  settingsKey = bodyChecksum();
}

function putUint32(value: number): void {
  putUint16(value >>> 16);
  putUint16(value & 65535);
}

function readUint32(at: number): number {
  return uint16At(incoming, at) * 65536 + uint16At(incoming, at + 2);
}

/** Aims at all instances of an object. @returns false when the image does not have it. */
function aim(objectId: number): boolean {
  target[Target.level] = Level.object;
  target[Target.objectId] = objectId;
  target[Target.instanceId] = Id.none;
  target[Target.resourceId] = Id.none;
  target[Target.resourceInstanceId] = Id.none;
  target[Target.object] = findObject(objectId);
  target[Target.link] = -1;
  return target[Target.object] !== Found.none;
}

/**
 * Stores the accounts, unless that is what is stored already. Of the request being carried out no more is left than
 * its answer needs.
 * @returns false when they cannot be: too large, or the board refuses.
 */
export function storeProvisioning(): boolean {
  takeAccountsChanged();
  takeDelaysChanged();
  takeAttributesChanged();
  if (!chooseFormat(ContentFormat.tlv)) {
    return false;
  }
  copyBytes(incoming, 0, Request.bytes, request, 0);
  outputTo(incoming, 0, Config.messageBytes);
  putByte(Stored.version);
  putUint32(settingsKey);
  for (let row = 0; row < Config.servers; row++) {
    putUint16(delayedAt(row));
  }
  for (let objectId = 0; objectId <= ObjectId.accessControl; objectId++) {
    if (aim(objectId)) {
      const mark = startMeasuring();
      putTarget();
      const size = endMeasuring(mark);
      putUint16(objectId);
      putUint16(size);
      putTarget();
    }
  }
  if (Config.writeAttributes === 1) {
    const room = outputRoom() - Stored.objectHeader - Stored.checksum;
    const mark = startMeasuring();
    putAttributes(room);
    const size = endMeasuring(mark);
    if (size > 0) {
      putUint16(Stored.attributes);
      putUint16(size);
      putAttributes(room);
    }
  }
  const sum = bodyChecksum();
  putUint32(sum);
  const fits = !outputOverflowed();
  const stored = fits && (sum === storedSum || board.store(StorageSlot.accounts, incoming, outputPosition()));
  storedSum = stored ? sum : -1;
  copyBytes(request, 0, Request.bytes, incoming, 0);
  return stored;
}

/** Whether something is stored that `restoreProvisioning` would go back to. */
export function isProvisioningStored(): boolean {
  return storedSum !== -1;
}

/** Stores the accounts if a server, or the device, has changed them or attributes, or a delay has ended. */
export function keepProvisioning(): void {
  const delaysChanged = takeDelaysChanged();
  const attributesChanged = takeAttributesChanged();
  if (takeAccountsChanged() || delaysChanged || attributesChanged) {
    storeProvisioning();
  }
}

function removeAll(objectId: number): void {
  const object = findObject(objectId);
  while (object !== Found.none && instanceCount(object) > 0) {
    deleteInstance(object, instanceInOrder(object, 0));
  }
}

/** Loads the slot into `incoming`. @returns Where its checksum begins; 0 when there is none for these settings. */
function loadStored(): number {
  const size = board.load(StorageSlot.accounts, incoming);
  const end = size - Stored.checksum;
  const isSound =
    end >= Stored.header &&
    size <= Config.messageBytes &&
    incoming[0] === Stored.version &&
    readUint32(1) === settingsKey &&
    readUint32(end) === checksum(Checksum.start, incoming, 0, end);
  return isSound ? end : 0;
}

/**
 * Replaces the accounts by those that are stored.
 * @returns false when there are none for these settings; then nothing is changed. A slot that this image has no room
 *   for leaves no accounts.
 */
export function restoreProvisioning(): boolean {
  const end = loadStored();
  if (end === 0) {
    return false;
  }
  storedSum = readUint32(end);
  for (let row = 0; row < Config.servers; row++) {
    restoreDelayed(row, uint16At(incoming, Stored.delays + 2 * row));
  }
  for (let objectId = 0; objectId <= ObjectId.accessControl; objectId++) {
    removeAll(objectId);
  }
  const complete = restoreObjects(end);
  takeAccountsChanged();
  return complete;
}

/** Gives the accounts that were restored their attributes back, at the start of the client. */
export function restoreAttributes(): void {
  const end = loadStored();
  linkAccounts();
  for (let at: number = Stored.header; at + Stored.objectHeader <= end; at += Stored.objectHeader + uint16At(incoming, at + 2)) {
    if (uint16At(incoming, at) === Stored.attributes) {
      takeAttributes(at + Stored.objectHeader, at + Stored.objectHeader + uint16At(incoming, at + 2));
    }
  }
  takeAttributesChanged();
}

function restoreObjects(end: number): boolean {
  const format = findFormat(ContentFormat.tlv);
  let at: number = Stored.header;
  let sound = format !== undefined;
  while (sound && at + Stored.objectHeader <= end) {
    const start = at + Stored.objectHeader;
    const next = start + uint16At(incoming, at + 2);
    if (aim(uint16At(incoming, at)) && format !== undefined) {
      message[Field.payloadStart] = start;
      message[Field.payloadEnd] = next;
      takePayload(incoming);
      sound = bootstrapWrite(format.reader) === 0;
    }
    at = next;
  }
  return sound;
}
