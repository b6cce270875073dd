/**
 * A smart light: object 3311 switches and dims LED 0, button 0 toggles it, object 3303 shows a temperature.
 */
import { Config, imageVersion } from 'config';
import type { Board } from '../../src/board';
import {
  addClient,
  ClientEvent,
  every,
  getBoolean,
  getNumber,
  onButton,
  onChanged,
  setBoolean,
  setNumber,
  setString,
  startClient,
  startShell,
} from '../../src/client';
import { addConnectivityMonitoring } from '../../src/objects/connectivity-monitoring';
import { Device } from '../../src/objects/device';
import { addFirmwareUpdate } from '../../src/objects/firmware-update';
import {
  addLightControl,
  createLight,
  letServersAddLights,
  Light,
  lightControl,
  type LightInstance,
} from '../../src/objects/ipso/light-control';
import { addTemperature, createTemperature, Temperature, type TemperatureInstance } from '../../src/objects/ipso/temperature';

const enum Lamp {
  led = 0,
  button = 0,
  /** Milliwatts at full brightness. */
  power = 5000,
}

const enum Sensor {
  /** Seconds between two measurements. */
  interval = 2,
}

let board: Board;
let lamp: LightInstance | undefined;
let sensor: TemperatureInstance | undefined;
/** What the lamp has used, in milliwatt seconds. */
let energy = 0;

/** Shows the lamp's state on its LED. */
function showLamp(light: LightInstance): void {
  if (light === lamp) {
    const dimmer = getNumber(light, Light.dimmer);
    const brightness = dimmer === undefined ? 100 : dimmer;
    board.setLed(Lamp.led, getBoolean(light, Light.onOff) === true ? brightness : 0);
  }
}

function toggleLamp(button: number, pressed: number): void {
  if (button === Lamp.button && pressed === 1 && lamp !== undefined) {
    setBoolean(lamp, Light.onOff, getBoolean(lamp, Light.onOff) !== true);
  }
}

/** Adds up what the lamp uses, and tells it in Wh with three decimals. */
function meter(): void {
  if (lamp !== undefined) {
    const dimmer = getNumber(lamp, Light.dimmer);
    if (getBoolean(lamp, Light.onOff) === true && dimmer !== undefined) {
      energy += Math.floor((Lamp.power * dimmer) / 100) * Sensor.interval;
    }
    setNumber(lamp, Light.cumulativeActivePower, Math.floor(energy / 3600) / 1000);
  }
}

/** Boards without a sensor show a temperature that wanders between 18 and 24 degrees, by a tenth at a time. */
function measure(): void {
  if (sensor !== undefined) {
    const last = getNumber(sensor, Temperature.sensorValue);
    const tenths = Math.floor((last === undefined ? 21 : last) * 10 + 0.5) + (board.random() & 3) - 1;
    setNumber(sensor, Temperature.sensorValue, (tenths < 180 ? 180 : tenths > 240 ? 240 : tenths) / 10);
  }
}

function onEvent(event: ClientEvent): void {
  if (event === ClientEvent.registrationComplete) {
    board.log('registered');
  } else if (event === ClientEvent.registrationFailure) {
    board.log('refused by the server; if it stays so, see what it says of this endpoint name');
  } else if (event === ClientEvent.registrationTimeout) {
    board.log('no answer from the server: trying again later');
  } else if (event === ClientEvent.networkError) {
    board.log('cannot reach the server: look at its address; trying again later');
  } else if (event === ClientEvent.unsupportedSecurity) {
    board.log('no key for this server, or an image without DTLS: set identity and key, or use a server at coap');
  } else if (Config.dtls === 1 && event === ClientEvent.wrongKey) {
    board.log('the server has another key than this device: look at both; trying again later');
  } else if (Config.dtls === 1 && event === ClientEvent.unknownIdentity) {
    board.log('the server does not know this identity: add it there, with its key; trying again later');
  } else if (Config.dtls === 1 && event === ClientEvent.securityFailure) {
    board.log('no security that both sides have: look at identity, key and cipher suites; trying again later');
  } else if (Config.dtls === 1 && event === ClientEvent.sessionClosed) {
    board.log('the server has ended the session: a new one is begun');
  } else if (Config.dtls === 1 && event === ClientEvent.noSeed) {
    board.log('no seed for keys: flash this device with a seed of its own');
  } else if (event === ClientEvent.disconnected) {
    board.log('de-registered');
  }
}

export function main(on: Board): void {
  board = on;
  const device = addClient(board);
  addLightControl(2);
  addTemperature(1);
  letServersAddLights();
  onChanged(lightControl, Light.onOff, showLamp);
  onChanged(lightControl, Light.dimmer, showLamp);

  if (device !== undefined) {
    setString(device, Device.manufacturer, 'Mote');
    setString(device, Device.modelNumber, 'smart-light');
    setString(device, Device.serialNumber, '1');
    setString(device, Device.firmwareVersion, imageVersion);
    setString(device, Device.deviceType, 'light');
    setNumber(device, Device.availablePowerSources, 5, 0);
    setNumber(device, Device.powerSourceVoltage, 5000, 0);
    setNumber(device, Device.powerSourceCurrent, 80, 0);
  }
  lamp = createLight(0);
  if (lamp !== undefined) {
    setString(lamp, Light.applicationType, 'Desk lamp');
    setString(lamp, Light.colour, '#ffe0b0');
    setNumber(lamp, Light.powerFactor, 1);
    setString(lamp, Light.sensorUnits, 'Wh');
  }
  sensor = createTemperature(0, 21);
  if (sensor !== undefined) {
    setString(sensor, Temperature.sensorUnits, 'Cel');
    setNumber(sensor, Temperature.minRangeValue, -40);
    setNumber(sensor, Temperature.maxRangeValue, 125);
  }
  if (Config.connectivity === 1 && board.network !== undefined) {
    addConnectivityMonitoring(board);
  }
  if (Config.firmware === 1 && board.firmware !== undefined) {
    addFirmwareUpdate(board, board.firmware);
  }
  onButton(toggleLamp);
  if (Config.shell === 1) {
    startShell(board);
  }
  startClient(board, onEvent);
  every(Sensor.interval, measure);
  every(Sensor.interval, meter);
}
