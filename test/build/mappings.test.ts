import fc from 'fast-check';
import { SourceMap } from 'node:module';
import { formatMappings } from '../../build/mappings';

const natural = fc.nat({ max: 1_000_000 });

test("Node's reader of source maps finds what was written", () => {
  const segments = fc.array(fc.record({ step: fc.integer({ min: 1, max: 5000 }), source: fc.nat({ max: 9 }), sourceLine: natural, sourceColumn: natural }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(segments, { minLength: 1, maxLength: 5 }), (lines) => {
      const written = lines.map((steps) => {
        let column = 0;
        return steps.map(({ step, ...place }) => ({ ...place, column: (column += step) }));
      });
      const sources = [...'0123456789'];
      const map = new SourceMap({ version: 3, file: '', sourceRoot: '', sourcesContent: [], names: [], sources, mappings: formatMappings(written) } as ConstructorParameters<typeof SourceMap>[0]);
      written.forEach((line, row) => {
        for (const { column: at, source, sourceLine, sourceColumn } of line) {
          expect(map.findEntry(row, at)).toMatchObject({ originalSource: String(source), originalLine: sourceLine, originalColumn: sourceColumn });
        }
      });
    }),
  );
});
