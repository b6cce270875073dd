import fc from 'fast-check';
import { joinLines, sourceLines } from '../../build/lua-lines';
import { joinTokens, luaTokens } from '../../build/lua-tokens';
import { formatMappings } from '../../build/mappings';

const token = fc.constantFrom('a', 'end', 'local', '0', '1.5', '-', '..', '=', '[', ']', '(', ')', ',', '"s"');

test('lines take no byte, and each says which lines of the source its names are of', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(token, fc.nat({ max: 3 })), { minLength: 1, maxLength: 20 }), (placed) => {
      const tokens = placed.map(([text]) => text);
      const { text, starts, sources } = joinLines(tokens, placed.map(([, line]) => line));
      expect(text.replaceAll('\n', ' ')).toBe(joinTokens(tokens));
      expect(text.split('\n').map(luaTokens)).toEqual(starts.map((start, line) => tokens.slice(start, starts[line + 1])));
      starts.forEach((start, line) => {
        const names = placed.slice(start, starts[line + 1]).filter(([each]) => each === 'a');
        for (const [, source] of names) expect(sources[line]).toContain(source);
        expect(sources[line]).toEqual([...sources[line]].sort((a, b) => a - b));
      });
    }),
  );
});

test('a line ends where a blank would be, when the line of the source is another', () => {
  expect(joinLines(luaTokens('f(1) g(2) local a = b local c = d'), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2])).toEqual({
    text: 'f(1)g(2)local a=b local c=d',
    starts: [0],
    sources: [[0, 1, 2]],
  });
  expect(joinLines(luaTokens('return a b(1)'), [4, 4, 7, 7, 7, 7])).toEqual({ text: 'return a\nb(1)', starts: [0, 2], sources: [[4], [7]] });
});

test('each token has the line that the map says, or that of what stands before it', () => {
  const segment = { source: 0, sourceColumn: 0 };
  const mappings = formatMappings([[{ ...segment, column: 6, sourceLine: 3 }], [], [{ ...segment, column: 0, sourceLine: 9 }, { ...segment, column: 4, sourceLine: 8 }]]);
  expect(sourceLines('local a -- x\nb = 1\nc = d\ne', JSON.stringify({ mappings }))).toEqual([0, 3, 3, 3, 3, 9, 9, 8, 8]);
});
