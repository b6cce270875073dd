import { newFloat64s, newUint16s } from 'runtime';
import { Config } from 'config';

/**
 * The numbers of multiple resources as they were notified last, for gt, lt and st: a row an observed path and resource
 * instance. What has no room is not remembered; then every change of it is notified.
 */
export const enum Told {
  none = -1,
}

/** The row of the observed path, plus 1; 0 in a row that is free. */
const paths = /* @__PURE__ */ newUint16s(Config.sentValues);
const resourceInstances = /* @__PURE__ */ newUint16s(Config.sentValues);
const numbers = /* @__PURE__ */ newFloat64s(Config.sentValues);

/** Where the number of a resource instance is, or `Told.none`. @param path The row of the observed path. */
export function findTold(path: number, resourceInstance: number): number {
  for (let i = 0; i < Config.sentValues; i++) {
    if (paths[i] === path + 1 && resourceInstances[i] === resourceInstance) {
      return i;
    }
  }
  return Told.none;
}

export function toldNumber(at: number): number {
  return numbers[at];
}

/** Remembers a number, unless there is one already. */
export function rememberTold(path: number, resourceInstance: number, value: number): void {
  let free: number = Told.none;
  for (let i = Config.sentValues - 1; i >= 0; i--) {
    free = paths[i] === 0 ? i : free;
  }
  if (free !== Told.none && findTold(path, resourceInstance) === Told.none) {
    paths[free] = path + 1;
    resourceInstances[free] = resourceInstance;
    numbers[free] = value;
  }
}

/** Forgets the numbers of a path: it is not observed any more, or others are remembered. */
export function forgetTold(path: number): void {
  for (let i = 0; i < Config.sentValues; i++) {
    if (paths[i] === path + 1) {
      paths[i] = 0;
    }
  }
}
