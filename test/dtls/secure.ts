/** Servers on the simulated board's wire behind the server's half of DTLS, which shares no code with the client's. */
import { createRandom } from '../../boards/sim/random';
import type { Reply, Simulation } from '../../boards/sim/board';
import type { Settings } from '../../src/board';
import { DtlsServer, type DtlsServerOptions, type Security } from '../../tools/server/dtls/dtlsServer';
import type { Peer } from '../../tools/server/messages';
import { type Device, type DeviceOptions, SMART_LIGHT, start } from '../stack/device';
import { Server } from '../stack/server';

export const identity = 'dev1';
export const key = '000102030405060708090a0b0c0d0e0f';

export const settings: Settings = { endpoint: 'sim', server: 'coaps://server', lifetime: 300, identity, key };

/** A host of the simulated network that is reached by DTLS alone. */
export interface Guard {
  readonly dtls: DtlsServer;
  /** What it has to say of associations, in order. */
  readonly established: Security[];
  readonly failures: string[];
  closed: number;
}

export type GuardOptions = Partial<DtlsServerOptions>;

/** The network of a simulation, whose hosts are guarded. */
export function guarded(simulation: Simulation, options: GuardOptions = {}): { network: Simulation; guard: Guard } {
  const random = createRandom(7);
  const peers = new Map<Reply, Peer>();
  const replies = new Map<number, Reply>();
  let hear: ((bytes: Uint8Array, from: Peer) => void) | undefined;
  const dtls = new DtlsServer({
    psk: (name) => (name === identity ? Buffer.from(key, 'hex') : undefined),
    send: (datagram, to) => replies.get(to.port)?.(datagram),
    received: (plaintext, from) => hear?.(plaintext, from),
    established: (_peer, security) => guard.established.push({ ...security }),
    failed: (_peer, _identity, failure) => guard.failures.push(failure.reason),
    closed: () => (guard.closed += 1),
    clock: {
      now: () => simulation.time,
      after: (milliseconds, callback) => ({ cancel: simulation.after(milliseconds, callback) }),
    },
    random: (size) => Buffer.from(Uint8Array.from({ length: size }, () => random() * 256)),
    ...options,
  });
  const guard: Guard = { dtls, established: [], failures: [], closed: 0 };

  function peerOf(reply: Reply): Peer {
    const known = peers.get(reply);
    const peer = known ?? { address: 'board', port: 1 + peers.size };
    if (known === undefined) {
      peers.set(reply, peer);
      replies.set(peer.port, reply);
    }
    return peer;
  }

  const listen: Simulation['listen'] = (host, port, onDatagram) => {
    let latest: Peer | undefined;
    hear = (bytes, from) => {
      latest = from;
      onDatagram(bytes, (answer) => dtls.send(Buffer.from(answer), from));
    };
    const endpoint = simulation.listen(host, port, (bytes, reply) => dtls.receive(Buffer.from(bytes), peerOf(reply)));
    return {
      send(bytes) {
        if (latest === undefined) throw new Error('nobody has sent anything yet');
        dtls.send(Buffer.from(bytes), latest);
      },
      close: () => endpoint.close(),
    };
  };
  const network: Simulation = Object.create(simulation, { listen: { value: listen } });
  return { network, guard };
}

export interface SecureDevice {
  readonly device: Device<{ main(board: Simulation['board']): void }>;
  readonly guard: Guard;
}

/** The smart light, whose server is at coaps. */
export function secureLight(options: DeviceOptions = {}, serverOptions: GuardOptions = {}): SecureDevice {
  let guard: Guard | undefined;
  const device = start(SMART_LIGHT, {
    settings,
    ...options,
    serve(simulation) {
      const made = guarded(simulation, serverOptions);
      guard = made.guard;
      return new Server(made.network, 'server', 5684);
    },
  });
  if (guard === undefined) throw new Error('there is no server');
  return { device, guard };
}

/** Lets it register. */
export function registered({ device }: SecureDevice, limit = 100_000): boolean {
  return device.simulation.runUntil(() => device.server.registrations.size === 1, limit);
}
