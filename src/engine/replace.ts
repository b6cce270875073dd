import { newUint8s } from 'runtime';
import { Config } from 'config';
import { Id, Level } from '../format/type';
import { Callback, hasCallback } from '../model/callbacks';
import { isMultiple, Operations, resourceOperations } from '../model/description';
import { idOfInstance } from '../model/instances';
import { definitionCount, descriptionOf, idOfDefinition, idOfObject, resourceRow } from '../model/objects';
import {
  clearResource,
  countResourceInstances,
  firstResourceInstance,
  isPresent,
  nextResourceInstance,
  removeResourceInstance,
  resizeText,
  Row,
  setNumberAt,
  textSizeAt,
} from '../model/values';
import { markChanged } from './notify';
import { Target, target } from './target';

/** What a replacing write (PUT, LwM2M 1.1 Core 6.3.3) takes away: the resource it names, or all that are writable. */

/** What is known of a definition of the target's object in the course of a write. */
export const enum Seen {
  no,
  /** The payload has named it. */
  named,
  /** Its value has been changed. */
  changed,
}

/** A `Seen` for each definition. */
export const seen: Uint8Array = /* @__PURE__ */ newUint8s(Config.definitions);

export function clearSeen(): void {
  for (let i = 0; i < definitionCount(target[Target.object]); i++) {
    seen[i] = Seen.no;
  }
}

/** Whether the write takes the resource away; of the Bootstrap-Server, link -1, also what no server may write. */
export function isReplaced(slot: number, definition: number): boolean {
  const object = target[Target.object];
  const operations = resourceOperations(descriptionOf(object), definition);
  const named =
    target[Target.level] === Level.resource
      ? definition === target[Target.definition]
      : (operations & Operations.write) !== 0 || (target[Target.link] < 0 && operations !== Operations.execute);
  return named && isPresent(resourceRow(object, slot, definition));
}

/** Bytes of text that the write sets free. */
export function replacedTextBytes(slot: number): number {
  const object = target[Target.object];
  let bytes = 0;
  for (let i = 0; i < definitionCount(object); i++) {
    if (isReplaced(slot, i)) {
      const row = resourceRow(object, slot, i);
      bytes += textSizeAt(row);
      const first = isMultiple(descriptionOf(object), i) ? firstResourceInstance(row) : Row.none;
      for (let each = first; each !== Row.none; each = nextResourceInstance(each)) {
        bytes += textSizeAt(each);
      }
    }
  }
  return bytes;
}

/** Resource instances that the write sets free. */
export function replacedResourceInstances(slot: number): number {
  const object = target[Target.object];
  let count = 0;
  for (let i = 0; i < definitionCount(object); i++) {
    if (isMultiple(descriptionOf(object), i) && isReplaced(slot, i)) {
      count += countResourceInstances(resourceRow(object, slot, i));
    }
  }
  return count;
}

/**
 * Takes away what the payload does not name, and the texts of the rest. A number stays, so that it shows whether the
 * new one differs; so does what a read callback stands for.
 */
export function removeReplaced(slot: number): void {
  const object = target[Target.object];
  for (let i = 0; i < definitionCount(object); i++) {
    if (isReplaced(slot, i)) {
      const row = resourceRow(object, slot, i);
      while (isMultiple(descriptionOf(object), i) && firstResourceInstance(row) !== Row.none) {
        removeResourceInstance(row, firstResourceInstance(row));
      }
      resizeText(row, 0);
      if (target[Target.level] === Level.instance && seen[i] === Seen.no && !hasCallback(object, i, Callback.read)) {
        clearResource(row);
        setNumberAt(row, 0);
        seen[i] = Seen.changed;
      }
      // What is named alone is a change only if it comes to be another.
      if (isMultiple(descriptionOf(object), i) || seen[i] !== Seen.named) {
        markChanged(idOfObject(object), idOfInstance(slot), idOfDefinition(object, i), Id.none, Row.none);
      }
    }
  }
}
