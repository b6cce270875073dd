import { associations, Column, Secret, secrets } from './associations';

/** Which records of epoch 1 have been received already (RFC 6347 4.1.2.6): a window of 64, a bit each. */
const enum Window {
  records = 64,
  /** What the upper half of a sequence number counts. */
  upper = 16777216,
}

/** How far a sequence number is ahead of the newest: -64 or less is behind the window. */
function ahead(link: number, high: number, low: number): number {
  const row = link * Column.columns;
  const upper = high - associations[row + Column.receivedHigh];
  // The halves of numbers that are far from each other would not fit 31 bits together.
  return upper > 1 ? Window.records : upper < -1 ? -Window.records : upper * Window.upper + low - associations[row + Column.receivedLow];
}

function byteOf(link: number, low: number): number {
  return link * Secret.bytes + Secret.window + ((low & 63) >>> 3);
}

/** Whether a record may be new: not received yet, nor so old that nobody knows. */
export function isFresh(link: number, high: number, low: number): boolean {
  const distance = ahead(link, high, low);
  return distance > 0 || (distance > -Window.records && (secrets[byteOf(link, low)] & (1 << (low & 7))) === 0);
}

/** The record is genuine: it is not received again. */
export function noteReceived(link: number, high: number, low: number): void {
  const row = link * Column.columns;
  const distance = ahead(link, high, low);
  for (let i = 1; i <= distance && i <= Window.records; i++) {
    const passed = associations[row + Column.receivedLow] + i;
    secrets[byteOf(link, passed)] &= ~(1 << (passed & 7));
  }
  if (distance > 0) {
    associations[row + Column.receivedHigh] = high;
    associations[row + Column.receivedLow] = low;
  }
  secrets[byteOf(link, low)] |= 1 << (low & 7) & 255;
}
