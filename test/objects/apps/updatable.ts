/** A device whose firmware can be updated. */
import type { Board } from '../../../src/board';
import { addClient, getInstance, setString, startClient } from '../../../src/client';
import { Device } from '../../../src/objects/device';
import { addFirmwareUpdate, deferFirmwareUpdate, firmwareUpdate } from '../../../src/objects/firmware-update';

export { deferFirmwareUpdate };

export function main(board: Board): void {
  const device = addClient(board);
  if (device !== undefined) setString(device, Device.firmwareVersion, '1.0');
  if (board.firmware !== undefined) addFirmwareUpdate(board, board.firmware);
  if (getInstance(firmwareUpdate, 0) === undefined) throw new Error('no object 5');
  startClient(board, () => undefined);
}
