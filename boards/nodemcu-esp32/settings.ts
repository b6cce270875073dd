/** What this device is called and where it registers: the file `mote.lua`, which returns a table. See README.md. */
import type { Settings } from '../../src/board';
import type { FileModule, NodeModule } from './engine';

declare const file: FileModule;
declare const node: NodeModule;
declare function dofile(name: string): FileSettings;

/** @noSelf */
export interface FileSettings extends Partial<Settings> {
  /** The network to join. */
  readonly wifi?: { readonly ssid: string; readonly pwd: string };
  /** GPIO of the LED and of the button, which connects to ground. */
  readonly led?: number;
  readonly button?: number;
}

const enum Default {
  /** Seconds. */
  lifetime = 300,
}

export const fileSettings: FileSettings = file.exists('mote.lua') ? dofile('mote.lua') : {};

/** See `Board.settings`. */
export function settings(): Settings {
  return {
    endpoint: fileSettings.endpoint === undefined ? 'mote-' + node.chipid() : fileSettings.endpoint,
    server: fileSettings.server === undefined ? '' : fileSettings.server,
    lifetime: fileSettings.lifetime === undefined ? Default.lifetime : fileSettings.lifetime,
    bootstrap: fileSettings.bootstrap,
    binding: fileSettings.binding,
    identity: fileSettings.identity,
    key: fileSettings.key,
    firmwareProxy: fileSettings.firmwareProxy,
  };
}
