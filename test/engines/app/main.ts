/**
 * Everything at once, for the script engines: bootstrap, two servers with access rights, queue mode, TCP, firmware, the
 * console, and values of every type.
 */
import type { Board } from '../../../src/board';
import {
  addClient,
  addObject,
  type ClientEvent,
  createInstance,
  Security,
  SecurityMode,
  setBoolean,
  setNumber,
  setOpaque,
  setString,
  startClient,
  startShell,
} from '../../../src/client';
import { newUint8s } from 'runtime';
import { addAccessControl } from '../../../src/objects/access-control';
import { ConnectivityMonitoring, connectivityMonitoring } from '../../../src/objects/connectivity-monitoring';
import { addConnectivityStatistics } from '../../../src/objects/connectivity-statistics';
import { Device } from '../../../src/objects/device';
import { addFirmwareUpdate } from '../../../src/objects/firmware-update';
import { Location, location } from '../../../src/objects/location';
import { security } from '../../../src/objects/security';
import { addValues } from './values';

const enum Size {
  velocity = 3,
}

let board: Board;
const velocity = /* @__PURE__ */ newUint8s(Size.velocity);

function onEvent(event: ClientEvent, link: number): void {
  board.setLed(event, link); // is printed
}

/** The account of the Bootstrap-Server, all that the device has from the factory. */
function addBootstrapAccount(): void {
  const account = createInstance(security, 0);
  if (account !== undefined) {
    setString(account, Security.uri, 'coap://192.0.2.9:5783');
    setBoolean(account, Security.bootstrapServer, true);
    setNumber(account, Security.mode, SecurityMode.noSec);
    setNumber(account, Security.clientHoldOffTime, 2);
  }
}

function addMonitoring(): void {
  addObject(connectivityMonitoring, 1);
  const monitoring = createInstance(connectivityMonitoring, 0);
  if (monitoring !== undefined) {
    setNumber(monitoring, ConnectivityMonitoring.networkBearer, 41);
    setNumber(monitoring, ConnectivityMonitoring.availableNetworkBearer, 41, 0);
    setNumber(monitoring, ConnectivityMonitoring.radioSignalStrength, -80);
    setString(monitoring, ConnectivityMonitoring.ipAddresses, '192.0.2.33', 0);
    setString(monitoring, ConnectivityMonitoring.ipAddresses, '2001:db8::33', 1);
  }
}

/** Its fractions are binary ones: Espruino reads others in a program with an error in the last place. */
function addPlace(): void {
  addObject(location, 1);
  const place = createInstance(location, 0);
  if (place !== undefined) {
    setNumber(place, Location.latitude, -43.5);
    setNumber(place, Location.longitude, 153.25);
    setOpaque(place, Location.velocity, velocity, Size.velocity);
    setNumber(place, Location.timestamp, 1367491215);
  }
}

export function main(on: Board): void {
  board = on;
  const device = addClient(board);
  if (device !== undefined) {
    setString(device, Device.manufacturer, 'Mote');
    setString(device, Device.modelNumber, 'everything');
    setNumber(device, Device.availablePowerSources, 5, 0);
  }
  addAccessControl(16);
  addMonitoring();
  if (board.firmware !== undefined) {
    addFirmwareUpdate(board, board.firmware);
  }
  addPlace();
  addConnectivityStatistics();
  addValues(board);
  addBootstrapAccount();
  startShell(board);
  startClient(board, onEvent);
}
