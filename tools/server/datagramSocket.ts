/** What npm `coap` and this server use of a UDP socket, which DTLS can offer as well. */
import type { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Its events are those of a UDP socket: `message` with the bytes and where they are from, `error`, `close`. */
export interface DatagramSocket extends EventEmitter {
  send(bytes: Buffer, port: number, address: string, sent?: Sent): void;
  send(bytes: Buffer, offset: number, length: number, port: number, address: string, sent?: Sent): void;
  address(): AddressInfo;
  close(): unknown;
}

export type Sent = (error: Error | null, bytes: number) => void;
