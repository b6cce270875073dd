/** Which resources of an object are the least and greatest value measured, of what, and what resets them. */
import type { DescribedObject, Resource } from './definition';

/** Ids of a value, and of its Min and Max Measured Value, as the OMA registry's reusable resources have them. */
const quantities: readonly (readonly [value: number, min: number, max: number])[] = [
  [5700, 5601, 5602],
  [5705, 5601, 5602],
  [5536, 5601, 5602],
  [5600, 5601, 5602],
  [5702, 5508, 5509],
  [5703, 5510, 5511],
  [5704, 5512, 5513],
  [5800, 5801, 5802],
  [5810, 5811, 5812],
];
const resetMinAndMax = 5605;
const sensorValue = 5700;

export interface Quantity {
  readonly value: Resource;
  readonly min: Resource;
  readonly max: Resource;
}

export interface Measured {
  readonly quantities: readonly Quantity[];
  readonly reset: Resource;
  /** Whether it is a sensor as most are: of Sensor Value alone. */
  readonly plain: boolean;
}

/** Undefined for an object that does not keep a measured range, or has no reset for it. */
export function measuredRange({ resources }: DescribedObject): Measured | undefined {
  const find = (id: number, operations: RegExp, type: string): Resource | undefined =>
    resources.find((resource) => resource.id === id && operations.test(resource.operations) && resource.type === type && !resource.multiple);
  const reset = find(resetMinAndMax, /^execute$/, 'none');
  const found: Quantity[] = [];
  for (const [valueId, minId, maxId] of quantities) {
    const value = find(valueId, /^read/, 'float');
    const min = find(minId, /^read$/, 'float');
    const max = find(maxId, /^read$/, 'float');
    const known = found.some((quantity) => quantity.min === min);
    if (value !== undefined && min !== undefined && max !== undefined && !known) found.push({ value, min, max });
  }
  if (reset === undefined || found.length === 0) return undefined;
  const plain = found.length === 1 && found[0].value.id === sensorValue && found[0].value.operations === 'read';
  return { quantities: found, reset, plain };
}
