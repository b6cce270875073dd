/** A client that notes what the links of a board tell it. */
import type { BoardEvents } from '../../../src/board';

/**
 * @param happened What has happened so far, to which lines such as `opened 0 0` and `received 0 HEX` are added.
 * @param textOf How a datagram is shown, of which there may be less than its true length tells.
 */
export function noteLinks(happened: string[], textOf: (datagram: Buffer, length: number) => string): BoardEvents {
  const buffer = new Uint8Array(64);
  return {
    buffer,
    received: (link, length) => happened.push(`received ${link} ${textOf(Buffer.from(buffer.subarray(0, length)), length)}`),
    opened: (link, error) => happened.push(`opened ${link} ${error}`),
    timer: () => undefined,
    stopping: () => undefined,
    button: () => undefined,
  };
}
