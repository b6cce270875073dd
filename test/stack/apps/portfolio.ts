/** An image with the Portfolio object, as the OMA configuration C.12 asks for it, and a value to be measured. */
import type { Board } from '../../../src/board';
import { addClient, addObject, Answer, createInstance, onCreate, onDelete, setNumber, setString, startClient } from '../../../src/client';
import { Device } from '../../../src/objects/device';
import { addTemperature, createTemperature, Temperature, type TemperatureInstance } from '../../../src/objects/ipso/temperature';
import { portfolio, Portfolio } from '../../../src/objects/portfolio';

let sensor: TemperatureInstance | undefined;

export function measure(value: number): void {
  if (sensor === undefined) throw new Error('no room for the sensor');
  setNumber(sensor, Temperature.sensorValue, value);
}

export function main(board: Board): void {
  const device = addClient(board);
  addObject(portfolio, 4);
  addTemperature(1);
  onCreate(portfolio, () => Answer.done);
  onDelete(portfolio, () => Answer.done);
  const instance = createInstance(portfolio, 0);
  if (device === undefined || instance === undefined) throw new Error('no room for the objects');
  setString(device, Device.utcOffset, '+01:00');
  for (const id of [0, 1, 2, 3]) setString(instance, Portfolio.identity, `identity ${id}`, id);
  sensor = createTemperature(0, 20);
  startClient(board, () => {});
}
