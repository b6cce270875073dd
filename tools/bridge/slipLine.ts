/** Packets on a line: SLIP over a stream of bytes. */
import type { Duplex } from 'node:stream';
import { receiveSlip, sendSlip, SlipReceiver, SlipSender, startSlip } from '../../src/net/slip';

/** Bytes of the largest packet, either way: SLIP's usual limit is 1006, Ethernet's 1500. */
export const maxPacketBytes = 1500;

/** Bytes that may wait for a slow line; packets beyond are lost, as on any wire. */
const waitingAtMost = 65536;

export interface SlipLine {
  /** @returns false when the line is too far behind, and the packet is lost. */
  send(packet: Uint8Array): boolean;
  /** Packets that came damaged. */
  dropped(): number;
}

/** @param received Told each packet. It may keep it. */
export function slipLine(line: Duplex, received: (packet: Buffer) => void): SlipLine {
  const receiver = new Int32Array(SlipReceiver.columns);
  const sender = new Int32Array(SlipSender.columns);
  const into = Buffer.alloc(maxPacketBytes);
  const encoded = Buffer.alloc(2 * maxPacketBytes + 2);
  line.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      at = receiveSlip(receiver, chunk, at, chunk.length, into, into.length);
      const length = receiver[SlipReceiver.packet];
      if (length > 0) received(Buffer.from(into.subarray(0, length)));
    }
  });
  return {
    send(packet) {
      if (!line.writable || line.writableLength > waitingAtMost) return false;
      startSlip(sender);
      const size = sendSlip(sender, packet, packet.length, encoded, encoded.length);
      line.write(Buffer.from(encoded.subarray(0, size)));
      return true;
    },
    dropped: () => receiver[SlipReceiver.dropped],
  };
}
