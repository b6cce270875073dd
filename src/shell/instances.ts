import { Level } from '../format/type';
import { isMultiple } from '../model/description';
import { findInstance, freeInstanceId } from '../model/instances';
import { descriptionOf, Found } from '../model/objects';
import { Row } from '../model/values';
import { valueChanged } from '../engine/changes';
import { deleteInstance, deleteResourceInstance, instantiate, valueRow } from '../engine/resources';
import { Target, target } from '../engine/target';
import type { Command } from './command';
import { findIds, isExecutable, locate, putTarget, readTarget, sayOf } from './path';
import { endLine, put, say } from './print';

/** `create` and `delete`, as the device's own program can do them: its callbacks for servers are not asked. */

function createInstance(): void {
  const object = target[Target.object];
  const isNamed = target[Target.level] === Level.instance;
  if (!isNamed) {
    target[Target.instanceId] = freeInstanceId(object);
  }
  if (findInstance(object, target[Target.instanceId]) !== Found.none) {
    sayOf(Level.instance, ' is there already');
  } else if (instantiate(object, target[Target.instanceId]) === Found.none) {
    sayOf(Level.object, ' has no room for one more instance');
  } else if (!isNamed) {
    putTarget(Level.instance);
    endLine();
  }
}

function createResource(): void {
  const level = target[Target.level];
  const object = target[Target.object];
  const definition = target[Target.definition];
  if (isExecutable() || (level === Level.resource && isMultiple(descriptionOf(object), definition))) {
    putTarget(level);
    put(isExecutable() ? ' has no value to create' : ' has several values: add an id');
    endLine();
  } else if (target[Target.row] !== Row.none) {
    sayOf(level, ' is there already');
  } else if (valueRow(object, target[Target.slot], definition, target[Target.resourceInstanceId]) === Row.none) {
    say('a table is full: see "resourceInstances" in config.json');
  } else {
    valueChanged(object, target[Target.slot], definition, target[Target.resourceInstanceId], Row.none);
  }
}

function create(): boolean {
  if (readTarget(1)) {
    const level = target[Target.level];
    if (level === Level.root) {
      return false;
    }
    if (level > Level.instance ? findIds(level) : findIds(Level.object)) {
      if (level > Level.instance) {
        createResource();
      } else {
        createInstance();
      }
    }
  }
  return true;
}

function remove(): boolean {
  if (!locate(1)) {
    return true;
  }
  const level = target[Target.level];
  const object = target[Target.object];
  const slot = target[Target.slot];
  if (level === Level.instance) {
    deleteInstance(object, slot);
  } else if (level !== Level.resourceInstance) {
    return false;
  } else if (target[Target.row] === Row.none) {
    sayOf(level, ' has no value');
  } else {
    deleteResourceInstance(object, slot, target[Target.definition], target[Target.resourceInstanceId]);
  }
  return true;
}

export const instanceCommands: Command[] = [
  { name: 'create', usage: 'OBJECT | OBJECT/INSTANCE | PATH', summary: 'create an instance, or a resource instance', least: 2, most: 2, run: create },
  { name: 'delete', usage: 'OBJECT/INSTANCE | PATH', summary: 'delete an instance, or a resource instance', least: 2, most: 2, run: remove },
];
