import { putDecimal, putText } from '../bytes/output';
import { putContentFormats } from './formats';
import { putLink, putParameter, startLinks } from '../format/link';
import { Id, Level } from '../format/type';
import { versionMajor, versionMinor } from '../model/description';
import { idOfInstance, instanceCount, instanceInOrder } from '../model/instances';
import { descriptionOf, idOfObject, objectCount, objectInOrder } from '../model/objects';

/** The object links of Register and Update (LwM2M 1.1 Core 6.2.1). */

/** Objects of the enabler that are not version 1.0 in LwM2M 1.1 (LwM2M 1.1.1 Core 6.2.1). */
function defaultMinor(objectId: number): number {
  return objectId === 4 ? 2 : objectId === 1 || objectId === 3 ? 1 : 0;
}

/** Writes `;ver=` when the object's version is not the one that goes without saying. */
export function putVersion(object: number): void {
  const description = descriptionOf(object);
  if (hasVersion(object)) {
    putParameter('ver');
    putDecimal(versionMajor(description));
    putText('.');
    putDecimal(versionMinor(description));
  }
}

function hasVersion(object: number): boolean {
  const description = descriptionOf(object);
  return versionMajor(description) !== 1 || versionMinor(description) !== defaultMinor(idOfObject(object));
}

/** Writes the links of all objects that are registered: all but Security. */
export function putObjectLinks(): void {
  startLinks();
  putLink(Level.root, Id.none, Id.none, Id.none, Id.none);
  putParameter('rt');
  putText('"oma.lwm2m"');
  putParameter('ct');
  putText('"');
  putContentFormats();
  putText('"');
  for (let i = 0; i < objectCount(); i++) {
    const object = objectInOrder(i);
    const objectId = idOfObject(object);
    if (objectId !== 0) {
      if (instanceCount(object) === 0 || hasVersion(object)) {
        putLink(Level.object, objectId, Id.none, Id.none, Id.none);
        putVersion(object);
      }
      for (let place = 0; place < instanceCount(object); place++) {
        putLink(Level.instance, objectId, idOfInstance(instanceInOrder(object, place)), Id.none, Id.none);
      }
    }
  }
}
