/** An image with a temperature that measures what the test says, and that notes what it is told. */
import type { Board } from '../../../src/board';
import { addClient, setNumber, startClient } from '../../../src/client';
import { addTemperature, createTemperature, Temperature, type TemperatureInstance } from '../../../src/objects/ipso/temperature';

let sensor: TemperatureInstance | undefined;

/** What the application was told, in order. */
export const events: number[] = [];

export function measure(value: number): void {
  if (sensor === undefined) throw new Error('no room for the sensor');
  setNumber(sensor, Temperature.sensorValue, value);
}

export function main(board: Board): void {
  addClient(board);
  addTemperature(1);
  sensor = createTemperature(0, 20);
  startClient(board, (event) => events.push(event));
}
