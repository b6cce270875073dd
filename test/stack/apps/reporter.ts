/** A device that reports a sensor by Send. */
import type { Board } from '../../../src/board';
import { addClient, addToSend, beginSend, createInstance, deleteInstance, endSend, getInstance, server, Server, setBoolean, setNumber, startClient, stopClient } from '../../../src/client';
import { device, Device } from '../../../src/objects/device';
import { addTemperature, temperature, Temperature } from '../../../src/objects/ipso/temperature';

/** Codes of the answers, in order. */
export const answers: number[] = [];
const onSent = (code: number): void => {
  answers.push(code);
};

const sensor = () => getInstance(temperature, 0)!;
const account = () => getInstance(server, 0)!;

/** Mutes Send, or not: resource 23 of object 1. */
export function mute(isMuted: boolean): void {
  setBoolean(account(), Server.muteSend, isMuted);
}

export function measure(value: number): void {
  setNumber(sensor(), Temperature.sensorValue, value);
}

/** Sends the sensor's value and the manufacturer. */
export function report(): boolean {
  beginSend();
  addToSend(sensor(), Temperature.sensorValue);
  addToSend(getInstance(device, 0)!, Device.errorCode);
  return endSend(onSent);
}

/** Sends so many paths. */
export function reportMany(count: number): boolean {
  beginSend();
  for (let i = 0; i < count; i++) addToSend(sensor());
  return endSend(onSent);
}

export function reportOfNothing(): boolean {
  const gone = createInstance(temperature, 1)!;
  deleteInstance(gone);
  beginSend();
  addToSend(gone, Temperature.sensorValue);
  return endSend(onSent);
}

export { stopClient };

export function main(board: Board): void {
  addClient(board);
  addTemperature(2);
  createInstance(temperature, 0);
  measure(20.5);
  startClient(board, () => undefined);
}
