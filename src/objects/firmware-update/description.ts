/** Object 5, Firmware Update: its resources. */
import { Type } from '../../format/type';
import { describe } from '../../model/describe';
import { Operations } from '../../model/description';

/** Resources of object 5, Firmware Update (OMA registry, version 1.2). */
export const enum FirmwareUpdate {
  packageResource = 0,
  /** 0 to 255 bytes */
  packageUri = 1,
  update = 2,
  /** 0 to 3 */
  state = 3,
  /** 0 to 11 */
  updateResult = 5,
  /** 0 to 255 bytes */
  pkgName = 6,
  /** 0 to 255 bytes */
  pkgVersion = 7,
  /** 0 to 5 */
  firmwareUpdateProtocolSupport = 8,
  /** 0 to 2 */
  firmwareUpdateDeliveryMethod = 9,
  cancel = 10,
  /** 0 to 2 */
  severity = 11,
  /** In seconds since 1970-01-01T00:00:00Z */
  lastStateChangeTime = 12,
  /** In seconds */
  maximumDeferPeriod = 13,
  automaticUpgradeAtDownload = 14,
}

/** Object 5, Firmware Update. */
export const firmwareUpdate = describe({
  id: 5,
  version: '1.2',
  resources: {
    [FirmwareUpdate.packageResource]: { type: Type.opaque, operations: Operations.write, mandatory: true },
    [FirmwareUpdate.packageUri]: { type: Type.string, operations: Operations.readWrite, mandatory: true, range: [0, 255] },
    [FirmwareUpdate.update]: { type: Type.none, operations: Operations.execute, mandatory: true },
    [FirmwareUpdate.state]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [0, 3] },
    [FirmwareUpdate.updateResult]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [0, 11] },
    [FirmwareUpdate.pkgName]: { type: Type.string, operations: Operations.read, range: [0, 255] },
    [FirmwareUpdate.pkgVersion]: { type: Type.string, operations: Operations.read, range: [0, 255] },
    [FirmwareUpdate.firmwareUpdateProtocolSupport]: { type: Type.integer, operations: Operations.read, multiple: true, range: [0, 5] },
    [FirmwareUpdate.firmwareUpdateDeliveryMethod]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [0, 2] },
    [FirmwareUpdate.cancel]: { type: Type.none, operations: Operations.execute },
    [FirmwareUpdate.severity]: { type: Type.integer, operations: Operations.readWrite, range: [0, 2] },
    [FirmwareUpdate.lastStateChangeTime]: { type: Type.time, operations: Operations.read },
    [FirmwareUpdate.maximumDeferPeriod]: { type: Type.unsigned, operations: Operations.readWrite },
    [FirmwareUpdate.automaticUpgradeAtDownload]: { type: Type.boolean, operations: Operations.readWrite },
  },
});
