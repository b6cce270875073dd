import { newInt32s } from 'runtime';
import { Config } from 'config';
import {
  createInstance,
  getNumber,
  type Instance,
  onChanged,
  onCreate,
  onDelete,
  onRead,
  onValidate,
  onWrite,
  setBoolean,
  setNumber,
} from '../../engine/access';
import { Answer } from '../../engine/answer';
import { Tenths, uptime } from '../../engine/clock';
import { Type } from '../../format/type';
import { describe } from '../../model/describe';
import { Operations } from '../../model/description';
import { addObject } from '../../model/objects';

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

/** Object 3311, Light Control. */
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

export type LightInstance = Instance<NonNullable<(typeof lightControl)['definition']>>;

/**
 * Since when each light (by its handle) has been on, as far as it is not counted yet: tenths of a second of the
 * uptime, and 1 added; 0 while it is off.
 */
const onSince = /* @__PURE__ */ newInt32s(Config.instances);

/** Brings On Time up to now. */
function countOnTime(light: LightInstance): number {
  if (onSince[light] > 0) {
    const seconds = Math.floor((uptime() + 1 - onSince[light]) / Tenths.second);
    const before = getNumber(light, Light.onTime);
    onSince[light] += seconds * Tenths.second;
    setNumber(light, Light.onTime, (before === undefined ? 0 : before) + seconds);
  }
  return Answer.done;
}

function switched(light: LightInstance, on: boolean): number {
  countOnTime(light);
  if (!on) {
    onSince[light] = 0;
  } else if (onSince[light] === 0) {
    onSince[light] = uptime() + 1;
  }
  return Answer.done;
}

function checkOnTime(_light: LightInstance, value: number): number {
  return value === 0 ? Answer.done : Answer.badRequest;
}

function restartOnTime(light: LightInstance): number {
  if (onSince[light] > 0) {
    onSince[light] = uptime() + 1;
  }
  return Answer.done;
}

/** What a new light begins with, whoever creates it: off, its dimmer at 100 %. */
function prepareLight(light: LightInstance): number {
  onSince[light] = 0;
  setBoolean(light, Light.onOff, false);
  setNumber(light, Light.dimmer, 100);
  setNumber(light, Light.onTime, 0);
  return Answer.done;
}

/** Adds the object. @param maxInstances Lights there can be. */
export function addLightControl(maxInstances: number): void {
  addObject(lightControl, maxInstances);
  onRead(lightControl, Light.onTime, countOnTime);
  onValidate(lightControl, Light.onTime, checkOnTime);
  onWrite(lightControl, Light.onTime, restartOnTime);
  onChanged(lightControl, Light.onOff, switched);
}

/** Creates a light. @returns `undefined` when the id is taken, or there is no room for more. */
export function createLight(id: number): LightInstance | undefined {
  const light = createInstance(lightControl, id);
  if (light !== undefined) {
    prepareLight(light);
  }
  return light;
}

function deleteLight(): number {
  return Answer.done;
}

/** Lets servers create and delete lights. */
export function letServersAddLights(): void {
  onCreate(lightControl, prepareLight);
  onDelete(lightControl, deleteLight);
}
