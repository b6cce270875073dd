import { newInt32s } from 'runtime';

/**
 * Counts the datagrams that this client exchanges, for whoever asks: object 7, Connectivity Statistics. Counted is
 * what goes over IP, with the headers of IPv4 and UDP, and what is sent again each time.
 */
const enum Column {
  /** 1 while datagrams are counted. */
  counting,
  messages,
  /** Bytes of the largest. */
  largest,
  /** Kilobytes that are complete, and the bytes beyond them. */
  sentKilobytes,
  sentBytes,
  receivedKilobytes,
  receivedBytes,
  columns,
}

const enum Size {
  /** Of the headers of IPv4 (RFC 791 3.1) and UDP (RFC 768), in bytes. */
  headers = 28,
  kilobyte = 1000,
}

const counts = /* @__PURE__ */ newInt32s(Column.columns);

function count(kilobytes: Column, bytes: Column, length: number): void {
  if (counts[Column.counting] === 1) {
    const size = length + Size.headers;
    counts[Column.messages]++;
    counts[Column.largest] = size > counts[Column.largest] ? size : counts[Column.largest];
    counts[bytes] += size;
    while (counts[bytes] >= Size.kilobyte) {
      counts[bytes] -= Size.kilobyte;
      counts[kilobytes]++;
    }
  }
}

/** A datagram with `length` bytes of payload was sent. */
export function countSent(length: number): void {
  count(Column.sentKilobytes, Column.sentBytes, length);
}

/** A datagram with `length` bytes of payload was received. */
export function countReceived(length: number): void {
  count(Column.receivedKilobytes, Column.receivedBytes, length);
}

/** Begins to count, from 0. */
export function startCounting(): void {
  for (let i = 0; i < Column.columns; i++) {
    counts[i] = 0;
  }
  counts[Column.counting] = 1;
}

/** Counts no more, and keeps what was counted. */
export function stopCounting(): void {
  counts[Column.counting] = 0;
}

/** Whole kilobytes (of 1000 bytes) sent. */
export function kilobytesSent(): number {
  return counts[Column.sentKilobytes];
}

/** Whole kilobytes (of 1000 bytes) received. */
export function kilobytesReceived(): number {
  return counts[Column.receivedKilobytes];
}

/** Bytes of the largest datagram, sent or received; 0 when there was none. */
export function largestMessage(): number {
  return counts[Column.largest];
}

/** Bytes of a datagram on average, sent and received ones together, rounded down; 0 when there was none. */
export function averageMessage(): number {
  const kilobytes = counts[Column.sentKilobytes] + counts[Column.receivedKilobytes];
  const bytes = kilobytes * Size.kilobyte + counts[Column.sentBytes] + counts[Column.receivedBytes];
  return counts[Column.messages] === 0 ? 0 : Math.floor(bytes / counts[Column.messages]);
}
