/**
 * Streams of the simulated network (TCP): bytes arrive in order, none is lost, and where they are cut is up to the test.
 */
import type { Clock } from './clock';

/** One end of a stream. */
export interface StreamEnd {
  send(bytes: Uint8Array): void;
  /** The other end is told. */
  close(): void;
}

/** What a stream tells its end. */
export interface StreamEvents {
  received(bytes: Uint8Array): void;
  closed(): void;
}

/** Called with each stream that is opened to a listener; gives back what is to be told. */
export type OnStream = (end: StreamEnd) => StreamEvents;

export interface Streams {
  /** The most bytes that arrive at once. */
  chunk: number;
  /** @returns A function that ends the listening; streams that are open stay so. */
  listen(host: string, port: number, onStream: OnStream): () => void;
  /** @returns The opener's end; undefined when nobody listens. */
  connect(host: string, port: number, events: StreamEvents): StreamEnd | undefined;
}

/** Milliseconds that bytes are on their way. */
const DELAY = 1;

export function createStreams(clock: Clock): Streams {
  const listeners = new Map<string, OnStream>();

  /** The end that sends to `other`. */
  function createEnd(stream: { open: boolean }, other: () => StreamEvents): StreamEnd {
    return {
      send(sent) {
        const bytes = Uint8Array.from(sent);
        clock.after(DELAY, () => {
          for (let at = 0; at < bytes.length && stream.open; at += streams.chunk) other().received(bytes.slice(at, at + streams.chunk));
        });
      },
      close() {
        if (!stream.open) return;
        clock.after(DELAY, () => {
          if (stream.open) {
            stream.open = false;
            other().closed();
          }
        });
      },
    };
  }

  const streams: Streams = {
    chunk: 500,
    listen(host, port, onStream) {
      const address = `${host} ${port}`;
      if (listeners.has(address)) throw new Error(`${address} is taken`);
      listeners.set(address, onStream);
      return () => {
        if (listeners.get(address) === onStream) listeners.delete(address);
      };
    },
    connect(host, port, events) {
      const onStream = listeners.get(`${host} ${port}`);
      if (onStream === undefined) return undefined;
      const stream = { open: true };
      const server: StreamEvents = onStream(createEnd(stream, () => events));
      return createEnd(stream, () => server);
    },
  };
  return streams;
}
