/**
 * The application of the instance figures: as many Temperature instances as whatever runs the image says.
 * Their ids begin at 1000, so that every path is equally long.
 */
import type { Board } from '../../../src/board';
import { addClient, setNumber, setString, startClient } from '../../../src/client';
import { addTemperature, createTemperature, Temperature } from '../../../src/objects/ipso/temperature';

declare const benchInstances: number;

const firstId = 1000;
const mostInstances = 1000;

function ignoreEvent(): void {}

export function main(board: Board): void {
  addClient(board);
  addTemperature(mostInstances);
  for (let i = 0; i < benchInstances; i++) {
    const sensor = createTemperature(firstId + i, 21);
    if (sensor !== undefined) {
      setNumber(sensor, Temperature.minRangeValue, -40);
      setNumber(sensor, Temperature.maxRangeValue, 125);
      setString(sensor, Temperature.sensorUnits, 'Cel');
    }
  }
  startClient(board, ignoreEvent);
}
