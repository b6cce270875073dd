/** Values with their paths: what every format of LwM2M carries. */
import type { Definitions } from './definitions';
import { formatPath, type Path } from './path';
import { ContentError, typeOf, type Type, type Value } from './value';

/** The value of one resource (path of three ids) or resource instance (four). */
export interface Leaf {
  path: Path;
  type: Type;
  value: Value;
  /** Time stamp in seconds as SenML has it: since 1970, or below 2^28 relative to now. */
  time?: number;
}

/** What can be written: one value, or values by id, one level deeper each: `{ 5850: true }`, `{ 6: { 0: 1, 1: 5 } }`. */
export type Content = Value | { readonly [id: number]: Content };

/** Gives each value in `content` its path and type; one the definitions do not know has the type of its JavaScript value. */
export function toLeaves(path: Path, content: Content, definitions: Definitions): Leaf[] {
  if (typeof content === 'object' && !Buffer.isBuffer(content)) {
    if (path.length === 4) throw new ContentError(`${formatPath(path)} holds one value and nothing below it`);
    return Object.entries(content).flatMap(([id, below]) => toLeaves([...path, Number(id)], below, definitions));
  }
  if (path.length < 3) throw new ContentError(`${formatPath(path)} holds resources by their ids, not one value`);
  return [{ path, type: definitions.resource(path)?.type ?? typeOf(content), value: content }];
}

/** Times below are relative to now (RFC 8428 4.5.3). */
const FIRST_ABSOLUTE_TIME = 2 ** 28;

/** When a value was measured, in milliseconds since 1970: its time stamp, or `now`. */
export function timeOf({ time }: Leaf, now: number): number {
  if (time === undefined) return now;
  return time < FIRST_ABSOLUTE_TIME ? now + 1000 * time : 1000 * time;
}
