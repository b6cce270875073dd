import fc from 'fast-check';
import { blockBytes, blockOffset, hasMore, szxOf } from '../../src/coap/block-size';

test('the value of a Block option says number, whether more follow, and size (RFC 7959 2.2)', () => {
  fc.assert(
    fc.property(fc.nat(0xfffff), fc.boolean(), fc.nat(6), (number, more, szx) => {
      const option = number * 16 + (more ? 8 : 0) + szx;
      const bytes = [16, 32, 64, 128, 256, 512, 1024][szx] ?? 0;
      expect([szxOf(option), hasMore(option), blockBytes(option), blockOffset(option)]).toEqual([szx, more, bytes, number * bytes]);
    }),
  );
});
