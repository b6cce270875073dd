import { Type } from '../../format/type';
import { describe } from '../../model/describe';
import { Operations } from '../../model/description';

/** Resources of object 3311, Light Control (OMA registry, version 1.0). */
export const enum Light {
  sensorUnits = 5701,
  colour = 5706,
  applicationType = 5750,
  /** Wh */
  cumulativeActivePower = 5805,
  powerFactor = 5820,
  onOff = 5850,
  /** 0 to 100, in percent */
  dimmer = 5851,
  /** Seconds the light has been on; writing 0 starts the count anew. */
  onTime = 5852,
}

export const lightControl = describe({
  id: 3311,
  version: '1.0',
  multiple: true,
  resources: {
    [Light.sensorUnits]: { type: Type.string, operations: Operations.read },
    [Light.colour]: { type: Type.string, operations: Operations.readWrite },
    [Light.applicationType]: { type: Type.string, operations: Operations.readWrite },
    [Light.cumulativeActivePower]: { type: Type.float, operations: Operations.read },
    [Light.powerFactor]: { type: Type.float, operations: Operations.read },
    [Light.onOff]: { type: Type.boolean, operations: Operations.readWrite, mandatory: true },
    [Light.dimmer]: { type: Type.integer, operations: Operations.readWrite, range: [0, 100] },
    [Light.onTime]: { type: Type.integer, operations: Operations.readWrite },
  },
});
