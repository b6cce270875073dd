/** What an attacker does to an association, and that nothing comes of it. */
import type { Pair } from '../pair';

/** What the server sends next, kept from arriving. */
export function intercepted(pair: Pair, text: string): Buffer {
  const { wire } = pair;
  pair.wire = () => [];
  pair.answer(text);
  pair.wire = wire;
  return pair.sent[pair.sent.length - 1].datagram;
}

/** A datagram each time with another one of its bits changed. */
export function flipped(datagram: Buffer): Buffer[] {
  return Array.from({ length: datagram.length * 8 }, (_, bit) => {
    const copy = Buffer.from(datagram);
    copy[bit >>> 3] ^= 1 << (bit & 7);
    return copy;
  });
}

/** Each of the datagrams leaves the client as it was; then, and later, it is none the worse. */
export function expectNothing(pair: Pair, datagrams: readonly Buffer[]): void {
  const before = pair.state();
  for (const datagram of datagrams) {
    pair.give(datagram);
    expect(pair.state()).toEqual(before);
  }
  pair.run(100_000);
  expect(pair.state()).toEqual(before);
  expect(pair.talks()).toBe(true);
}
