import { Config } from 'config';
import { putDecimal, putText } from '../bytes/output';
import { putLink, putParameter, startLinks } from '../format/link';
import { ContentFormat, Id, Level } from '../format/type';
import { versionMajor, versionMinor } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { descriptionOf, idOfObject, objectCount, objectInOrder } from '../model/objects';
import { registeredVersion } from './accounts';
import { putContentFormats } from './formats';
import { isHidden, Target, target } from './target';

/** The object links of Register and Update (LwM2M 1.1 Core 6.2.1). */

/**
 * The version, as major * 100 + minor, that an object has when nothing is said (LwM2M 1.1.1 Core 6.2.1, 1.2 Core Table
 * E-1).
 */
function defaultVersion(enabler: number, objectId: number): number {
  if (enabler === 11) {
    return objectId === 4 ? 102 : objectId === 1 || objectId === 3 ? 101 : 100;
  }
  if (enabler === 12) {
    return objectId === 4 ? 103 : objectId === 1 || objectId === 3 ? 102 : objectId === 2 || objectId === 5 ? 101 : 100;
  }
  return 100;
}

/** Writes `;ver=` when the object's version is not the one that goes without saying in that version of the enabler. */
export function putVersionIn(enabler: number, object: number): void {
  const description = descriptionOf(object);
  if (hasVersion(enabler, object)) {
    putParameter('ver');
    putDecimal(versionMajor(description));
    putText('.');
    putDecimal(versionMinor(description));
  }
}

/** Writes `;ver=` for the server that asks for `target`, if it has to be said. */
export function putVersion(object: number): void {
  putVersionIn(registeredVersion(target[Target.link]), object);
}

/** Whether the object's version has to be said. */
export function hasVersion(enabler: number, object: number): boolean {
  const description = descriptionOf(object);
  return versionMajor(description) * 100 + versionMinor(description) !== defaultVersion(enabler, idOfObject(object));
}

/** The root link: `</>;rt="oma.lwm2m"`, and the formats. In 1.0 those are JSON or nothing (LwM2M 1.0.2 5.3.1). */
function putRoot(enabler: number): void {
  putLink(Level.root, Id.none, Id.none, Id.none, Id.none);
  putParameter('rt');
  putText('"oma.lwm2m"');
  if (enabler > 10) {
    putParameter('ct');
    putText('"');
    putContentFormats();
    putText('"');
  } else if (Config.formatLwm2mJson === 1) {
    putParameter('ct');
    putDecimal(ContentFormat.lwm2mJson);
  }
}

/**
 * Writes the links of all objects that are registered: all but those no server may touch.
 * @returns 0
 */
export function putObjectLinks(link: number): number {
  return putLinksOf(link, undefined);
}

/** Whether `objectId` is among `ids`. */
function isAmong(ids: readonly number[], objectId: number): boolean {
  let found = false;
  for (let i = 0; i < ids.length; i++) {
    found = found || ids[i] === objectId;
  }
  return found;
}

/** Writes the links of the objects with these ids, or of all. @returns 0 */
export function putLinksOf(link: number, ids: readonly number[] | undefined): number {
  const enabler = registeredVersion(link);
  startLinks();
  putRoot(enabler);
  for (let i = 0; i < objectCount(); i++) {
    const object = objectInOrder(i);
    const objectId = idOfObject(object);
    if (!isHidden(objectId) && (ids === undefined || isAmong(ids, objectId))) {
      if (instanceCount(object) === 0 || hasVersion(enabler, object)) {
        putLink(Level.object, objectId, Id.none, Id.none, Id.none);
        putVersionIn(enabler, object);
      }
      for (let place = 0; place < instanceCount(object); place++) {
        putLink(Level.instance, objectId, idOfInstance(instanceInOrder(object, place)), Id.none, Id.none);
      }
    }
  }
  return 0;
}
