/** A client on the simulated board, and the scripted server it registers with. All in virtual time. */
import { readFileSync } from 'node:fs';
import { createSimulation, type Simulation } from '../../boards/sim/board';
import { Server } from '../stack/server';
import type { Configuration } from './case';

export interface ClientOptions {
  readonly configuration: Configuration;
  /** Seconds; 86400 unless told. */
  readonly lifetime?: number;
  /** URIs of the servers; coap://server alone unless told. */
  readonly servers?: readonly string[];
  /** URI of a bootstrap server; then there are no servers unless told. */
  readonly bootstrap?: string;
  readonly queueMode?: boolean;
  /** U unless told. */
  readonly binding?: string;
  /** Profile ID that it registers with (LwM2M 1.2 Core 6.2.1). */
  readonly profile?: string;
  /** Objects that the profile does not cover. */
  readonly beyondProfile?: readonly number[];
}

/** The environment that the application reads. */
function environment({ configuration, servers, bootstrap, queueMode, binding }: ClientOptions): NodeJS.ProcessEnv {
  return {
    MOTE_CONFIGURATION: configuration,
    ...(bootstrap === undefined ? { MOTE_SERVERS: 'coap://server' } : { MOTE_BOOTSTRAP: bootstrap }),
    ...(servers !== undefined && { MOTE_SERVERS: servers.join(' ') }),
    ...(queueMode === true && { MOTE_QUEUE_MODE: '1' }),
    ...(binding !== undefined && { MOTE_BINDING: binding }),
  };
}

/** What /3/0/3 says when a package runs that was installed on the simulated board. */
export const updatedVersion = '2.0';

/** How long a client may take to register when nothing is in its way, in milliseconds. */
const registrationLimit = 10_000;

export class Client {
  readonly simulation: Simulation;
  /** The server at coap://server. */
  readonly server: Server;

  /** Switches a client on. @param file Its image. */
  constructor(file: string, options: ClientOptions) {
    const { lifetime = 86400, profile, beyondProfile } = options;
    const settings = { endpoint: 'conformance', server: '', lifetime, ...(profile !== undefined && { profile }), ...(beyondProfile !== undefined && { beyondProfile }) };
    this.simulation = createSimulation({ settings });
    this.server = new Server(this.simulation);
    const boot = evaluator(file, environment(options), this.simulation);
    this.simulation.onReboot = boot;
    boot();
  }

  /** Lets it register. @throws Error when it does not. */
  register(server = this.server): this {
    const isThere = this.simulation.runUntil(() => server.registrations.size === 1, registrationLimit);
    if (!isThere) throw new Error(`there is no registration after ${registrationLimit / 1000} s: ${this.simulation.log.join('; ')}`);
    this.simulation.run(10); // the answer is on its way
    return this;
  }

  /** Lets seconds pass. */
  wait(seconds: number): void {
    this.simulation.run(1000 * seconds);
  }
}

/** All state of an image is in the script, so each boot evaluates it afresh. */
function evaluator(file: string, env: NodeJS.ProcessEnv, simulation: Simulation): () => void {
  const script = new Function('require', 'process', 'simulatedBoard', readFileSync(file, 'utf8'));
  return () => {
    const version = simulation.firmware.running.length === 0 ? '1.0' : updatedVersion;
    const process = { env: { ...env, MOTE_FIRMWARE: version }, on: () => undefined }; // an image that fails fails the case
    script(require, process, simulation.board);
  };
}
