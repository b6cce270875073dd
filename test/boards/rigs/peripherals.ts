/** What boards without sockets and clocks of their own have from this machine, by lines of text: UDP, names, timers. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import type { Output } from '../output';

export interface Peripherals {
  /** Takes a line of the board: `@DOING ...`, or something that it prints. */
  take(line: string): void;
  /** Ends everything that the board has begun. */
  close(): void;
}

/** @param happen Told what happens to the board, such as `timer 3`. */
export function newPeripherals(output: Output, happen: (what: string) => void): Peripherals {
  const sockets = new Map<string, Socket>();
  const timers = new Map<string, NodeJS.Timeout>();
  const doings: Readonly<Record<string, (...words: string[]) => void>> = {
    timer(id, delay) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      if (Number(delay) >= 0) timers.set(id, setTimeout(() => happen(`timer ${id}`), Number(delay)));
    },
    listen(id) {
      const socket = createSocket('udp4');
      sockets.set(id, socket);
      socket.bind(0);
      socket.on('message', (datagram, { address, port }) => happen(`udp ${id} ${port} ${address} ${datagram.toString('hex')}`));
    },
    send: (id, port, address, hex) => sockets.get(id)?.send(Buffer.from(hex, 'hex'), Number(port), address),
    close(id) {
      sockets.get(id)?.close();
      sockets.delete(id);
    },
    resolve: (id, host) => lookup(host, { family: 4 }, (error, address) => happen(`resolved ${id} ${error === null ? address : ''}`)),
    connect: () => happen('wifi got_ip'),
    led: (pin, duty) => output.add(`led ${pin} ${duty}`),
    restart: () => undefined,
  };
  return {
    take(line) {
      const [verb, ...words] = line.slice(1).split(' ');
      if (line.startsWith('@')) doings[verb](...words);
      else output.add(line);
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const socket of sockets.values()) socket.close();
    },
  };
}

/** The percentage of LED 0, at pin 2, whose full duty is 1023. */
export function brightnessOfDuty(line: string): number | undefined {
  const duty = /^led 2 (\d+)$/.exec(line)?.[1];
  return duty === undefined ? undefined : Math.round((100 * Number(duty)) / 1023);
}
