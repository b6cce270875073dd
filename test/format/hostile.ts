import fc from 'fast-check';
import { Level, Type } from '../../src/format/type';
import type { Format } from '../../src/format/format';
import { type Path, readPayload } from './payload';

const types = [
  Type.string, Type.integer, Type.unsigned, Type.float, Type.boolean, Type.opaque, Type.time, Type.objectLink, Type.coreLink,
];

const paths: readonly Path[] = [[], [3], [3, 0], [3, 0, 6], [3, 0, 6, 1]];

/** Some of the samples' bytes changed, cut out, doubled or put in between. */
function mutated(samples: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const change = fc.record({ at: fc.nat(400), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 4 }) });
  return fc.tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 })).map(([sample, changes]) =>
    changes.reduce((bytes, { at, remove, insert }) => {
      const place = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
    }, Buffer.from(sample)),
  );
}

/**
 * Whatever bytes come, the reader does not throw, ends, changes nothing, and reads the same again. What is near to the
 * samples, and what is far from everything.
 */
export function expectTotal(format: Format, samples: readonly Uint8Array[]): void {
  const payloads = fc.oneof(fc.uint8Array({ maxLength: 40 }), mutated(samples));
  fc.assert(
    fc.property(payloads, fc.constantFrom(...paths), fc.nat(8), (payload, path, shift) => {
      const typeOf = (id: number): Type => types[(id + shift) % types.length];
      const before = Buffer.from(payload);
      const events = readPayload(format, payload, path, typeOf);
      expect(readPayload(format, payload, path, typeOf)).toEqual(events);
      expect(Buffer.from(payload).equals(before)).toBe(true);
      for (const event of events) {
        if (typeof event === 'object' && 'path' in event) {
          expect(event.path.startsWith(path.length === Level.root ? '/' : `/${path.join('/')}`)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
}
