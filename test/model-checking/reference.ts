/**
 * The reference: what an LwM2M client's tables hold and answer, in Maps, as the enabler says it (LwM2M 1.1 Core 6.3,
 * 5.1.2) and in no other way. Where it leaves the choice of an error to the client, several codes are right.
 */
import type { Value } from '../../tools/server/value';
import { INSTANCES, Refused, ResourceId } from './ids';
import { RESOURCES } from './resources';

/** Ids below the object: `[instance, resource, resource instance]`, or fewer. */
export type Below = readonly number[];
/** A value and where it is to go; null takes a resource instance away. */
export type Written = readonly [path: Below, value: Value | null];
/** Values by path: `0/1`, `0/8/3`. */
export type Values = ReadonlyMap<string, Value>;

/** What a request may be answered; refused, all is as it was. */
export interface Verdict {
  readonly codes: readonly string[];
  /** What a Read gives. */
  readonly values?: Values;
}

/** An object without room for another instance: the enabler has no code of its own for it. */
const NO_ROOM = ['4.00', '4.05', '4.13', '5.00', '5.03'];
const MANDATORY = [...RESOURCES.values()].filter(({ mandatory }) => mandatory).map(({ id }) => id);

const key = (path: Below): string => path.join('/');
const isWithin = (name: string, path: Below): boolean => path.length === 0 || name === key(path) || name.startsWith(`${key(path)}/`);

export class Tables {
  constructor(
    readonly instances = new Set<number>([0]),
    readonly values = new Map<string, Value>([['0/0', 0], ['0/11', 0]]),
    /** Attributes of each path, if there are such: `pmin` to `5`. */
    readonly attributes = new Map<string, Map<string, string>>(),
  ) {}

  clone(): Tables {
    const attributes = new Map([...this.attributes].map(([path, set]) => [path, new Map(set)]));
    return new Tables(new Set(this.instances), new Map(this.values), attributes);
  }

  /** What is at or below a path. */
  at(path: Below): Values {
    return new Map([...this.values].filter(([name]) => isWithin(name, path)));
  }

  read(path: Below): Verdict {
    const [instance, resource] = path;
    const values = this.at(path);
    if (instance !== undefined && !this.instances.has(instance)) return { codes: ['4.04'] };
    if (resource === undefined) return { codes: ['2.05'], values };
    const definition = RESOURCES.get(resource);
    if (definition?.operations.includes('R') === false) return { codes: ['4.05'] };
    // A multiple resource without instances may be one that is not there, or one that is empty.
    if (values.size === 0) return definition?.multiple === true && path.length === 2 ? { codes: ['4.04', '2.05'], values } : { codes: ['4.04'] };
    return { codes: ['2.05'], values };
  }

  /** Write, replace or partial update, of what `path` names. */
  write(path: Below, written: readonly Written[], mode: 'replace' | 'update'): Verdict {
    const [instance] = path;
    if (!this.instances.has(instance)) return { codes: ['4.04'] };
    const errors = faults(written, path.length === 1);
    if (path.length === 3 && !this.values.has(key(path))) errors.push('4.04');
    const whole = path.length === 1 && mode === 'replace';
    if (whole && !MANDATORY.every((id) => written.some(([[, given]]) => given === id))) errors.push('4.00');
    if (errors.length > 0) return { codes: errors };
    // Whether a POST to a resource that is not there adds it, the enabler leaves open.
    const codes = path.length === 2 && mode === 'update' && this.at(path).size === 0 ? ['2.04', '4.04'] : ['2.04'];
    const writable = ([, id]: Below): boolean => RESOURCES.get(id)?.operations.includes('W') === true;
    if (mode === 'replace' && path.length < 3) {
      for (const name of this.at(path).keys()) if (writable(name.split('/').map(Number))) this.remove(name);
    }
    this.store(written);
    return { codes };
  }

  /** Write-Composite: all or nothing, each a partial update (6.3.9). */
  writeComposite(written: readonly Written[]): Verdict {
    const errors = faults(written, false);
    for (const [[instance]] of written) if (!this.instances.has(instance)) errors.push('4.04');
    if (errors.length > 0) return { codes: errors };
    for (const [path, value] of written) if (value === null) this.remove(key(path));
    this.store(written.filter(([, value]) => value !== null));
    return { codes: ['2.04'] };
  }

  /** What is there of the paths, and nothing of those that are not (6.3.8). */
  readComposite(paths: readonly Below[]): Verdict {
    const values = new Map(paths.flatMap((path) => [...this.at(path)]));
    return { codes: values.size === 0 ? ['2.05', '4.04'] : ['2.05'], values };
  }

