import { Level, Id, isText, Type } from '../format/type';
import { isMultiple, Operations, resourceOperations, resourceType, versionMajor, versionMinor } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { definitionCount, descriptionOf, idOfDefinition, idOfObject, objectCount, objectInOrder, resourceRow } from '../model/objects';
import { firstResourceInstance, idOfResourceInstance, isPresent, nextResourceInstance, numberAt, Row, texts, textSizeAt, textStart } from '../model/values';
import { refreshTarget } from '../engine/read';
import { Target, target } from '../engine/target';
import type { Command } from './command';
import { endLine, put, putCode, putHex, putNumber, putTextOf } from './print';
import { locate, putTarget, sayOf } from './path';
import { wordCount } from './words';

/** `ls`, and what `read` shares with it: values as lines. */

/** Adds a value to the printed line: text as it is, opaque in hexadecimal. */
export function putValue(type: Type, row: number): void {
  if (isText(type)) {
    const start = textStart(row);
    if (type === Type.opaque) {
      putHex(texts, start, start + textSizeAt(row));
    } else {
      putTextOf(texts, start, start + textSizeAt(row));
    }
  } else if (type === Type.boolean) {
    put(numberAt(row) === 0 ? 'false' : 'true');
  } else if (type === Type.objectLink) {
    putNumber(numberAt(row) >>> 16);
    put(':');
    putNumber(numberAt(row) & 65535);
  } else {
    putNumber(numberAt(row));
  }
}

/** Has the values of `target` made fresh. @returns false when a callback has refused, which has been said. */
export function refresh(): boolean {
  const answer = refreshTarget();
  if (answer > 0) {
    put('the device cannot read it: ');
    putCode(answer);
    endLine();
  }
  return answer <= 0;
}

/** Lists a value: path, operations, value. What no server may read, as keys, is only counted. */
function listValue(level: number, operations: Operations, type: Type, row: number): void {
  putTarget(level);
  put(operations === Operations.readWrite ? ' RW' : operations === Operations.read ? ' R ' : operations === Operations.write ? '  W' : '   ');
  put(' : ');
  if (operations === Operations.none && type === Type.opaque) {
    putNumber(textSizeAt(row));
    put(' bytes');
  } else {
    putValue(type, row);
  }
  endLine();
}

/** Lists a resource that is there, or its instances. */
function listResource(definition: number, row: number): void {
  const description = descriptionOf(target[Target.object]);
  const operations = resourceOperations(description, definition);
  const type = resourceType(description, definition);
  target[Target.resourceId] = idOfDefinition(target[Target.object], definition);
  if (operations === Operations.execute) {
    sayOf(Level.resource, ' E');
  } else if (!isMultiple(description, definition)) {
    listValue(Level.resource, operations, type, row);
  } else {
    for (let each = firstResourceInstance(row); each !== Row.none; each = nextResourceInstance(each)) {
      target[Target.resourceInstanceId] = idOfResourceInstance(each);
      listValue(Level.resourceInstance, operations, type, each);
    }
    target[Target.resourceInstanceId] = Id.none;
  }
}

function listInstance(slot: number): void {
  const object = target[Target.object];
  target[Target.instanceId] = idOfInstance(slot);
  for (let definition = 0; definition < definitionCount(object); definition++) {
    const row = resourceRow(object, slot, definition);
    if (isPresent(row)) {
      listResource(definition, row);
    }
  }
}

/** Lists the objects, a line each: id, version, instances. */
function listObjects(): void {
  for (let place = 0; place < objectCount(); place++) {
    const object = objectInOrder(place);
    putNumber(idOfObject(object));
    put(' v');
    putNumber(versionMajor(descriptionOf(object)));
    put('.');
    putNumber(versionMinor(descriptionOf(object)));
    put(' :');
    for (let i = 0; i < instanceCount(object); i++) {
      put(' ');
      putNumber(idOfInstance(instanceInOrder(object, i)));
    }
    endLine();
  }
}

/** Lists what `target` names. */
export function listTarget(): void {
  const level = target[Target.level];
  if (level === Level.root) {
    listObjects();
  } else if (refresh()) {
    if (level === Level.object) {
      for (let place = 0; place < instanceCount(target[Target.object]); place++) {
        listInstance(instanceInOrder(target[Target.object], place));
      }
    } else if (level === Level.instance) {
      listInstance(target[Target.slot]);
    } else if (target[Target.row] === Row.none) {
      sayOf(level, ' has no value');
    } else if (level === Level.resource) {
      listResource(target[Target.definition], target[Target.row]);
    } else {
      const description = descriptionOf(target[Target.object]);
      const definition = target[Target.definition];
      listValue(level, resourceOperations(description, definition), resourceType(description, definition), target[Target.row]);
    }
  }
}

function list(): boolean {
  if (wordCount() === 1) {
    listObjects();
  } else if (locate(1)) {
    listTarget();
  }
  return true;
}

export const listingCommands: Command[] = [{ name: 'ls', usage: '[PATH]', summary: 'list objects, or resources with their values', least: 1, most: 2, run: list }];
