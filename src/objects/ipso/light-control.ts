import { newInt32s, newUint8s } from 'runtime';
import { Config } from 'config';
import {
  createInstance,
  getNumber,
  type InstanceOf,
  onChanged,
  onCreate,
  onDelete,
  onRead,
  onValidate,
  onWrite,
  setBoolean,
  setNumber,
} from '../../engine/application';
import { Answer } from '../../engine/answer';
import { elapsed, Tenths, uptime } from '../../engine/clock';
import { Type } from '../../format/type';
import { describe } from '../../model/describe';
import { Operations } from '../../model/description';
import { slotOf } from '../../model/instances';
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

export type LightInstance = InstanceOf<typeof lightControl>;

/** For each light, by its slot: 1 while it is on, and up to when its time is counted (`uptime`). */
const counting = /* @__PURE__ */ newUint8s(Config.instances);
const countedTo = /* @__PURE__ */ newInt32s(Config.instances);

/** Brings On Time up to now, by whole seconds. */
function countOnTime(light: LightInstance): Answer {
  const slot = slotOf(light);
  if (counting[slot] === 1) {
    const seconds = Math.floor(elapsed(countedTo[slot]) / Tenths.second);
    const before = getNumber(light, Light.onTime);
    countedTo[slot] = (countedTo[slot] + seconds * Tenths.second) & Tenths.mask;
    setNumber(light, Light.onTime, (before === undefined ? 0 : before) + seconds);
  }
  return Answer.done;
}

function switched(light: LightInstance, on: boolean): void {
  const slot = slotOf(light);
  countOnTime(light);
  if (on && counting[slot] === 0) {
    countedTo[slot] = uptime();
  }
  counting[slot] = on ? 1 : 0;
}

function checkOnTime(value: number): Answer {
  return value === 0 ? Answer.done : Answer.badRequest;
}

function restartOnTime(light: LightInstance): Answer {
  countedTo[slotOf(light)] = uptime();
  return Answer.done;
}

/** What a new light begins with, whoever creates it: off, its dimmer at 100 %. */
function prepareLight(light: LightInstance): Answer {
  counting[slotOf(light)] = 0;
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

function deleteLight(): Answer {
  return Answer.done;
}

/** Lets servers create and delete lights. */
export function letServersAddLights(): void {
  onCreate(lightControl, prepareLight);
  onDelete(lightControl, deleteLight);
}
