import { decimal, table } from '../../bench/table';

test('columns are as wide as their widest cell, numbers flush right, no trailing blanks', () => {
  const text = table([{ heading: 'client' }, { heading: 'us', right: true }, { heading: 'note' }], [
    ['floor', '8.0', ''],
    ['lwm2m-node-lib', '123.4', 'no TLV'],
    ['mote'],
  ]);
  expect(text.split('\n')).toEqual([
    'client             us  note',
    '--------------  -----  ------',
    'floor             8.0',
    'lwm2m-node-lib  123.4  no TLV',
    'mote',
  ]);
});

test('a table without rows is its headings', () => {
  expect(table([{ heading: 'a' }, { heading: 'bb' }], [])).toBe('a  bb\n-  --');
});

test.each([
  [12345.678, 1, '12,345.7'],
  [0.5, 2, '0.50'],
  [16384, 0, '16,384'],
])('%d with %d decimals is %s', (value, digits, expected) => {
  expect(decimal(value, digits)).toBe(expected);
});
