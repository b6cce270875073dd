/** Numbers that the image under test and its reference share. */
export const OBJECT = 32772;
/** Instances that the object has room for. */
export const INSTANCES = 4;

export const enum ResourceId {
  integer = 0,
  string = 1,
  float = 2,
  boolean = 3,
  opaque = 4,
  time = 5,
  objectLink = 6,
  unsigned = 7,
  integers = 8,
  strings = 9,
  execute = 10,
  /** Set by the device alone. */
  measured = 11,
  /** Its callbacks refuse some values. */
  guarded = 12,
  /** Its write callback answers later. */
  slow = 14,
  slowExecute = 15,
}

/** What the application refuses. */
export const enum Refused {
  instance = 5,
  byValidate = 7,
  byWrite = 9,
  /** Of what is answered later. */
  later = 127,
}
