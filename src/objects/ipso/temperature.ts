import { createInstance, type InstanceOf, setNumber } from '../../engine/application';
import { Type } from '../../format/type';
import { describe } from '../../model/describe';
import { Operations } from '../../model/description';
import { addSensor } from './measured-range';

/** Resources of object 3303, Temperature (OMA registry, version 1.1). */
export const enum Temperature {
  timestamp = 5518,
  minMeasuredValue = 5601,
  maxMeasuredValue = 5602,
  minRangeValue = 5603,
  maxRangeValue = 5604,
  resetMinAndMax = 5605,
  sensorValue = 5700,
  sensorUnits = 5701,
  applicationType = 5750,
  qualityIndicator = 6042,
  qualityLevel = 6049,
  fractionalTimestamp = 6050,
}

/** Object 3303, Temperature. */
export const temperature = describe({
  id: 3303,
  version: '1.1',
  multiple: true,
  resources: {
    [Temperature.timestamp]: { type: Type.time, operations: Operations.read },
    [Temperature.minMeasuredValue]: { type: Type.float, operations: Operations.read },
    [Temperature.maxMeasuredValue]: { type: Type.float, operations: Operations.read },
    [Temperature.minRangeValue]: { type: Type.float, operations: Operations.read },
    [Temperature.maxRangeValue]: { type: Type.float, operations: Operations.read },
    [Temperature.resetMinAndMax]: { type: Type.none, operations: Operations.execute },
    [Temperature.sensorValue]: { type: Type.float, operations: Operations.read, mandatory: true },
    [Temperature.sensorUnits]: { type: Type.string, operations: Operations.read },
    [Temperature.applicationType]: { type: Type.string, operations: Operations.readWrite },
    [Temperature.qualityIndicator]: { type: Type.integer, operations: Operations.read, range: [0, 23] },
    [Temperature.qualityLevel]: { type: Type.integer, operations: Operations.read, range: [0, 100] },
    [Temperature.fractionalTimestamp]: { type: Type.float, operations: Operations.read, range: [0, 1] },
  },
});

export type TemperatureInstance = InstanceOf<typeof temperature>;

/** Adds the object. @param maxInstances Sensors there can be. */
export function addTemperature(maxInstances: number): void {
  addSensor(temperature, maxInstances);
}

/** Creates a sensor. @param value What it measures now. */
export function createTemperature(id: number, value: number): TemperatureInstance | undefined {
  const instance = createInstance(temperature, id);
  if (instance !== undefined) {
    setNumber(instance, Temperature.sensorValue, value);
  }
  return instance;
}
