/** A lamp that can be updated over the air. */
import { imageVersion } from 'config';
import type { Board } from '../../../src/board';
import { addClient, ClientEvent, getBoolean, onButton, onChanged, setString, startClient } from '../../../src/client';
import { Device } from '../../../src/objects/device';
import { addFirmwareUpdate, deferFirmwareUpdate } from '../../../src/objects/firmware-update';
import { addLightControl, createLight, Light, lightControl, type LightInstance } from '../../../src/objects/ipso/light-control';

let board: Board;

function show(light: LightInstance): void {
  board.setLed(0, getBoolean(light, Light.onOff) === true ? 100 : 0);
}

/** The user does not want the lamp to go dark now. */
function onPress(_button: number, pressed: number): void {
  if (pressed === 1) {
    deferFirmwareUpdate();
  }
}

function onEvent(event: ClientEvent): void {
  if (event === ClientEvent.registrationComplete) {
    board.log('registered, version ' + imageVersion);
  }
}

export function main(on: Board): void {
  board = on;
  const device = addClient(board);
  if (device !== undefined) {
    setString(device, Device.firmwareVersion, imageVersion);
  }
  addLightControl(1);
  onChanged(lightControl, Light.onOff, show);
  createLight(0);
  if (board.firmware !== undefined) {
    addFirmwareUpdate(board, board.firmware);
  }
  onButton(onPress);
  startClient(board, onEvent);
}
