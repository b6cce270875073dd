import fc from 'fast-check';
import { Argument, argument, nextArgument, startArguments } from '../../src/format/execute-arguments';
import { paired } from './vectors';

/** The arguments in `text` as pairs of digit and value; undefined when it is refused. */
function parse(text: string): [number, string | undefined][] | undefined {
  const bytes = Buffer.from(`,9${text},9`, 'latin1');
  const found: [number, string | undefined][] = [];
  if (!startArguments(bytes, 2, bytes.length - 2)) return undefined;
  while (nextArgument()) {
    const start = argument[Argument.start];
    found.push([argument[Argument.digit], start === -1 ? undefined : bytes.toString('latin1', start, argument[Argument.end])]);
  }
  return found;
}

const expectations: Readonly<Record<string, [number, string | undefined][] | 'refused'>> = {
  'ex-0': [],
  'ex-1': [[5, undefined]],
  'ex-2': [[2, '10.3']],
  'ex-4': [[3, 'stringValue'], [4, undefined]],
  'ex-5': [[3, '']],
  'ex-6': [[3, ','], [4, undefined]],
  'ex-7': [[3, '='], [4, undefined]],
  'ex-8': [[7, undefined], [0, 'https://www.oma.org']],
  'ex-9': 'refused',
  'ex-10': 'refused',
  'ex-11': 'refused',
  'ex-12': 'refused',
  'ex-14': 'refused',
  'ex-15': 'refused',
  'ex-16': 'refused',
  'ex-17': 'refused',
  'ex-18': 'refused',
  'ex-19': [[0, 'U']],
};

test.each(paired('ex', expectations))('%s', (_id, { input }, expected) => {
  expect(parse(input) ?? 'refused').toEqual(expected);
});

test.each([',', '1,', ',1', '1,,2', '1=', "1='", "1='a", "1=''2", "1='a',", ' 1', '1 ', "1='\x7f'", "1='é'", "1='a',2,1='b'"])(
  '"%s" is refused',
  (text) => {
    expect(parse(text)).toBe(undefined);
  },
);

test('the grammar decides about any bytes', () => {
  const character = "[\\x21\\x23-\\x26\\x28-\\x5b\\x5d-\\x7e]";
  const grammar = new RegExp(`^(\\d(='${character}*')?(,\\d(='${character}*')?)*)?$`);
  const likely = fc.string({ unit: fc.constantFrom(...'0123456789', '=', "'", ',', "='", "',", 'a', ' '), maxLength: 12 });
  fc.assert(
    fc.property(fc.oneof(likely, fc.string({ unit: 'binary-ascii', maxLength: 8 })), (text) => {
      const digits = [...text.replace(/'[^']*'/g, '').matchAll(/\d/g)].map(String);
      const valid = grammar.test(text) && new Set(digits).size === digits.length;
      const found = parse(text);
      expect(found !== undefined).toBe(valid);
      expect(found?.map(([digit, value]) => (value === undefined ? String(digit) : `${digit}='${value}'`)).join(',')).toBe(valid ? text : undefined);
    }),
    { numRuns: 5000 },
  );
});
