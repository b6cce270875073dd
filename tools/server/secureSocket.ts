/** A UDP socket behind DTLS: its messages are what clients said under their keys. */
import type { Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import { isIPv6, type AddressInfo } from 'node:net';
import type { Clock } from './clock';
import type { DatagramSocket, Sent } from './datagramSocket';
import type { Failure } from './dtls/association';
import { DtlsServer } from './dtls/dtlsServer';
import { NoAnswerError, type Peer } from './messages';
import type { PskTable } from './psk';

export interface SecureSocketOptions {
  psk: PskTable;
  clock: Clock;
  /** A client was refused or is lost; its identity is what it claims. */
  failed(peer: Peer, failure: Failure): void;
  /** A client is known by its Connection ID at a new address. */
  moved(from: Peer, to: Peer): void;
}

export class SecureSocket extends EventEmitter implements DatagramSocket {
  private readonly dtls: DtlsServer;

  /** @param socket Bound; it is closed with this one. */
  constructor(
    private readonly socket: Socket,
    { psk, clock, failed, moved }: SecureSocketOptions,
  ) {
    super();
    this.dtls = new DtlsServer({
      psk: (identity) => psk.get(identity),
      clock,
      send: (datagram, { address, port }) => socket.send(datagram, port, address),
      received: (plaintext, from) => this.emit('message', plaintext, { ...from, family: isIPv6(from.address) ? 'IPv6' : 'IPv4', size: plaintext.length }),
      failed: (peer, identity, failure) => failed({ ...peer, identity }, failure),
      moved,
    });
    socket.on('message', (datagram, from) => this.dtls.receive(datagram, from));
    socket.on('error', (error) => this.emit('error', error));
    socket.on('close', () => this.emit('close'));
  }

  /** By which identity a client is known; undefined when there is none at this address. */
  identity(peer: Peer): string | undefined {
    return this.dtls.security(peer)?.identity;
  }

  send(bytes: Buffer, port: number, address: string, sent?: Sent): void;
  send(bytes: Buffer, offset: number, length: number, port: number, address: string, sent?: Sent): void;
  send(bytes: Buffer, ...rest: [number, string, Sent?] | [number, number, number, string, Sent?]): void {
    const [port, address, sent] = typeof rest[1] === 'string' ? [rest[0], rest[1], rest[2]] : [rest[2], rest[3], rest[4]];
    if (typeof port !== 'number' || typeof address !== 'string' || typeof sent === 'number') throw new TypeError('send(bytes, port, address)');
    const payload = typeof rest[1] === 'string' ? bytes : bytes.subarray(rest[0], rest[0] + rest[1]);
    const isSent = this.dtls.send(payload, { address, port });
    setImmediate(() => sent?.(isSent ? null : new NoAnswerError('The client has no DTLS session with this server any more; it makes a new one when it has something to say.'), payload.length));
  }

  address(): AddressInfo {
    return this.socket.address();
  }

  /** Says good-bye to all clients. */
  close(): void {
    this.dtls.close();
    this.socket.close();
  }
}
