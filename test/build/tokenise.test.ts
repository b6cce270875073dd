import fc from 'fast-check';
import { BuildFailure } from '../../build/failure';
import { rawString, tokenise } from '../../build/tokenise';
import { readTokens } from '../../build/untokenise';

const hex = (script: string): string => tokenise(script).toString('hex');

test.each([
  ['words and operators are one byte', 'if(a!==b)return a>>>0', 'a32861' + '8d' + '6229' + 'ab' + '61' + '93' + 'd3'],
  ['numbers are bytes where that is no longer', 'f(0,9,10,127,128,32767,32768,1.5)', '6628d3' + '2c39' + '2cd40a' + '2cd47f' + '2cd58000' + '2cd5ff7f' + '2c3332373638' + '2c312e35'],
  ['a number has its sign with it, and what it stands for', 'f(-1,-9,- 128,-129,-32768,!0,!1)', '6628d4ff' + '2cd4f7' + '2cd480' + '2cd57fff' + '2cd50080' + '2cb4' + '2cb5'],
  ['what subtracts, or is no number, stays apart', 'a-1+(a)-1-a.in-1-!a-1.5-~1', '612d31' + '2b2861292d31' + '2d612e696e2d31' + '2d2161' + '2d312e35' + '2d7e31'],
  ['texts of 8 bits are as they lie in memory', 'f("ab\\n","")', '6628' + 'd103' + '61620a' + '2c222229'],
  ['catch stays a word', 'try{}catch(a){}', 'b17b7d' + Buffer.from('catch(a){}').toString('hex')],
  ['properties keep their names', 'a.delete', Buffer.from('a.delete').toString('hex')],
])('%s', (_, script, expected) => {
  expect(hex(script).startsWith(expected)).toBe(true);
});

test('signs that would be another sign together stay apart', () => {
  expect(readTokens(tokenise('a- -b+ +c-(-d)'))).toEqual(['a', '-', '-', 'b', '+', '+', 'c', '-', '(', '-', 'd', ')']);
  expect(tokenise('a- -b').toString()).toBe('a- -b');
});

test('a text of more than 8 bits a character stays as it is written', () => {
  expect(tokenise('"\\u20ac"').toString()).toBe('"\\u20ac"');
});

test('a text can have 65,535 bytes', () => {
  expect(rawString(Buffer.alloc(65_535)).subarray(0, 4)).toEqual(Buffer.from([0xd2, 0xff, 0xff, 0]));
  expect(() => rawString(Buffer.alloc(65_536))).toThrow(BuildFailure);
});

const word = fc.constantFrom(...'if else return var function typeof new in catch a b2 $ _x delete this undefined'.split(' '));
const sign = fc.constantFrom(...'== === != !== <= << >= >>> += ++ -- && || ( ) { } [ ] ; , ? : + - * % & | ^ ! ~ < >'.split(' '));
const number = fc.oneof(fc.nat(300), fc.integer({ min: 30_000, max: 40_000 }), fc.nat(4_294_967_295)).map(String);
const text = fc.string({ unit: 'binary-ascii', maxLength: 300 }).map((each) => JSON.stringify(each));

/** With `!0` as true, as it is read. */
function withTruth(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, index) => (/^\d+$/.test(token) && tokens[index - 1] === '!' ? [] : token === '!' && /^\d+$/.test(tokens[index + 1]) ? [String(Number(tokens[index + 1]) === 0)] : [token]));
}

/** With signs and numbers apart. */
const withSigns = (tokens: readonly string[]): string[] => tokens.flatMap((token) => (/^-\d/.test(token) ? ['-', token.slice(1)] : [token]));

test('whatever stands in a script, Espruino reads the same', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, sign, number, text)), (script) => {
      expect(withTruth(withSigns(readTokens(tokenise(script.join(' ')))))).toEqual(withTruth(script));
    }),
  );
});
