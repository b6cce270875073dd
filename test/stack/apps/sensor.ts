/** An image with a temperature that measures what the test says. */
import type { Board } from '../../../src/board';
import { addClient, setNumber, startClient } from '../../../src/client';
import { addTemperature, createTemperature, Temperature, type TemperatureInstance } from '../../../src/objects/ipso/temperature';

let sensor: TemperatureInstance | undefined;

export function measure(value: number): void {
  if (sensor === undefined) throw new Error('no room for the sensor');
  setNumber(sensor, Temperature.sensorValue, value);
}

export function main(board: Board): void {
  addClient(board);
  addTemperature(1);
  sensor = createTemperature(0, 20);
  startClient(board, () => {});
}
