/** What the configurations of the OMA enabler test specification (Appendix C) have beside the accounts. */
import type { Board } from '../../../src/board';
import { addObject, Answer, createInstance, type InstanceOf, onCreate, onDelete, onExecute, setBoolean, setNumber, setOpaque, setString } from '../../../src/client';
import { ApnConnectionProfile, apnConnectionProfile } from '../../../src/objects/apn-connection-profile';
import { BinaryAppDataContainer, binaryAppDataContainer } from '../../../src/objects/binary-app-data-container';
import { CellularConnectivity, cellularConnectivity } from '../../../src/objects/cellular-connectivity';
import { ConnectivityMonitoring, connectivityMonitoring } from '../../../src/objects/connectivity-monitoring';
import { addConnectivityStatistics } from '../../../src/objects/connectivity-statistics';
import { Device, type device } from '../../../src/objects/device';
import { EventLog, eventLog } from '../../../src/objects/event-log';
import { addFirmwareUpdate } from '../../../src/objects/firmware-update';
import { Location, location } from '../../../src/objects/location';
import { Portfolio, portfolio } from '../../../src/objects/portfolio';

const bytes = /* @__PURE__ */ new Uint8Array([1, 2, 3, 4]);
const bytesSize = 4;

function agree(): Answer {
  return Answer.done;
}

/** DEV-MIN, and what C.4 and C.6 have beside it. MOTE_FIRMWARE is the version of what runs. */
export function describeDevice(own: InstanceOf<typeof device>, configuration: string): void {
  const firmware = process.env.MOTE_FIRMWARE;
  setString(own, Device.manufacturer, 'Mote');
  setString(own, Device.modelNumber, 'conformance');
  setString(own, Device.serialNumber, '1');
  setString(own, Device.firmwareVersion, firmware === undefined ? '1.0' : firmware);
  if (configuration === 'C.4' || configuration === 'C.6') {
    setNumber(own, Device.availablePowerSources, 1, 0);
    setNumber(own, Device.availablePowerSources, 2, 1);
    setNumber(own, Device.powerSourceVoltage, 3800, 0);
    setNumber(own, Device.powerSourceVoltage, 5000, 1);
    setNumber(own, Device.powerSourceCurrent, 125, 0);
    setNumber(own, Device.powerSourceCurrent, 900, 1);
    setNumber(own, Device.batteryLevel, 100);
  }
  if (configuration === 'C.6') {
    setNumber(own, Device.memoryFree, 15);
    setString(own, Device.utcOffset, '+01:00');
    setString(own, Device.timezone, 'Europe/Berlin');
    setString(own, Device.deviceType, 'test');
    setString(own, Device.hardwareVersion, '1.0');
    setString(own, Device.softwareVersion, '1.0');
    setNumber(own, Device.batteryStatus, 0);
    setNumber(own, Device.memoryTotal, 64);
  }
}

function addMonitoring(): void {
  addObject(connectivityMonitoring, 1);
  const instance = createInstance(connectivityMonitoring, 0);
  if (instance !== undefined) {
    setNumber(instance, ConnectivityMonitoring.networkBearer, 41);
    setNumber(instance, ConnectivityMonitoring.availableNetworkBearer, 41, 0);
    setNumber(instance, ConnectivityMonitoring.radioSignalStrength, -80);
    setNumber(instance, ConnectivityMonitoring.linkQuality, 50);
    setString(instance, ConnectivityMonitoring.ipAddresses, '127.0.0.1', 0);
    setString(instance, ConnectivityMonitoring.routerIpAddresses, '127.0.0.2', 0);
    setNumber(instance, ConnectivityMonitoring.linkUtilization, 5);
    setString(instance, ConnectivityMonitoring.apn, 'internet', 0);
    setNumber(instance, ConnectivityMonitoring.cellId, 1);
    setNumber(instance, ConnectivityMonitoring.smnc, 1);
    setNumber(instance, ConnectivityMonitoring.smcc, 262);
  }
}

