/** What a case is: what is done, with which peer, to a client in which configuration. */
import type { FirstServer, Session } from '../interop/session';
import type { Version } from './catalogue';
import type { Client, ClientOptions } from './network';

/** Configurations of the client (ETS, Appendix C). */
export type Configuration = `C.${number}`;

interface CaseOf<Peer extends string> {
  /** The number at the end of its name. */
  readonly id: number;
  readonly configuration: Configuration;
  readonly peer: Peer;
}

/** Against Eclipse Leshan: the image as a process on the linux board, in real time. */
export interface LeshanCase extends CaseOf<'Leshan'> {
  readonly options: LeshanOptions;
  run(session: Session, version: Version): Promise<void>;
}

/** Against a scripted server of coap-packet: the image on the simulated board, in virtual time. */
export interface NetworkCase extends CaseOf<'simulated network'> {
  readonly options: NetworkOptions;
  run(client: Client, version: Version): void;
}

export type Case = LeshanCase | NetworkCase;

export interface LeshanOptions {
  /** How long it may take, in seconds; 15 unless told. */
  readonly seconds?: number;
  readonly server?: FirstServer;
}

export type NetworkOptions = Omit<ClientOptions, 'configuration'>;

/** A case that Leshan plays. `run` throws when the client does something else than it should. */
export function onLeshan(id: number, configuration: Configuration, run: LeshanCase['run'], options: LeshanOptions = {}): Case {
  return { id, configuration, peer: 'Leshan', run, options };
}

/** A case on the simulated network. `run` is given a client that has been switched on, and nothing more. */
export function onNetwork(id: number, configuration: Configuration, run: NetworkCase['run'], options: NetworkOptions = {}): Case {
  return { id, configuration, peer: 'simulated network', run, options };
}
