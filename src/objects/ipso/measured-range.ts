import { getNumber, type Instance, type NumberResource, onChanged, onExecute, setNumber } from '../../engine/application';
import { Answer } from '../../engine/answer';
import type { Type } from '../../format/type';
import type { Description, ObjectDefinition, Operations } from '../../model/description';
import { addObject } from '../../model/objects';

/**
 * The least and greatest value that a sensor has measured since the start, or since a server has reset them: the
 * same for all IPSO objects that have Min and Max Measured Value.
 */

/** Follows a value that was measured. */
export function followMeasured<D extends ObjectDefinition>(
  instance: Instance<D>,
  value: number,
  min: NumberResource<D>,
  max: NumberResource<D>,
): void {
  const least = getNumber(instance, min);
  const greatest = getNumber(instance, max);
  if (least === undefined || value < least) {
    setNumber(instance, min, value);
  }
  if (greatest === undefined || value > greatest) {
    setNumber(instance, max, value);
  }
}

/** Begins anew with the value measured last. */
export function resetMeasured<D extends ObjectDefinition>(
  instance: Instance<D>,
  measured: NumberResource<D>,
  min: NumberResource<D>,
  max: NumberResource<D>,
): Answer {
  const value = getNumber(instance, measured);
  if (value !== undefined) {
    setNumber(instance, min, value);
    setNumber(instance, max, value);
  }
  return Answer.done;
}

/** Resources that are the same in all objects for a sensor of one value. */
const enum Sensor {
  minMeasuredValue = 5601,
  maxMeasuredValue = 5602,
  resetMinAndMax = 5605,
  value = 5700,
}

type Measured = { readonly type: Type.float; readonly operations: Operations.read };

/** What a sensor has to have. */
interface SensorDefinition extends ObjectDefinition {
  readonly resources: {
    readonly [Sensor.minMeasuredValue]: Measured;
    readonly [Sensor.maxMeasuredValue]: Measured;
    readonly [Sensor.resetMinAndMax]: { readonly type: Type.none; readonly operations: Operations.execute };
    readonly [Sensor.value]: Measured;
  };
}

function followSensor(sensor: Instance<SensorDefinition>, value: number): void {
  followMeasured(sensor, value, Sensor.minMeasuredValue, Sensor.maxMeasuredValue);
}

function resetSensor(sensor: Instance<SensorDefinition>): Answer {
  return resetMeasured(sensor, Sensor.value, Sensor.minMeasuredValue, Sensor.maxMeasuredValue);
}

/** Adds an object for sensors of one value, Sensor Value (5700). @param maxInstances Sensors there can be. */
export function addSensor(sensor: Description<SensorDefinition>, maxInstances: number): void {
  addObject(sensor, maxInstances);
  onChanged(sensor, Sensor.value, followSensor);
  onExecute(sensor, Sensor.resetMinAndMax, resetSensor);
}
