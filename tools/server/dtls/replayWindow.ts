/** Which sequence numbers of an epoch have been seen (RFC 6347 4.1.2.6). */
const WINDOW = 64;

export class ReplayWindow {
  private highest = -1;
  /** Bit n: `highest` - n was seen. */
  private seen = 0n;

  /** Whether a record was not seen, and is not too old to know. */
  isNew(sequence: number): boolean {
    const age = this.highest - sequence;
    if (age < 0) return true;
    return age < WINDOW && (this.seen & (1n << BigInt(age))) === 0n;
  }

  /** Notes a record that is authentic. @returns Whether it is newer than all before. */
  note(sequence: number): boolean {
    const ahead = sequence - this.highest;
    if (ahead > 0) {
      this.seen = ahead >= WINDOW ? 1n : BigInt.asUintN(WINDOW, (this.seen << BigInt(ahead)) | 1n);
      this.highest = sequence;
      return true;
    }
    this.seen |= 1n << BigInt(-ahead);
    return false;
  }
}