function addLocation(): void {
  addObject(location, 1);
  const instance = createInstance(location, 0);
  if (instance !== undefined) {
    setNumber(instance, Location.latitude, 43.5723);
    setNumber(instance, Location.longitude, 153.2176);
    setNumber(instance, Location.altitude, 140);
    setNumber(instance, Location.radius, 100);
    setOpaque(instance, Location.velocity, bytes, bytesSize);
    setNumber(instance, Location.timestamp, 1367491215);
    setNumber(instance, Location.speed, 3);
  }
}

function addCellular(): void {
  addObject(cellularConnectivity, 1);
  const cellular = createInstance(cellularConnectivity, 0);
  if (cellular !== undefined) {
    setString(cellular, CellularConnectivity.smscAddress, '+491710760000');
    setNumber(cellular, CellularConnectivity.disableRadioPeriod, 0);
    setNumber(cellular, CellularConnectivity.psmTimer, 60);
    setNumber(cellular, CellularConnectivity.activeTimer, 10);
    setNumber(cellular, CellularConnectivity.activatedProfileNames, 0x000b0000, 0); // 11:0
    setNumber(cellular, CellularConnectivity.supportedPowerSavingModes, 1);
    setNumber(cellular, CellularConnectivity.activePowerSavingModes, 0);
  }
  addObject(apnConnectionProfile, 2);
  onCreate(apnConnectionProfile, agree);
  onDelete(apnConnectionProfile, agree);
  const profile = createInstance(apnConnectionProfile, 0);
  if (profile !== undefined) {
    setString(profile, ApnConnectionProfile.profileName, 'internet');
    setString(profile, ApnConnectionProfile.apn, 'internet');
    setBoolean(profile, ApnConnectionProfile.enableStatus, true);
    setNumber(profile, ApnConnectionProfile.authenticationType, 3);
  }
}

function addPortfolio(): void {
  addObject(portfolio, 3);
  onCreate(portfolio, agree);
  onDelete(portfolio, agree);
  onExecute(portfolio, Portfolio.getAuthData, agree);
  const instance = createInstance(portfolio, 0);
  if (instance !== undefined) {
    setString(instance, Portfolio.identity, 'Host Device ID #1', 0);
    setString(instance, Portfolio.identity, 'Host Device Manufacturer #1', 1);
    setString(instance, Portfolio.identity, 'Host Device Model #1', 2);
    setString(instance, Portfolio.identity, 'Host Device Software Version #1', 3);
  }
}

function addContainers(): void {
  addObject(binaryAppDataContainer, 2);
  for (let id = 0; id < 2; id++) {
    const instance = createInstance(binaryAppDataContainer, id);
    if (instance !== undefined) {
      setOpaque(instance, BinaryAppDataContainer.data, bytes, bytesSize, 0);
    }
  }
}

function addLog(): void {
  addObject(eventLog, 1);
  onExecute(eventLog, EventLog.logStart, agree);
  onExecute(eventLog, EventLog.logStop, agree);
  const instance = createInstance(eventLog, 0);
  if (instance !== undefined) {
    setNumber(instance, EventLog.logClass, 0);
    setNumber(instance, EventLog.logStatus, 3);
    setOpaque(instance, EventLog.logData, bytes, bytesSize);
  }
}

/** Adds the object that a configuration is about. */
export function addConfiguredObjects(board: Board, configuration: string): void {
  if (configuration === 'C.5') {
    addMonitoring();
  } else if (configuration === 'C.7') {
    addLocation();
  } else if (configuration === 'C.8' && board.firmware !== undefined) {
    addFirmwareUpdate(board, board.firmware);
  } else if (configuration === 'C.9') {
    addConnectivityStatistics();
  } else if (configuration === 'C.10') {
    addCellular();
  } else if (configuration === 'C.12') {
    addPortfolio();
  } else if (configuration === 'C.15') {
    addContainers();
  } else if (configuration === 'C.16') {
    addLog();
  }
}
