/**
 * Between boards that speak UDP over IPv4 over SLIP and the network: each port of a board is a UDP socket of this
 * machine, so that no network interface and no root is needed.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { Duplex } from 'node:stream';
import { Dns } from '../../src/net/dns';
import { decodeUdp, encodeUdp, Packet, readAddress, Route, udp, UdpBytes, UdpField, writePort } from '../../src/net/udp';
import type { Path } from './impairments';
import { answerTo, type Lookup } from './names';
import { maxPacketBytes, slipLine } from './slipLine';

/** What went over the lines, and what did not. */
export interface Counters {
  /** Packets and bytes of UDP payload from boards to the network, and back. */
  fromBoards: number;
  bytesFromBoards: number;
  toBoards: number;
  bytesToBoards: number;
  /** Questions for names. */
  names: number;
  /** Packets of boards with a wrong checksum or length, and those that are no UDP over IPv4. */
  damaged: number;
  other: number;
  /** What `--loss` has lost, either way. */
  lost: number;
  /** Datagrams too large for a line, or for which the line was too slow. */
  overrun: number;
  /** Datagrams from somebody whom no board has addressed. */
  unasked: number;
  /** Datagrams that this machine could not send. */
  unsent: number;
}

export interface BridgeOptions {
  /** The bridge's own address on the lines: there it stands for this machine, and answers questions for names. */
  readonly address: string;
  readonly fromBoards: Path;
  readonly toBoards: Path;
  readonly lookup: Lookup;
  /** Told every packet as it is on a line. */
  captured(packet: Uint8Array): void;
}

interface Flow {
  readonly socket: Socket;
  /** The peers that the board has addressed, as the network knows them: with the address by which the board does. */
  readonly peers: Map<string, string>;
}

interface Ends {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** Ports that a board may use at a time, and peers that a port may have; the oldest goes. */
const flowsOfLine = 64;
const peersOfFlow = 64;
const thisMachine = '127.0.0.1';

export interface Bridge {
  readonly counters: Counters;
  /** Serves the board on a line, until the line ends. */
  attach(line: Duplex): void;
  close(): void;
}

export function startBridge({ address, fromBoards, toBoards, lookup, captured }: BridgeOptions): Bridge {
  const counters: Counters = {
    fromBoards: 0, bytesFromBoards: 0, toBoards: 0, bytesToBoards: 0, names: 0, damaged: 0, other: 0, lost: 0, overrun: 0, unasked: 0, unsent: 0,
  };
  const sockets = new Set<Socket>();

  function attach(line: Duplex): void {
    const flows = new Map<string, Flow>();
    const slip = slipLine(line, (packet) => {
      captured(packet);
      if (!fromBoards.pass(() => forward(packet))) counters.lost++;
    });

    /** A packet of the board. */
    function forward(packet: Buffer): void {
      const outcome = decodeUdp(packet, packet.length);
      if (outcome !== Packet.udp || udp[UdpField.destinationPort] === 0) {
        counters[outcome === Packet.other ? 'other' : 'damaged']++;
        return;
      }
      const ends: Ends = {
        source: packet.subarray(12, 16).join('.'),
        sourcePort: udp[UdpField.sourcePort],
        destination: packet.subarray(16, 20).join('.'),
        destinationPort: udp[UdpField.destinationPort],
      };
      const payload = packet.subarray(udp[UdpField.payloadStart], udp[UdpField.payloadEnd]);
      counters.fromBoards++;
      counters.bytesFromBoards += payload.length;
      if (ends.destination === address && ends.destinationPort === Dns.port) {
        void resolve(ends, payload);
      } else {
        sendOn(ends, payload);
      }
    }

    function sendOn(ends: Ends, payload: Buffer): void {
      const host = ends.destination === address ? thisMachine : ends.destination;
      const { socket, peers } = flowOf(ends);
      const peer = `${host}:${ends.destinationPort}`;
      peers.delete(peer);
      peers.set(peer, ends.destination);
      evictOldest(peers, peersOfFlow);
      socket.send(payload, ends.destinationPort, host, (error) => {
        if (error !== null) counters.unsent++;
      });
    }

    async function resolve(ends: Ends, question: Buffer): Promise<void> {
      counters.names++;
      const found = await answerTo(question, async (name) => {
        const host = await lookup(name);
        return host === thisMachine ? address : host;
      });
      if (found !== undefined) sendBack(ends, found);
    }

    /** The socket that stands for a port of the board. */
    function flowOf({ source, sourcePort }: Ends): Flow {
      const key = `${source}:${sourcePort}`;
      const known = flows.get(key);
      if (known !== undefined) {
        flows.delete(key);
        flows.set(key, known);
        return known;
      }
      const flow: Flow = { socket: createSocket('udp4'), peers: new Map() };
      flow.socket.on('message', (message, from) => {
        const destination = flow.peers.get(`${from.address}:${from.port}`);
        if (destination === undefined) {
          counters.unasked++;
        } else {
          sendBack({ source, sourcePort, destination, destinationPort: from.port }, message);
        }
      });
      flow.socket.on('error', () => counters.unsent++);
      sockets.add(flow.socket);
      flows.set(key, flow);
      const evicted = evictOldest(flows, flowsOfLine);
      if (evicted !== undefined) close(evicted.socket);
      return flow;
    }

    /** Brings a datagram to the board: from the destination of what it sent, to the source. */
    function sendBack({ source, sourcePort, destination, destinationPort }: Ends, payload: Buffer): void {
      const packet = Buffer.alloc(UdpBytes.headers + payload.length);
      if (packet.length > maxPacketBytes) {
        counters.overrun++;
        return;
      }
      payload.copy(packet, UdpBytes.headers);
      const route = new Uint8Array(Route.bytes);
      readAddress(destination, route, Route.source);
      readAddress(source, route, Route.destination);
      writePort(route, Route.sourcePort, destinationPort);
      writePort(route, Route.destinationPort, sourcePort);
      encodeUdp(packet, payload.length, route, 0);
      const isOnItsWay = toBoards.pass(() => {
        if (!slip.send(packet)) {
          counters.overrun++;
          return;
        }
        captured(packet);
        counters.toBoards++;
        counters.bytesToBoards += payload.length;
      });
      if (!isOnItsWay) counters.lost++;
    }

    line.once('close', () => {
      counters.damaged += slip.dropped();
      for (const { socket } of flows.values()) close(socket);
    });
  }

  function close(socket: Socket): void {
    if (sockets.delete(socket)) socket.close();
  }

  return {
    counters,
    attach,
    close() {
      for (const socket of sockets) close(socket);
    },
  };
}

/** @returns What went to make room, if anything. */
function evictOldest<T>(map: Map<string, T>, size: number): T | undefined {
  if (map.size <= size) return undefined;
  const [[key, value]] = map;
  map.delete(key);
  return value;
}
