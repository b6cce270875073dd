/** Object 5, Firmware Update. */
import { Config } from 'config';
import type { Board, FirmwareSink } from '../board';
import { createInstance, onExecute, onValidate, onWrite, setBoolean, setNumber, setString } from '../engine/application';
import { hasDownloadProxy } from '../engine/download';
import { onStream } from '../engine/streamed';
import { addObject } from '../model/objects';
import { FirmwareUpdate, firmwareUpdate } from './firmware-update/description';
import { checkUri, executeCancel, executeUpdate, type FirmwareInstance, push, resume, writeUri } from './firmware-update/state';

export { FirmwareUpdate, firmwareUpdate } from './firmware-update/description';
export { deferFirmwareUpdate } from './firmware-update/state';

/**
 * Adds the object and its only instance: servers can update the firmware, by packages that they push, and by URIs when
 * "firmwarePull" of config.json is 1.
 * @param to Where packages go.
 */
export function addFirmwareUpdate(on: Board, to: FirmwareSink): FirmwareInstance | undefined {
  addObject(firmwareUpdate, 1);
  onStream(firmwareUpdate, FirmwareUpdate.packageResource, push);
  onValidate(firmwareUpdate, FirmwareUpdate.packageUri, checkUri);
  onWrite(firmwareUpdate, FirmwareUpdate.packageUri, writeUri);
  onExecute(firmwareUpdate, FirmwareUpdate.update, executeUpdate);
  onExecute(firmwareUpdate, FirmwareUpdate.cancel, executeCancel);
  const created = createInstance(firmwareUpdate, 0);
  if (created !== undefined) {
    setString(created, FirmwareUpdate.packageUri, '');
    setNumber(created, FirmwareUpdate.firmwareUpdateProtocolSupport, 0, 0);
    if (Config.dtls === 1) {
      setNumber(created, FirmwareUpdate.firmwareUpdateProtocolSupport, 1, 3);
    }
    if (Config.firmwarePull === 1 && hasDownloadProxy(on)) {
      setNumber(created, FirmwareUpdate.firmwareUpdateProtocolSupport, 2, 1);
      setNumber(created, FirmwareUpdate.firmwareUpdateProtocolSupport, 3, 2);
    }
    setNumber(created, FirmwareUpdate.firmwareUpdateDeliveryMethod, Config.firmwarePull === 1 ? 2 : 1);
    setNumber(created, FirmwareUpdate.severity, 1);
    setNumber(created, FirmwareUpdate.maximumDeferPeriod, 0);
    setBoolean(created, FirmwareUpdate.automaticUpgradeAtDownload, false);
    resume(on, to, created);
  }
  return created;
}
