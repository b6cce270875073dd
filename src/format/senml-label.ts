import { Type } from './type';

/** Labels of SenML (RFC 8428 6) as CBOR has them. */
export const enum Label {
  baseVersion = -1,
  baseName = -2,
  baseValue = -5,
  name = 0,
  value = 2,
  string = 3,
  boolean = 4,
  data = 8,
  /** The text `vlo` (LwM2M 1.1 Core 7.4.4). */
  objectLink = 9,
  /** A label without a meaning here. */
  other = 10,
  /** No label, or one that must be understood (RFC 8428 4.4). */
  malformed = 11,
}

/** The label of values of a type. */
export function valueLabel(type: Type): Label {
  if (type === Type.string || type === Type.coreLink) {
    return Label.string;
  }
  if (type === Type.boolean) {
    return Label.boolean;
  }
  if (type === Type.opaque) {
    return Label.data;
  }
  return type === Type.objectLink ? Label.objectLink : Label.value;
}
