import fc from 'fast-check';
import { edited } from '../../build/edit';

test('stretches get other texts, whatever the order of the edits', () => {
  expect(edited('let a = b;', [{ start: 8, end: 9, text: 'long' }, { start: 4, end: 5, text: '' }])).toBe('let  = long;');
  expect(edited('let a = b;', [{ start: 4, end: 5, text: '' }, { start: 8, end: 9, text: 'long' }])).toBe('let  = long;');
  expect(edited('as it was', [])).toBe('as it was');
});

test('what is inserted stands in front of what begins there', () => {
  const name = { start: 2, end: 3, text: 'row' };
  expect(edited('a[i]', [name, { start: 2, end: 2, text: '(' }, { start: 3, end: 3, text: ')' }])).toBe('a[(row)]');
  expect(edited('a[i]', [{ start: 3, end: 3, text: ')' }, { start: 2, end: 2, text: '(' }, name])).toBe('a[(row)]');
  expect(edited('ab', [{ start: 1, end: 1, text: '2' }, { start: 1, end: 1, text: '1' }])).toBe('a12b');
});

test('many edits are what they are one after the other, from behind', () => {
  const edits = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.string({ maxLength: 3 })), { maxLength: 20 });
  fc.assert(
    fc.property(edits, (gaps) => {
      let at = 0;
      const list = gaps.map(([gap, length, text]) => ({ start: (at += gap + 1), end: (at += length), text }));
      const text = 'abcdefghij'.repeat(20);
      expect(edited(text, list)).toBe([...list].reverse().reduce((so, { start, end, text: other }) => so.slice(0, start) + other + so.slice(end), text));
    }),
  );
});
