import fc from 'fast-check';
import { Id, levelOf } from '../../src/format/type';
import { idsOf } from './payload';

test('a path has as many ids as come before the first that is none', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(Id.none - 1), { maxLength: 4 }), fc.nat(3), fc.nat(), (ids, at, behind) => {
      expect(levelOf(Int32Array.of(...Array<number>(at).fill(7), ...idsOf(ids), behind), at)).toBe(ids.length);
    }),
  );
});
