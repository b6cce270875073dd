/** Data types of resources (LwM2M 1.1 Core Appendix C). */
export const enum Type {
  /** An executable resource has no value. */
  none = 0,
  string = 1,
  integer = 2,
  unsigned = 3,
  float = 4,
  boolean = 5,
  opaque = 6,
  time = 7,
  objectLink = 8,
  coreLink = 9,
}

/** Content-Formats (LwM2M 1.1 Core Table 7.4-1, IANA). */
export const enum ContentFormat {
  text = 0,
  linkFormat = 40,
  opaque = 42,
  cbor = 60,
  senmlJson = 110,
  senmlCbor = 112,
  senmlEtchJson = 320,
  senmlEtchCbor = 322,
  tlv = 11542,
  lwm2mJson = 11543,
  lwm2mCbor = 11544,
  /** LwM2M JSON before it had a number of IANA's. */
  oldJson = 1543,
}

/** Levels of a path: how many ids it has. */
export const enum Level {
  root = 0,
  object = 1,
  instance = 2,
  resource = 3,
  resourceInstance = 4,
}

/** Stands for "no id" wherever an id can be absent; never a legal id (LwM2M 1.1 Core 7.2.1). */
export const enum Id {
  none = 65535,
}

/** How many ids a path has: those that `ids` holds from index `at` on, four at most, before the first `Id.none`. */
export function levelOf(ids: Int32Array, at: number): Level {
  let level: number = Level.root;
  while (level < Level.resourceInstance && ids[at + level] !== Id.none) {
    level++;
  }
  return level;
}

/** Whether values of the type are kept as bytes: String, Opaque and Corelnk; otherwise as a number. */
export function isText(type: Type): boolean {
  return type === Type.string || type === Type.opaque || type === Type.coreLink;
}
