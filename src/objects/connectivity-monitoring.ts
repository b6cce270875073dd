import type { Board } from '../board';
import { createInstance, type InstanceOf, setNumber, setString } from '../engine/application';
import { every } from '../engine/jobs';
import { Type } from '../format/type';
import { describe } from '../model/describe';
import { Operations } from '../model/description';
import { addObject } from '../model/objects';

/** Resources of object 4, Connectivity Monitoring (OMA registry, version 1.3). */
export const enum ConnectivityMonitoring {
  /** 0 to 50 */
  networkBearer = 0,
  /** 0 to 50 */
  availableNetworkBearer = 1,
  /** In dBm */
  radioSignalStrength = 2,
  linkQuality = 3,
  ipAddresses = 4,
  routerIpAddresses = 5,
  /** 0 to 100, in percent */
  linkUtilization = 6,
  apn = 7,
  cellId = 8,
  /** 0 to 999 */
  smnc = 9,
  /** 0 to 999 */
  smcc = 10,
  /** In dB */
  signalSnr = 11,
  lac = 12,
  /** 0 to 4 */
  coverageEnhancementLevel = 13,
}

/** Object 4, Connectivity Monitoring. */
export const connectivityMonitoring = describe({
  id: 4,
  version: '1.3',
  resources: {
    [ConnectivityMonitoring.networkBearer]: { type: Type.integer, operations: Operations.read, mandatory: true, range: [0, 50] },
    [ConnectivityMonitoring.availableNetworkBearer]: { type: Type.integer, operations: Operations.read, multiple: true, mandatory: true, range: [0, 50] },
    [ConnectivityMonitoring.radioSignalStrength]: { type: Type.integer, operations: Operations.read, mandatory: true },
    [ConnectivityMonitoring.linkQuality]: { type: Type.integer, operations: Operations.read },
    [ConnectivityMonitoring.ipAddresses]: { type: Type.string, operations: Operations.read, multiple: true, mandatory: true },
    [ConnectivityMonitoring.routerIpAddresses]: { type: Type.string, operations: Operations.read, multiple: true },
    [ConnectivityMonitoring.linkUtilization]: { type: Type.integer, operations: Operations.read, range: [0, 100] },
    [ConnectivityMonitoring.apn]: { type: Type.string, operations: Operations.read, multiple: true },
    [ConnectivityMonitoring.cellId]: { type: Type.integer, operations: Operations.read },
    [ConnectivityMonitoring.smnc]: { type: Type.integer, operations: Operations.read, range: [0, 999] },
    [ConnectivityMonitoring.smcc]: { type: Type.integer, operations: Operations.read, range: [0, 999] },
    [ConnectivityMonitoring.signalSnr]: { type: Type.integer, operations: Operations.read },
    [ConnectivityMonitoring.lac]: { type: Type.integer, operations: Operations.read },
    [ConnectivityMonitoring.coverageEnhancementLevel]: { type: Type.integer, operations: Operations.read, range: [0, 4] },
  },
});

type MonitoringInstance = InstanceOf<typeof connectivityMonitoring>;

const enum Watch {
  /** Seconds between two looks at the network: how late a notification of it can be. */
  period = 10,
}

let board: Board;
let monitoring: MonitoringInstance;

/** Shows what the board knows of its network. What it does not know any more stays as it was. */
function showNetwork(): void {
  if (board.network === undefined) {
    return;
  }
  const network = board.network();
  setNumber(monitoring, ConnectivityMonitoring.networkBearer, network.bearer);
  setNumber(monitoring, ConnectivityMonitoring.availableNetworkBearer, network.bearer, 0);
  if (network.signalStrength !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.radioSignalStrength, network.signalStrength);
  }
  if (network.linkQuality !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.linkQuality, network.linkQuality);
  }
  if (network.address !== undefined) {
    setString(monitoring, ConnectivityMonitoring.ipAddresses, network.address, 0);
  }
  if (network.router !== undefined) {
    setString(monitoring, ConnectivityMonitoring.routerIpAddresses, network.router, 0);
  }
  if (network.cellId !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.cellId, network.cellId);
  }
  if (network.networkCode !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.smnc, network.networkCode);
  }
  if (network.countryCode !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.smcc, network.countryCode);
  }
}

/**
 * Adds the object and its only instance, which goes on showing the network that the board is on. Radio Signal Strength,
 * which is mandatory, is 0 while the board knows none, and where there is no radio.
 */
export function addConnectivityMonitoring(on: Board): MonitoringInstance | undefined {
  board = on;
  addObject(connectivityMonitoring, 1);
  const instance = createInstance(connectivityMonitoring, 0);
  if (instance !== undefined) {
    monitoring = instance;
    setNumber(instance, ConnectivityMonitoring.radioSignalStrength, 0);
    showNetwork();
    every(Watch.period, showNetwork);
  }
  return instance;
}
