/**
 * The client under test, in the configuration of the OMA enabler test specification (Appendix C) that
 * MOTE_CONFIGURATION names. Its button reports two values by Send.
 */
import type { Board } from '../../../src/board';
import { addClient, addToSend, beginSend, type ClientEvent, endSend, getInstance, onButton, Server, server, startClient } from '../../../src/client';
import { Device, device } from '../../../src/objects/device';
import { addAccessControl } from '../../../src/objects/access-control';
import { addAccounts } from './accounts';
import { addConfiguredObjects, describeDevice } from './objects';

let board: Board;

function onEvent(event: ClientEvent, link: number): void {
  board.log('event ' + event + ' of server ' + link);
}

function onSent(code: number): void {
  board.log('Send was answered ' + code);
}

/** OMA ETS LightweightM2M-1.1-int-311. */
function report(): void {
  const terms = getInstance(server, 0);
  const own = getInstance(device, 0);
  if (terms !== undefined && own !== undefined) {
    beginSend();
    addToSend(terms, Server.lifetime);
    addToSend(own, Device.errorCode);
    if (!endSend(onSent)) {
      board.log('nothing to send, or muted');
    }
  }
}

function onPress(button: number, pressed: number): void {
  if (button === 0 && pressed === 1) {
    report();
  }
}

export function main(on: Board): void {
  const named = process.env.MOTE_CONFIGURATION;
  const configuration = named === undefined ? 'C.1' : named;
  board = on;
  const own = addClient(board);
  if (own !== undefined) {
    describeDevice(own, configuration);
  }
  addAccessControl(8);
  addConfiguredObjects(board, configuration);
  addAccounts(configuration, board.settings().lifetime);
  onButton(onPress);
  startClient(board, onEvent);
}
