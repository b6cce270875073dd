/**
 * Object 3442, the LwM2M v1.1 Test Object of the OMA registry: a resource of each data type, single and multiple. It
 * begins with the values of Leshan's own.
 */
import { Type } from '../../../src/format/type';
import {
  addObject,
  addToSend,
  Answer,
  beginSend,
  createInstance,
  type Description,
  endSend,
  getInstance,
  getString,
  type InstanceOf,
  onCreate,
  onDelete,
  onExecute,
  setBoolean,
  setNumber,
  setOpaque,
  setString,
} from '../../../src/client';
import { describe } from '../../../src/model/describe';
import { type ObjectDefinition, Operations } from '../../../src/model/description';
import { device } from '../../../src/objects/device';
import { temperature } from '../../../src/objects/ipso/temperature';

export const enum Test {
  resetValues = 0,
  execWithArguments = 3,
  argumentsList = 4,
  sendData = 5,
  resourcesToSend = 6,
  string = 110,
  integer = 120,
  unsigned = 125,
  float = 130,
  boolean = 140,
  opaque = 150,
  time = 160,
  objectLink = 170,
  coreLink = 180,
  /** The multiple ones. */
  strings = 1110,
  integers = 1120,
  unsigneds = 1125,
  floats = 1130,
  booleans = 1140,
  opaques = 1150,
  times = 1160,
  objectLinks = 1170,
  coreLinks = 1180,
}

export const testObject = describe({
  id: 3442,
  version: '1.0',
  multiple: true,
  resources: {
    [Test.resetValues]: { type: Type.none, operations: Operations.execute },
    [Test.execWithArguments]: { type: Type.none, operations: Operations.execute },
    [Test.argumentsList]: { type: Type.string, operations: Operations.read, multiple: true },
    [Test.sendData]: { type: Type.none, operations: Operations.execute },
    [Test.resourcesToSend]: { type: Type.string, operations: Operations.readWrite, multiple: true },
    [Test.string]: { type: Type.string, operations: Operations.readWrite },
    [Test.integer]: { type: Type.integer, operations: Operations.readWrite },
    [Test.unsigned]: { type: Type.unsigned, operations: Operations.readWrite },
    [Test.float]: { type: Type.float, operations: Operations.readWrite },
    [Test.boolean]: { type: Type.boolean, operations: Operations.readWrite },
    [Test.opaque]: { type: Type.opaque, operations: Operations.readWrite },
    [Test.time]: { type: Type.time, operations: Operations.readWrite },
    [Test.objectLink]: { type: Type.objectLink, operations: Operations.readWrite },
    [Test.coreLink]: { type: Type.coreLink, operations: Operations.readWrite },
    [Test.strings]: { type: Type.string, operations: Operations.readWrite, multiple: true },
    [Test.integers]: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    [Test.unsigneds]: { type: Type.unsigned, operations: Operations.readWrite, multiple: true },
    [Test.floats]: { type: Type.float, operations: Operations.readWrite, multiple: true },
    [Test.booleans]: { type: Type.boolean, operations: Operations.readWrite, multiple: true },
    [Test.opaques]: { type: Type.opaque, operations: Operations.readWrite, multiple: true },
    [Test.times]: { type: Type.time, operations: Operations.readWrite, multiple: true },
    [Test.objectLinks]: { type: Type.objectLink, operations: Operations.readWrite, multiple: true },
    [Test.coreLinks]: { type: Type.coreLink, operations: Operations.readWrite, multiple: true },
  },
});

type TestInstance = InstanceOf<typeof testObject>;

const enum Initial {
  integer = 1024,
  /** 2^40: more than 32 bits. */
  unsigned = 1099511627776,
  /** 2000-01-01T00:00:00Z */
  time = 946684800,
  /** 3:0 */
  objectLink = 196608,
}

const opaqueSize = 8;
const opaqueValue = /* @__PURE__ */ new Uint8Array([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);

function resetValues(instance: TestInstance): Answer {
  setString(instance, Test.resourcesToSend, '/3442/0/120', 0);
  setString(instance, Test.string, 'initial value');
  setNumber(instance, Test.integer, Initial.integer);
  setNumber(instance, Test.unsigned, Initial.unsigned);
  setNumber(instance, Test.float, 3.14159);
  setBoolean(instance, Test.boolean, true);
  setOpaque(instance, Test.opaque, opaqueValue, opaqueSize);
  setNumber(instance, Test.time, Initial.time);
  setNumber(instance, Test.objectLink, Initial.objectLink);
  setString(instance, Test.coreLink, '</3442>');
  setString(instance, Test.strings, 'initial value', 0);
  setNumber(instance, Test.integers, Initial.integer, 0);
  setNumber(instance, Test.unsigneds, Initial.unsigned, 0);
  setNumber(instance, Test.floats, 3.14159, 0);
  setBoolean(instance, Test.booleans, true, 0);
  setOpaque(instance, Test.opaques, opaqueValue, opaqueSize, 0);
  setNumber(instance, Test.times, Initial.time, 0);
  setNumber(instance, Test.objectLinks, Initial.objectLink, 0);
  setString(instance, Test.coreLinks, '</3442>', 0);
  return Answer.done;
}

function keepArguments(instance: TestInstance, args: string): Answer {
  setString(instance, Test.argumentsList, args, 0);
  return Answer.done;
}

/** Adds what a path of `ids` names, in an object of the application, to the Send. */
function addPath<D extends ObjectDefinition>(object: Description<D>, ids: number[]): void {
  const instance = getInstance(object, ids[1]);
  if (instance !== undefined) {
    addToSend(instance, ids[2] as (keyof D['resources'] & number) | undefined, ids[3]);
  }
}

function ignoreAnswer(): void {}

/** Sends what the paths name that a server has written. */
function sendListed(instance: TestInstance): Answer {
  beginSend();
  let path = getString(instance, Test.resourcesToSend, 0);
  for (let i = 1; path !== undefined; i++) {
    const ids = path.slice(1).split('/').map(Number);
    if (ids[0] === 3) {
      addPath(device, ids);
    } else if (ids[0] === 3303) {
      addPath(temperature, ids);
    } else {
      addPath(testObject, ids);
    }
    path = getString(instance, Test.resourcesToSend, i);
  }
  endSend(ignoreAnswer);
  return Answer.done;
}

function agree(): Answer {
  return Answer.done;
}

/** Adds the object, with its first instance. */
export function addTestObject(): void {
  addObject(testObject, 3);
  onExecute(testObject, Test.resetValues, resetValues);
  onExecute(testObject, Test.execWithArguments, keepArguments);
  onExecute(testObject, Test.sendData, sendListed);
  onCreate(testObject, agree);
  onDelete(testObject, agree);
  const first = createInstance(testObject, 0);
  if (first !== undefined) {
    resetValues(first);
  }
}
