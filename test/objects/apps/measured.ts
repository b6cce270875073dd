/** An image with one of each kind of object that keeps the range of what it measures. */
import type { Board } from '../../../src/board';
import { addClient, createInstance, type InstanceOf, setNumber, startClient } from '../../../src/client';
import { addGyrometer, Gyrometer, gyrometer } from '../../../src/objects/ipso/gyrometer';
import { addHumidity, Humidity, humidity } from '../../../src/objects/ipso/humidity';
import { addPositioner, Positioner, positioner } from '../../../src/objects/ipso/positioner';

interface Sensors {
  readonly air: InstanceOf<typeof humidity>;
  readonly valve: InstanceOf<typeof positioner>;
  readonly gyro: InstanceOf<typeof gyrometer>;
}

let sensors: Sensors | undefined;

/** Has the sensors measure: humidity, position, and X and Y of the gyrometer. */
export function measure(percent: number, position: number, x: number, y: number): void {
  if (sensors === undefined) throw new Error('no room for the sensors');
  setNumber(sensors.air, Humidity.sensorValue, percent);
  setNumber(sensors.valve, Positioner.currentPosition, position);
  setNumber(sensors.gyro, Gyrometer.xValue, x);
  setNumber(sensors.gyro, Gyrometer.yValue, y);
}

export function main(board: Board): void {
  addClient(board);
  addHumidity(2);
  addPositioner(1);
  addGyrometer(1);
  const air = createInstance(humidity, 1);
  const valve = createInstance(positioner, 0);
  const gyro = createInstance(gyrometer, 0);
  sensors = air === undefined || valve === undefined || gyro === undefined ? undefined : { air, valve, gyro };
  startClient(board, () => {});
}
