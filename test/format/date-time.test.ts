import fc from 'fast-check';
import { readDateTime } from '../../src/format/date-time';
import { numberRead } from '../../src/format/format';

function read(text: string): number | undefined {
  const bytes = Buffer.from(`19${text}99`);
  return readDateTime(bytes, 2, bytes.length - 2) ? numberRead[0] : undefined;
}

test.each<[string, number]>([
  ['1970-01-01T00:00:00Z', 0],
  ['1969-12-31T23:59:59Z', -1],
  ['2013-03-21T20:04:00Z', 1363896240],
  ['2013-03-21T20:04:00.5Z', 1363896240],
  ['2013-03-21T20:04:00.999999999Z', 1363896240],
  ['2013-03-21T22:34:00+02:30', 1363896240],
  ['2013-03-21T15:04:00-05:00', 1363896240],
  ['2013-03-21T20:04:00.25+00:00', 1363896240],
  ['2000-02-29T12:00:00Z', 951825600],
  ['2100-03-01T00:00:00Z', 4107542400],
  ['2016-12-31T23:59:60Z', 1483228800],
  ['0000-03-01T00:00:00Z', -62162035200],
  ['9999-12-31T23:59:59Z', 253402300799],
])('%s', (text, seconds) => {
  expect(read(text)).toBe(seconds);
});

test.each([
  '',
  '2013-03-21',
  '2013-03-21T20:04:00',
  '2013-03-21T20:04:00z',
  '2013-03-21 20:04:00Z',
  '2013/03/21T20:04:00Z',
  '2013-03-21T20.04.00Z',
  '2013-00-21T20:04:00Z',
  '2013-13-21T20:04:00Z',
  '2013-03-00T20:04:00Z',
  '2013-03-32T20:04:00Z',
  '2013-03-21T24:04:00Z',
  '2013-03-21T20:60:00Z',
  '2013-03-21T20:04:61Z',
  '2013-03-21T20:04:0Z',
  '2o13-03-21T20:04:00Z',
  '2013-03-21T20:04:00Zx',
  '2013-03-21T20:04:00.5',
  '2013-03-21T20:04:00+0200',
  '2013-03-21T20:04:00*02:00',
  '2013-03-21T20:04:00+24:00',
  '2013-03-21T20:04:00+02:60',
  '2013-03-21T20:04:00+02:0',
])('"%s" is no date and time', (text) => {
  expect(read(text)).toBe(undefined);
});

test('every second of the years 0000 to 9999 is what Date takes it for', () => {
  const times = fc.integer({ min: -62167219200, max: 253402300799 });
  fc.assert(
    fc.property(times, (seconds) => {
      expect(read(new Date(seconds * 1000).toISOString())).toBe(seconds);
    }),
    { numRuns: 200 },
  );
});
