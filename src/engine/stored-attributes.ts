import { readFloat64 } from 'runtime';
import { Config } from 'config';
import { uint16At } from '../bytes/big-endian';
import { putByte, putFloat64, putUint16 } from '../bytes/output';
import { incoming } from '../coap/endpoint';
import { levelOf } from '../format/type';
import { Right } from './access';
import { lastShortServerId, shortServerId } from './accounts';
import { attributeAt, AttributeColumn, attributeCount, attributesFree, attributeValue, setAttribute } from './attributes';
import { findTarget, Target, target } from './target';

/**
 * What servers have set with Write-Attributes, as it is stored with their accounts: it holds until it is unset, or its node
 * or account is deleted (LwM2M 1.1 Core 5.1.2). Of each attribute the Short Server ID, which one it is, the four ids of the
 * path, and the value.
 */
const enum Stored {
  attribute = 2,
  path = 3,
  value = 11,
  bytes = 19,
}

/** Writes the attributes of all servers to the output cursor: as many as `room` bytes can hold. */
export function putAttributes(room: number): void {
  let left = room;
  for (let row = 0; row < Config.attributes; row++) {
    const link = attributeAt(row, AttributeColumn.owner);
    if (attributeAt(row, AttributeColumn.used) === 1 && link < Config.servers && left >= Stored.bytes) {
      putUint16(lastShortServerId(link));
      putByte(attributeAt(row, AttributeColumn.attribute));
      for (let id = 0; id < 4; id++) {
        putUint16(attributeAt(row, AttributeColumn.path + id));
      }
      putFloat64(attributeValue(row));
      left -= Stored.bytes;
    }
  }
}

/** The link of the account with this Short Server ID; -1 when it has none. */
function linkOf(id: number): number {
  let link = Config.servers - 1;
  while (link >= 0 && shortServerId(link) !== id) {
    link--;
  }
  return link;
}

/** Aims at the path at `at` of `incoming`. @returns Whether it is there. */
function aimAt(at: number): boolean {
  for (let id = 0; id < 4; id++) {
    target[Target.objectId + id] = uint16At(incoming, at + 2 * id);
  }
  target[Target.link] = -1;
  target[Target.level] = levelOf(target, Target.objectId);
  return findTarget(Right.none) === 0;
}

/** Sets the attributes that `incoming` has from `start` to `end`, where server and node are still there. */
export function takeAttributes(start: number, end: number): void {
  for (let at = start; at + Stored.bytes <= end; at += Stored.bytes) {
    const link = linkOf(uint16At(incoming, at));
    const attribute = incoming[at + Stored.attribute];
    if (link >= 0 && attribute < attributeCount && attributesFree() > 0 && aimAt(at + Stored.path)) {
      setAttribute(link, attribute, target, Target.objectId, target[Target.level], readFloat64(incoming, at + Stored.value));
    }
  }
}
