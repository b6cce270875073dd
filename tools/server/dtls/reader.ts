/** A cursor over what a peer sent, and vectors to send (RFC 5246 4.3). */
import { Alert } from '../../../src/dtls/protocol';
import { DtlsError } from './alerts';

export class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Bytes that are left. */
  left(): number {
    return this.bytes.length - this.at;
  }

  /** @throws DtlsError when there are fewer bytes. */
  take(length: number): Buffer {
    if (length > this.left()) throw new DtlsError(Alert.decodeError, 'a message ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** An unsigned number of 1 to 6 bytes. */
  uint(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  /** A vector whose length takes `lengthBytes`. */
  vector(lengthBytes: number): Buffer {
    return this.take(this.uint(lengthBytes));
  }

  /** @throws DtlsError when something is left. */
  end(): void {
    if (this.left() > 0) throw new DtlsError(Alert.decodeError, 'a message has bytes behind its end');
  }
}

/** An unsigned number of 1 to 6 bytes. */
export function uint(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

/** Bytes behind their length, which takes `lengthBytes`. */
export function vector(lengthBytes: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint(content.length, lengthBytes), content]);
}