  create(id: number, written: readonly Written[]): Verdict {
    // A callback that answers later counts as done: there is nothing yet that it could refuse.
    const errors = faults(written.filter(([[, resource]]) => resource !== (ResourceId.slow as number) && RESOURCES.get(resource)?.operations === 'RW'), false);
    if (this.instances.has(id)) errors.push('4.00');
    if (id === Refused.instance) errors.push('4.03');
    if (!MANDATORY.every((mandatory) => written.some(([[, given]]) => given === mandatory))) errors.push('4.00');
    if (this.instances.size === INSTANCES) errors.push(...NO_ROOM);
    if (errors.length > 0) return { codes: errors };
    this.instances.add(id);
    this.values.set(key([id, ResourceId.measured]), 0);
    this.store(written.filter(([[, resource]]) => RESOURCES.get(resource)?.operations === 'RW').map(([[, ...rest], value]) => [[id, ...rest], value]));
    return { codes: ['2.01'] };
  }

  /** An id that the client may choose for an instance. */
  freeId(): number {
    return [0, 1, 2, 3, 4].find((id) => !this.instances.has(id)) ?? 0;
  }

  /** Delete of an instance; of a resource instance since 1.2. */
  delete(path: Below): Verdict {
    if (path.length === 2) return { codes: ['4.05', '4.04'] };
    if (path.length === 1 ? !this.instances.has(path[0]) : !this.values.has(key(path))) return { codes: ['4.04'] };
    for (const name of this.at(path).keys()) this.remove(name);
    if (path.length === 1) this.instances.delete(path[0]);
    this.forget(path);
    return { codes: ['2.02'] };
  }

  execute([instance, resource]: Below): Verdict {
    if (!this.instances.has(instance)) return { codes: ['4.04'] };
    if (RESOURCES.get(resource)?.operations === 'E') return { codes: ['2.04'] };
    return { codes: this.isInstantiated([instance, resource]) ? ['4.05'] : ['4.04', '4.05'] };
  }

  /** Write-Attributes: each `[name, value]`, no value to unset it. */
  writeAttributes(path: Below, given: readonly (readonly [name: string, value?: number])[]): Verdict {
    const there = path.length === 0 || (path.length === 1 ? this.instances.has(path[0]) : this.isInstantiated(path));
    if (!there) return { codes: ['4.04'] };
    const value = (name: string): number => given.find(([known]) => known === name)?.[1] ?? NaN;
    const numeric = path.length >= 2 && RESOURCES.get(path[1])?.type?.match(/Integer|Float/) != null;
    const conditional = given.some(([name]) => ['gt', 'lt', 'st'].includes(name));
    if ((conditional && !numeric) || value('lt') >= value('gt') || value('lt') + 2 * value('st') >= value('gt')) return { codes: ['4.00'] };
    const set = this.attributes.get(key(path)) ?? new Map<string, string>();
    for (const [name, each] of given) {
      if (each === undefined) set.delete(name);
      else set.set(name, String(each));
    }
    this.attributes.set(key(path), set);
    return { codes: ['2.04'] };
  }

  /** Sets a value as the device does. */
  set(path: Below, value: Value): void {
    if (this.instances.has(path[0])) this.values.set(key(path), value);
  }

  /** Whether a resource is there; one that is executed always is. */
  isInstantiated(path: Below): boolean {
    return this.instances.has(path[0]) && (RESOURCES.get(path[1])?.operations === 'E' || this.at(path).size > 0);
  }

  private store(written: readonly Written[]): void {
    for (const [path, value] of written) if (value !== null && RESOURCES.has(path[1])) this.values.set(key(path), value);
  }

  private remove(name: string): void {
    this.values.delete(name);
  }

  /** An instance that is deleted takes its attributes along. */
  private forget(path: Below): void {
    for (const name of [...this.attributes.keys()]) if (isWithin(name, path) && name !== '') this.attributes.delete(name);
  }
}

/** Everything that is wrong with values, whichever the client finds first. */
function faults(written: readonly Written[], passesOverUnknown: boolean): string[] {
  return written.flatMap(([[, resource], value]) => {
    const definition = RESOURCES.get(resource);
    if (definition === undefined) return passesOverUnknown ? [] : ['4.04'];
    if (definition.operations !== 'RW') return ['4.05'];
    if (resource === (ResourceId.slow as number)) return value === Refused.later ? ['4.03'] : [];
    if (resource !== (ResourceId.guarded as number)) return [];
    if (Math.abs(Number(value)) > 10) return ['4.00'];
    return value === Refused.byValidate ? ['4.03'] : value === Refused.byWrite ? ['5.00'] : [];
  });
}
