import { newFloat64s, newInt32s } from 'runtime';
import { Config } from 'config';
import { Id, levelOf } from '../format/type';

/** NOTIFICATION attributes (LwM2M 1.1 Core 5.1.2, LwM2M 1.2 Core 7.3): what each server has set, at which level. */
export const enum Attribute {
  pmin,
  pmax,
  gt,
  lt,
  st,
  epmin,
  epmax,
  /** From here on, of LwM2M 1.2. */
  edge,
  con,
  hqmax,
  count,
}

/** The names of the attributes in queries and links. */
export const attributeNames: string[] = ['pmin', 'pmax', 'gt', 'lt', 'st', 'epmin', 'epmax', 'edge', 'con', 'hqmax'];

/** How many of them the image has. */
export const attributeCount: number = Config.attributes12 === 1 ? Attribute.count : Attribute.edge;

/** Whether the attribute is a whole number that is not negative, and no value to compare with. */
export function isWhole(attribute: number): boolean {
  return attribute < Attribute.gt || attribute > Attribute.st;
}

export const enum AttributeColumn {
  /** 1 when the row is in use. */
  used,
  /** The link of the server that has set it; `Config.servers` + an observation, whose alone it is. */
  owner,
  attribute,
  /** Object, instance, resource and resource instance id; `Id.none` below the level it was set at. */
  path,
  columns = 7,
}

const enum Path {
  ids = 4,
}

export const enum AttributeRow {
  none = -1,
}

const rows = /* @__PURE__ */ newInt32s(Config.attributes * AttributeColumn.columns);
const values = /* @__PURE__ */ newFloat64s(Config.attributes);
/** Rows from here on are free: none is in use most of the time, and they are asked for with every change. */
let end = 0;
let changed = false;

/** Whether any server has set or lost an attribute since this was asked last. */
export function takeAttributesChanged(): boolean {
  const was = changed;
  changed = false;
  return was;
}

function noteChange(owner: number): void {
  if (Config.provisioning === 1 && owner < Config.servers) {
    changed = true;
  }
}

/** Whether any attribute is set at all. */
export function hasAttributes(): boolean {
  return end > 0;
}

/** Whether the row was set at the first `level` of the ids that `ids` has from `at` on. */
function isAt(row: number, ids: Int32Array, at: number, level: number): boolean {
  const path = row * AttributeColumn.columns + AttributeColumn.path;
  let same = true;
  for (let i = 0; i < Path.ids && same; i++) {
    same = rows[path + i] === (i < level ? ids[at + i] : Id.none);
  }
  return same;
}

/** The row of an attribute set exactly at that level of the path, or `AttributeRow.none`. */
function findAt(owner: number, attribute: number, ids: Int32Array, at: number, level: number): number {
  for (let row = 0; row < end; row++) {
    const start = row * AttributeColumn.columns;
    if (
      rows[start + AttributeColumn.used] === 1 &&
      rows[start + AttributeColumn.attribute] === attribute &&
      rows[start + AttributeColumn.owner] === owner &&
      isAt(row, ids, at, level)
    ) {
      return row;
    }
  }
  return AttributeRow.none;
}

/**
 * The row of an attribute that is set exactly at a path.
 * @param ids Holds the four ids of the path from index `at` on, `Id.none` where there is none.
 */
export function attributeSet(link: number, attribute: Attribute, ids: Int32Array, at: number): number {
  return findAt(link, attribute, ids, at, levelOf(ids, at));
}

/**
 * The row of the attribute in effect at a path: the one set there, or inherited from the nearest level above
 * (LwM2M 1.1 Core 5.1.1); or `AttributeRow.none`.
 */
export function attributeInEffect(link: number, attribute: Attribute, ids: Int32Array, at: number): number {
  let row: number = AttributeRow.none;
  for (let level = levelOf(ids, at); level > 0 && row === AttributeRow.none; level--) {
    row = findAt(link, attribute, ids, at, level);
  }
  return row;
}

/** The row of an attribute that came with the Observe itself (LwM2M 1.2 Core 6.4.1), or `AttributeRow.none`. */
export function attributeOfObservation(observation: number, attribute: Attribute): number {
  return findAt(ownerOf(observation), attribute, rows, 0, 0);
}

/** Who owns the attributes that came with an Observe. */
export function ownerOf(observation: number): number {
  return Config.servers + observation;
}

/** A column of a row; of the path the id at `AttributeColumn.path + i`. */
export function attributeAt(row: number, column: number): number {
  return rows[row * AttributeColumn.columns + column];
}

/** The value of a row: seconds for a period. */
export function attributeValue(row: number): number {
  return values[row];
}

/** How many more attributes can be set. */
export function attributesFree(): number {
  let free = 0;
  for (let row = 0; row < Config.attributes; row++) {
    free += rows[row * AttributeColumn.columns + AttributeColumn.used] === 0 ? 1 : 0;
  }
  return free;
}

/**
 * Sets an attribute at the first `level` ids of a path. There must be room: `attributesFree`.
 * @param owner A link; or an observation, by `ownerOf`, and then `level` is 0.
 */
export function setAttribute(owner: number, attribute: Attribute, ids: Int32Array, at: number, level: number, value: number): void {
  let row = findAt(owner, attribute, ids, at, level);
  if (row === AttributeRow.none) {
    row = 0;
    while (rows[row * AttributeColumn.columns + AttributeColumn.used] === 1) {
      row++;
    }
    const start = row * AttributeColumn.columns;
    end = row < end ? end : row + 1;
    rows[start + AttributeColumn.used] = 1;
    rows[start + AttributeColumn.owner] = owner;
    rows[start + AttributeColumn.attribute] = attribute;
    for (let i = 0; i < Path.ids; i++) {
      rows[start + AttributeColumn.path + i] = i < level ? ids[at + i] : Id.none;
    }
  }
  values[row] = value;
  noteChange(owner);
}

/** Takes an attribute away. */
export function unsetAttribute(row: number): void {
  noteChange(rows[row * AttributeColumn.columns + AttributeColumn.owner]);
  rows[row * AttributeColumn.columns + AttributeColumn.used] = 0;
  while (end > 0 && rows[(end - 1) * AttributeColumn.columns + AttributeColumn.used] === 0) {
    end--;
  }
}

/** Forgets what was set at a node and below, as it is deleted: an instance, or a resource instance. `Id.none` stands for all. */
export function forgetAttributes(objectId: number, instanceId: number, resourceId: number, resourceInstanceId: number): void {
  for (let row = 0; row < end; row++) {
    const path = row * AttributeColumn.columns + AttributeColumn.path;
    if (
      rows[path] === objectId &&
      rows[path + 1] === instanceId &&
      (resourceId === Id.none || rows[path + 2] === resourceId) &&
      (resourceInstanceId === Id.none || rows[path + 3] === resourceInstanceId)
    ) {
      unsetAttribute(row);
    }
  }
}

/** Forgets all that a server has set, as its account is deleted; or all that came with an observation, by `ownerOf`. */
export function forgetOwner(owner: number): void {
  for (let row = 0; row < end; row++) {
    if (rows[row * AttributeColumn.columns + AttributeColumn.owner] === owner) {
      unsetAttribute(row);
    }
  }
}
