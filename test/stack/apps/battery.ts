/** An image whose Device object has two power sources, and whatever else the OMA configurations C.4 and C.6 ask for. */
import type { Board } from '../../../src/board';
import { addClient, setNumber, setString, startClient } from '../../../src/client';
import { Device, reportError } from '../../../src/objects/device';

export { reportError };

const EXTERNAL = 5;

export function main(board: Board): void {
  const device = addClient(board);
  if (device === undefined) throw new Error('no room for the Device object');
  setString(device, Device.manufacturer, 'Open Mobile Alliance');
  setString(device, Device.modelNumber, 'Lightweight M2M Client');
  setString(device, Device.serialNumber, '345000123');
  setString(device, Device.firmwareVersion, '1.0');
  setNumber(device, Device.availablePowerSources, 1, 0);
  setNumber(device, Device.availablePowerSources, EXTERNAL, 1);
  setNumber(device, Device.powerSourceVoltage, 3800, 0);
  setNumber(device, Device.powerSourceVoltage, 5000, 1);
  setNumber(device, Device.powerSourceCurrent, 125, 0);
  setNumber(device, Device.powerSourceCurrent, 900, 1);
  setNumber(device, Device.batteryLevel, 100);
  setNumber(device, Device.memoryFree, 15);
  setString(device, Device.utcOffset, '+01:00');
  setString(device, Device.timezone, 'Europe/Berlin');
  setString(device, Device.deviceType, 'test');
  setString(device, Device.hardwareVersion, 'A');
  setString(device, Device.softwareVersion, 'B');
  setNumber(device, Device.batteryStatus, 0);
  setNumber(device, Device.memoryTotal, 64);
  setNumber(device, Device.extDevInfo, 65536, 0); // 1:0
  startClient(board, () => {});
}
