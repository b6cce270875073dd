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
import { maxPacketBytes, slipLine, type SlipLine } from './slipLine';

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

/** The board at one line: its ports, each a socket. */
class AttachedBoard {
  private readonly flows = new Map<string, Flow>();
  private readonly slip: SlipLine;
  private isDetached = false;

  constructor(
    private readonly options: BridgeOptions,
    private readonly counters: Counters,
    line: Duplex,
  ) {
    this.slip = slipLine(line, (packet) => {
      options.captured(packet);
      if (!options.fromBoards.pass(() => this.forward(packet))) counters.lost++;
    });
  }

  /** Closes the sockets. A packet may be under way still, where the way is slow. */
  detach(): void {
    this.isDetached = true;
    this.counters.damaged += this.slip.dropped();
    for (const { socket } of this.flows.values()) socket.close();
    this.flows.clear();
  }

  /** A packet of the board. */
  private forward(packet: Buffer): void {
    if (this.isDetached) return;
    const outcome = decodeUdp(packet, packet.length, packet.length);
    if (outcome !== Packet.udp || udp[UdpField.destinationPort] === 0) {
      this.counters[outcome === Packet.other ? 'other' : 'damaged']++;
      return;
    }
    const ends: Ends = {
      source: packet.subarray(12, 16).join('.'),
      sourcePort: udp[UdpField.sourcePort],
      destination: packet.subarray(16, 20).join('.'),
      destinationPort: udp[UdpField.destinationPort],
    };
    const payload = packet.subarray(udp[UdpField.payloadStart], udp[UdpField.payloadEnd]);
    this.counters.fromBoards++;
    this.counters.bytesFromBoards += payload.length;
    if (ends.destination === this.options.address && ends.destinationPort === Dns.port) {
      void this.resolve(ends, payload);
    } else {
      this.sendOn(ends, payload);
    }
  }

  private sendOn(ends: Ends, payload: Buffer): void {
    const host = ends.destination === this.options.address ? thisMachine : ends.destination;
    const { socket, peers } = this.flowOf(ends);
    const peer = `${host}:${ends.destinationPort}`;
    peers.delete(peer);
    peers.set(peer, ends.destination);
    evictOldest(peers, peersOfFlow);
    socket.send(payload, ends.destinationPort, host, (error) => {
      if (error !== null) this.counters.unsent++;
    });
  }

  private async resolve(ends: Ends, question: Buffer): Promise<void> {
    const { address, lookup } = this.options;
    this.counters.names++;
    const found = await answerTo(question, async (name) => {
      const host = await lookup(name);
      return host === thisMachine ? address : host;
    });
    if (found !== undefined) this.sendBack(ends, found);
  }

  /** The socket that stands for a port of the board. */
  private flowOf(ends: Ends): Flow {
    const key = `${ends.source}:${ends.sourcePort}`;
    const flow = this.flows.get(key) ?? this.newFlow(ends);
    this.flows.delete(key);
    this.flows.set(key, flow); // the newest
    evictOldest(this.flows, flowsOfLine)?.socket.close();
    return flow;
  }

  private newFlow({ source, sourcePort }: Ends): Flow {
    const flow: Flow = { socket: createSocket('udp4'), peers: new Map() };
    flow.socket.on('message', (message, from) => {
      const destination = flow.peers.get(`${from.address}:${from.port}`);
      if (destination === undefined) {
        this.counters.unasked++;
      } else {
        this.sendBack({ source, sourcePort, destination, destinationPort: from.port }, message);
      }
    });
    flow.socket.on('error', () => this.counters.unsent++);
    return flow;
  }

  /** Brings a datagram to the board: from the destination of what it sent, to the source. */
  private sendBack(ends: Ends, payload: Buffer): void {
    const { counters, options } = this;
    const packet = packetTo(ends, payload);
    if (packet === undefined) {
      counters.overrun++;
      return;
    }
    const isOnItsWay = options.toBoards.pass(() => {
      if (!this.slip.send(packet)) {
        counters.overrun++;
        return;
      }
      options.captured(packet);
      counters.toBoards++;
      counters.bytesToBoards += payload.length;
    });
    if (!isOnItsWay) counters.lost++;
  }
}

/** A packet that goes the other way; undefined when it would be too large for a line. */
function packetTo({ source, sourcePort, destination, destinationPort }: Ends, payload: Buffer): Buffer | undefined {
  const packet = Buffer.alloc(UdpBytes.headers + payload.length);
  if (packet.length > maxPacketBytes) return undefined;
  payload.copy(packet, UdpBytes.headers);
  const route = new Uint8Array(Route.bytes);
  readAddress(destination, route, Route.source);
  readAddress(source, route, Route.destination);
  writePort(route, Route.sourcePort, destinationPort);
  writePort(route, Route.destinationPort, sourcePort);
  encodeUdp(packet, payload.length, route, 0);
  return packet;
}

export function startBridge(options: BridgeOptions): Bridge {
  const counters: Counters = {
    fromBoards: 0, bytesFromBoards: 0, toBoards: 0, bytesToBoards: 0, names: 0, damaged: 0, other: 0, lost: 0, overrun: 0, unasked: 0, unsent: 0,
  };
  const boards = new Set<AttachedBoard>();
  const detach = (board: AttachedBoard): void => {
    if (boards.delete(board)) board.detach();
  };
  return {
    counters,
    attach(line) {
      const board = new AttachedBoard(options, counters, line);
      boards.add(board);
      line.once('close', () => detach(board));
    },
    close: () => boards.forEach(detach),
  };
}

/** @returns What went to make room, if anything. */
function evictOldest<T>(map: Map<string, T>, size: number): T | undefined {
  if (map.size <= size) return undefined;
  const [[key, value]] = map;
  map.delete(key);
  return value;
}
