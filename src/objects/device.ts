import { asciiAt, textSize } from 'runtime';
import type { Board } from '../board';
import {
  createInstance,
  deleteResourceInstance,
  getNumber,
  type InstanceOf,
  onExecute,
  onRead,
  onValidate,
  onWrite,
  setNumber,
  setString,
} from '../engine/application';
import { Answer } from '../engine/answer';
import { currentTime, setCurrentTime } from '../engine/clock';
import { after, cancel } from '../engine/jobs';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';
import { addObject } from '../model/objects';

/** Resources of object 3, Device (LwM2M 1.1 Core E.4). */
export const enum Device {
  manufacturer = 0,
  modelNumber = 1,
  serialNumber = 2,
  firmwareVersion = 3,
  reboot = 4,
  factoryReset = 5,
  availablePowerSources = 6,
  /** Millivolts */
  powerSourceVoltage = 7,
  /** Milliamperes */
  powerSourceCurrent = 8,
  /** 0 to 100, in percent */
  batteryLevel = 9,
  /** Kilobytes of 1000 bytes */
  memoryFree = 10,
  errorCode = 11,
  resetErrorCode = 12,
  /** Seconds since 1970-01-01T00:00:00Z */
  currentTime = 13,
  utcOffset = 14,
  timezone = 15,
  supportedBindings = 16,
  deviceType = 17,
  hardwareVersion = 18,
  softwareVersion = 19,
  batteryStatus = 20,
  /** Kilobytes of 1000 bytes */
  memoryTotal = 21,
  extDevInfo = 22,
}

/** Object 3, Device. */
export const device = describe({
  id: 3,
  version: '1.1',
  resources: {
    [Device.manufacturer]: { type: Type.string, operations: Operations.read },
    [Device.modelNumber]: { type: Type.string, operations: Operations.read },
    [Device.serialNumber]: { type: Type.string, operations: Operations.read },
    [Device.firmwareVersion]: { type: Type.string, operations: Operations.read },
    [Device.reboot]: { type: Type.none, operations: Operations.execute, mandatory: true },
    [Device.factoryReset]: { type: Type.none, operations: Operations.execute },
    [Device.availablePowerSources]: { type: Type.integer, operations: Operations.read, multiple: true, range: [0, 7] },
    [Device.powerSourceVoltage]: { type: Type.integer, operations: Operations.read, multiple: true },
    [Device.powerSourceCurrent]: { type: Type.integer, operations: Operations.read, multiple: true },
    [Device.batteryLevel]: { type: Type.integer, operations: Operations.read, range: [0, 100] },
    [Device.memoryFree]: { type: Type.integer, operations: Operations.read },
    [Device.errorCode]: { type: Type.integer, operations: Operations.read, multiple: true, mandatory: true, range: [0, 32] },
    [Device.resetErrorCode]: { type: Type.none, operations: Operations.execute },
    [Device.currentTime]: { type: Type.time, operations: Operations.readWrite },
    [Device.utcOffset]: { type: Type.string, operations: Operations.readWrite },
    [Device.timezone]: { type: Type.string, operations: Operations.readWrite },
    [Device.supportedBindings]: { type: Type.string, operations: Operations.read, mandatory: true },
    [Device.deviceType]: { type: Type.string, operations: Operations.read },
    [Device.hardwareVersion]: { type: Type.string, operations: Operations.read },
    [Device.softwareVersion]: { type: Type.string, operations: Operations.read },
    [Device.batteryStatus]: { type: Type.integer, operations: Operations.read, range: [0, 6] },
    [Device.memoryTotal]: { type: Type.integer, operations: Operations.read },
    [Device.extDevInfo]: { type: Type.objectLink, operations: Operations.read, multiple: true },
  },
});

type DeviceInstance = InstanceOf<typeof device>;

const enum Delay {
  /**
   * Seconds between the answer to Reboot and the reboot. The answer has to leave first (LwM2M 1.1 Core E.4); and if it
   * is lost, the request comes again within 3 s (RFC 7252 4.2) and must not find a client that has forgotten it.
   */
  reboot = 4,
}

const enum Errors {
  /** Errors that can be reported at the same time. */
  most = 8,
}

let board: Board;
let deviceInstance: DeviceInstance;

function rebootNow(): void {
  board.reboot();
}

function executeReboot(): Answer {
  after(Delay.reboot, rebootNow);
  return Answer.done;
}

function executeFactoryReset(): Answer {
  board.eraseStorage();
  after(Delay.reboot, rebootNow);
  return Answer.done;
}

function clearErrors(): Answer {
  for (let i = 0; i < Errors.most; i++) {
    deleteResourceInstance(deviceInstance, Device.errorCode, i);
  }
  setNumber(deviceInstance, Device.errorCode, 0, 0);
  return Answer.done;
}

/**
 * Reports an error of the device: codes 1 to 8 have a meaning (LwM2M 1.1 Core E.4), 16 to 32 are the device's own.
 * Stays until a server executes Reset Error Code.
 */
export function reportError(code: number): void {
  let free = 0;
  for (let i = Errors.most - 1; i >= 0; i--) {
    const reported = getNumber(deviceInstance, Device.errorCode, i);
    if (reported === code) {
      return;
    }
    if (reported === undefined || reported === 0) {
      free = i;
    }
  }
  setNumber(deviceInstance, Device.errorCode, code, free);
}

function readCurrentTime(instance: DeviceInstance): Answer {
  setNumber(instance, Device.currentTime, currentTime());
  return Answer.done;
}

function writeCurrentTime(_instance: DeviceInstance, value: number): Answer {
  setCurrentTime(value);
  return Answer.done;
}

function isDigit(text: string, index: number): boolean {
  return asciiAt(text, index) >= 48 && asciiAt(text, index) <= 57;
}

/** +hh:mm, -hh:mm, or Z (ISO 8601; LwM2M 1.1 Core E.4). */
function isUtcOffset(text: string): boolean {
  if (text === 'Z' || textSize(text) !== 6) {
    return text === 'Z';
  }
  const sign = asciiAt(text, 0);
  const colon = asciiAt(text, 3);
  return (sign === 43 || sign === 45) && colon === 58 && isDigit(text, 1) && isDigit(text, 2) && isDigit(text, 4) && isDigit(text, 5);
}

function checkUtcOffset(value: string): Answer {
  return isUtcOffset(value) ? Answer.done : Answer.badRequest;
}

/**
 * Adds the object and its only instance.
 * @param on The board that Reboot and Factory Reset act on.
 */
export function addDevice(on: Board): DeviceInstance | undefined {
  board = on;
  cancel(rebootNow); // reserves its place
  addObject(device, 1);
  onExecute(device, Device.reboot, executeReboot);
  onExecute(device, Device.factoryReset, executeFactoryReset);
  onExecute(device, Device.resetErrorCode, clearErrors);
  onRead(device, Device.currentTime, readCurrentTime);
  onWrite(device, Device.currentTime, writeCurrentTime);
  onValidate(device, Device.utcOffset, checkUtcOffset);
  const instance = createInstance(device, 0);
  if (instance !== undefined) {
    deviceInstance = instance;
    setNumber(instance, Device.errorCode, 0, 0);
    setString(instance, Device.supportedBindings, 'U');
  }
  return instance;
}
