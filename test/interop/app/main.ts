/**
 * What Leshan tries the whole protocol on: temperature sensors, the Test Object with every data type, a container for large
 * values, firmware, and access control.
 */
import type { Board } from '../../../src/board';
import { addClient, ClientEvent, setNumber, setString, startClient } from '../../../src/client';
import { addAccessControl } from '../../../src/objects/access-control';
import { Device } from '../../../src/objects/device';
import { addFirmwareUpdate } from '../../../src/objects/firmware-update';
import { addTemperature, createTemperature, Temperature } from '../../../src/objects/ipso/temperature';
import { addAccounts, controlledInstances } from './accounts';
import { addBinaryData } from './binary-data';
import { discardedFirmware } from './firmware';
import { addTestObject } from './test-object';

let board: Board;

function onEvent(event: ClientEvent): void {
  board.log('event ' + event);
}

/** As many temperature sensors as MOTE_SENSORS says, so that their links do not fit in one message. */
function addSensors(): void {
  const wanted = process.env.MOTE_SENSORS;
  const count = wanted === undefined ? 1 : Number(wanted);
  addTemperature(count);
  for (let id = 0; id < count; id++) {
    const sensor = createTemperature(id, 21);
    if (sensor !== undefined) {
      setString(sensor, Temperature.sensorUnits, 'Cel');
      setNumber(sensor, Temperature.minRangeValue, -40);
      setNumber(sensor, Temperature.maxRangeValue, 125);
    }
  }
}

export function main(on: Board): void {
  board = on;
  const device = addClient(board);
  if (device !== undefined) {
    setString(device, Device.manufacturer, 'Mote');
    setString(device, Device.modelNumber, 'interop');
    setString(device, Device.serialNumber, '1');
  }
  addSensors();
  addTestObject();
  addBinaryData();
  addFirmwareUpdate(board, discardedFirmware);
  addAccessControl(controlledInstances);
  addAccounts(board.settings().lifetime);
  startClient(board, onEvent);
}
