/** A client on the simulated board, and the server it registers with. */
import { join } from 'path';
import { createSimulation, type Simulation, type SimulationOptions } from '../../boards/sim/board';
import type { Board, BoardEvents } from '../../src/board';
import { fresh } from '../fresh';
import { Server } from './server';

/** What an image exports. */
interface Image {
  main(board: Board): void;
}

export interface Device<App extends Image> {
  readonly simulation: Simulation;
  readonly server: Server;
  /** The modules of the latest boot, and what they gave the board. */
  readonly app: App;
  readonly events: BoardEvents;
}

export interface DeviceOptions extends SimulationOptions {
  /** Sizes and features in the place of those in src/config.ts. */
  config?: Readonly<Record<string, number>>;
  /** `basic`, unless told: text, opaque and TLV, as tests that are not about formats speak them; `all`: those of the image. */
  formats?: 'basic' | 'all';
  /** Makes the server that it registers with; unless told, one on the open wire. */
  serve?: (simulation: Simulation) => Server;
}

export const SMART_LIGHT = 'firmware/smart-light/main';
/** What its config.json leaves out, and the tables of src/config.ts have no room for. */
const asItsImage = { firmware: 0, firmwarePull: 0 };

/** The formats that `basic` leaves out. */
const others = { formatCbor: 0, formatSenmlJson: 0, formatSenmlCbor: 0, formatLwm2mJson: 0, formatLwm2mCbor: 0 };

/**
 * Starts an image, and starts it anew after each reboot. All state of an image is in its modules, so each boot
 * evaluates them afresh.
 * @param file The image's main module, from the root of the repository.
 */
export function start<App extends Image>(file: string, options: DeviceOptions = {}): Device<App> {
  const simulation = createSimulation(options);
  const server = options.serve?.(simulation) ?? new Server(simulation);
  const { board } = simulation;
  const { attach } = board;
  let events: BoardEvents | undefined;
  board.attach = (given) => {
    events = given;
    attach(given);
  };
  const boot = (): { app: App; events: BoardEvents } => {
    const app = load<App>(file, { ...(options.formats === 'all' ? {} : others), ...(file === SMART_LIGHT ? asItsImage : {}), ...options.config });
    app.main(board);
    if (events === undefined) throw new Error(`${file} did not attach itself to its board`);
    return { app, events };
  };
  const device = { simulation, server, ...boot() };
  simulation.onReboot = () => {
    Object.assign(device, boot());
  };
  return device;
}

/** Starts an image, and lets it register. */
export function startRegistered<App extends Image>(file: string, options: DeviceOptions = {}): Device<App> {
  const device = start<App>(file, options);
  device.simulation.runUntil(() => device.server.registrations.size === 1, 10_000);
  device.simulation.run(10); // the answer is on its way
  return device;
}

/** The smart light, registered. */
export function smartLight(options: DeviceOptions = {}): Device<Image> {
  return startRegistered(SMART_LIGHT, options);
}

function load<App extends Image>(file: string, config: Readonly<Record<string, number>>): App {
  return fresh(() => jest.requireActual<App>(join('../..', file)), config);
}
