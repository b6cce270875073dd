import fc from 'fast-check';
import { SourceMap } from 'node:module';
import { formatMappings } from '../../build/mappings';

const natural = fc.nat({ max: 1_000_000 });

test("Node's reader of source maps finds what was written", () => {
  const segments = fc.array(fc.record({ step: fc.integer({ min: 1, max: 5000 }), source: fc.nat({ max: 9 }), sourceLine: natural, sourceColumn: natural }), { minLength: 1 });
  fc.assert(
    fc.property(segments, (steps) => {
      let column = 0;
      const written = steps.map(({ step, ...place }) => ({ ...place, column: (column += step) }));
      const sources = [...'0123456789'];
      const map = new SourceMap({ version: 3, file: '', sourceRoot: '', sourcesContent: [], names: [], sources, mappings: formatMappings(written) } as ConstructorParameters<typeof SourceMap>[0]);
      for (const { column: at, source, sourceLine, sourceColumn } of written) {
        expect(map.findEntry(0, at)).toMatchObject({ originalSource: String(source), originalLine: sourceLine, originalColumn: sourceColumn });
      }
    }),
  );
});
