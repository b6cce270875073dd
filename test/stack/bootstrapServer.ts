/** A Bootstrap-Server on the simulated network, and a client that has its account from the factory. */
import type { Packet } from 'coap-packet';
import { type Device, type DeviceOptions, start } from './device';
import type { Message } from './message';
import { Server } from './server';
import { hex, instance, resource, tlv } from './tlv';

type Quiet = typeof import('./apps/quiet');

const tlvFormat = 11542;

export interface Bootstrapped extends Device<Quiet> {
  readonly bootstrap: Server;
}

/** What a Bootstrap-Server answers to requests. */
export function accept(request: Message): Partial<Packet> {
  return { code: request.path === '/bs' ? '2.04' : '4.04' };
}

/** Starts a client that knows the Bootstrap-Server `coap://bs`, and no other unless told. */
export function startBootstrap(options: DeviceOptions & { server?: string; script?: Server['script'] } = {}): Bootstrapped {
  const { server = '', script = accept, ...others } = options;
  const settings = { endpoint: 'sim', server, lifetime: 300, bootstrap: 'coap://bs' };
  const device = start<Quiet>('test/stack/apps/quiet', { settings, ...others });
  const bootstrap = new Server(device.simulation, 'bs');
  bootstrap.script = script;
  return Object.assign(device, { bootstrap });
}

/** Lets time pass until a session is open. */
export function openSession({ simulation, bootstrap }: Bootstrapped, requests = 1): void {
  if (!simulation.runUntil(() => bootstrap.requests.length === requests, 3_600_000)) throw new Error('no Bootstrap-Request');
  simulation.run(10);
}

/** The Security instance of a server, as TLV: NoSec. */
export function securityOf(id: number, shortServerId: number, uri = 'coap://server'): Buffer {
  return tlv(instance(id, resource(0, hex(uri)), resource(1, 0), resource(2, 3), resource(10, shortServerId)));
}

/** The Server instance of a server, as TLV. */
export function termsOf(id: number, shortServerId: number, lifetime = 300): Buffer {
  return tlv(instance(id, resource(0, shortServerId), resource(1, lifetime), resource(6, 1), resource(7, hex('U'))));
}

/** Writes an account, and finishes. @returns The codes. */
export function provision({ bootstrap }: Bootstrapped, shortServerId = 101, lifetime = 300): string[] {
  return [
    bootstrap.write('/0', securityOf(0, shortServerId), tlvFormat),
    bootstrap.write('/1', termsOf(0, shortServerId, lifetime), tlvFormat),
    bootstrap.ask('POST', '/bs').code,
  ];
}

/** Lets time pass until the client is registered with the server. */
export function waitForRegistration({ simulation, server }: Bootstrapped, limit = 10_000): boolean {
  return simulation.runUntil(() => server.registrations.size === 1, limit);
}
