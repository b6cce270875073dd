import { checkArguments } from '../../../tools/server/executeArguments';
import { displayValue, guessInput, parseInput } from '../../../tools/server/input';
import { parsePath, UsageError } from '../../../tools/server/path';
import { parseCommand } from '../../../tools/server/repl/commandLine';
import type { Type, Value } from '../../../tools/server/value';

describe('typed values', () => {
  test.each<[Type, string, Value]>([
    ['Boolean', 'on', true],
    ['Boolean', '0', false],
    ['Integer', '-5', -5],
    ['Integer', '9007199254740993', 9007199254740993n],
    ['Float', '21', 21],
    ['Float', '.5', 0.5],
    ['Opaque', '0A1b', Buffer.from([10, 27])],
    ['Opaque', '', Buffer.alloc(0)],
    ['Time', '2013-05-02T10:40:15Z', 1367491215],
    ['Time', '0', 0],
    ['Objlnk', '3:0', '3:0'],
    ['String', 'on', 'on'],
  ])('%s "%s"', (type, text, value) => {
    expect(parseInput(type, text)).toEqual(value);
  });

  test.each<[Type, string, string]>([
    ['Boolean', 'yes', '"yes" is not a Boolean: write true or false.'],
    ['Integer', '1.5', '"1.5" is not an Integer: write a whole number, as in 40 or -5.'],
    ['Unsigned Integer', '-1', '"-1" is not an Unsigned Integer: write a whole number that is not negative, as in 40.'],
    ['Float', '21,5', '"21,5" is not a Float: write a number with a point, as in 21.5.'],
    ['Opaque', 'abc', '"abc" is not an Opaque: write bytes in hexadecimal, as in 0a1b2c.'],
    ['Time', 'now', '"now" is not a Time: write seconds since 1970, or a date as in 2026-11-01T12:00:00Z.'],
    ['Objlnk', '3/0', '"3/0" is not an Objlnk: write object:instance, as in 3:0.'],
  ])('for %s, "%s" is answered with what to type', (type, text, message) => {
    expect(() => parseInput(type, text)).toThrow(new UsageError(message));
  });

  test('without a definition the text decides', () => {
    expect(['true', '5', '1.5', 'x', '0a'].map(guessInput)).toEqual([true, 5, 1.5, 'x', '0a']);
  });

  test.each<[Type, Value, string]>([
    ['String', 'a "b"\u001b[2J\u009b', '"a \\"b\\"\\u001b[2J\ufffd"'],
    ['Opaque', Buffer.from([10, 27]), '0a1b'],
    ['Opaque', Buffer.alloc(0), 'no bytes'],
    ['Time', 1367491215, '2013-05-02T10:40:15Z'],
    ['Time', 2n ** 62n, '4611686018427387904'],
    ['Boolean', false, 'false'],
    ['Float', 21.5, '21.5'],
  ])('%s %p is shown', (type, value, text) => {
    expect(displayValue(type, value)).toBe(text);
  });
});

describe('paths', () => {
  test.each(['/3', '/3/0', '/3/0/7', '/65534/0/7/1'])('%s', (text) => expect('/' + parsePath(text).join('/')).toBe(text));
  test.each(['', '/', '3/0', '/3/', '/3/0/7/1/2', '/x', '/03', '/65535', '/-1', '/3 '])('"%s" is refused', (text) => {
    expect(() => parsePath(text)).toThrow(UsageError);
  });
});

describe('arguments of Execute', () => {
  // ex-0 to ex-8 and ex-19 of the project's vectors.
  test.each(['', '5', "2='10.3'", "3='stringValue',4", "3=''", "3=',',4", "3='=',4", "7,0='https://www.oma.org'", "0='U'"])('%s', (text) => {
    expect(() => checkArguments(text)).not.toThrow();
  });
  // ex-9 to ex-18.
  test.each(['4,4', "a='hello'", "3'hello'", '3=hello', '10', "1='a b'", `1='a"b'`, "1='a\\b'", "1='a'b'", '1,'])('%s is refused', (text) => {
    expect(() => checkArguments(text)).toThrow(UsageError);
  });
});

describe('command lines', () => {
  test('words, options and quotes', () => {
    expect(parseCommand(`  write /3/0/15 "Europe/Paris" --text  `)).toEqual({ verb: 'write', words: ['/3/0/15', 'Europe/Paris'], options: ['text'], values: {}, rest: '"Europe/Paris" --text' });
    expect(parseCommand(`create /3311/1 5750="Light in the hall" 5706='#ff0'`)?.words).toEqual(['/3311/1', '5750=Light in the hall', '5706=#ff0']);
    expect(parseCommand(`write /3/0/15 ""`)?.words).toEqual(['/3/0/15', '']);
    expect(parseCommand(`write /3/0/15 "--text"`)).toMatchObject({ words: ['/3/0/15', '--text'], options: [] });
  });
  test('what follows the first word is kept as typed', () => {
    expect(parseCommand(`execute /1/0/8 0='U',1`)?.rest).toBe(`0='U',1`);
    expect(parseCommand('execute /3/0/4')?.rest).toBe('');
  });
  test('nothing, and a comment', () => {
    expect(parseCommand('   ')).toBeUndefined();
    expect(parseCommand('# light on')).toBeUndefined();
  });
  test('a quote without end', () => {
    expect(() => parseCommand('write /3/0/15 "Paris')).toThrow('The quote at "Paris has no end.');
  });
});
