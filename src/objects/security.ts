import { Security } from '../engine/accounts';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';

/**
 * Object 0, LwM2M Security (LwM2M 1.1 Core E.1): how each server is reached. No server may touch it; the device
 * and, later, a Bootstrap-Server write it.
 */
export const security = describe({
  id: 0,
  version: '1.1',
  multiple: true,
  resources: {
    [Security.uri]: { type: Type.string, operations: Operations.none, mandatory: true, range: [0, 255] },
    [Security.bootstrapServer]: { type: Type.boolean, operations: Operations.none, mandatory: true },
    [Security.mode]: { type: Type.integer, operations: Operations.none, mandatory: true, range: [0, 4] },
    [Security.identity]: { type: Type.opaque, operations: Operations.none, mandatory: true },
    [Security.serverPublicKey]: { type: Type.opaque, operations: Operations.none, mandatory: true },
    [Security.secretKey]: { type: Type.opaque, operations: Operations.none, mandatory: true },
    [Security.shortServerId]: { type: Type.integer, operations: Operations.none, range: [1, 65534] },
    [Security.clientHoldOffTime]: { type: Type.integer, operations: Operations.none },
    [Security.bootstrapAccountTimeout]: { type: Type.integer, operations: Operations.none },
  },
});
