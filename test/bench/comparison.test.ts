import { comparisonText, type Figure } from '../../bench/comparison';

const exactly = (value: number) => ({ median: value, min: value, max: value });

const measured = (client: string, inFlight: number, cpu: number, ratio: number): Figure => ({
  client,
  request: 'READ /3/0/0',
  inFlight,
  cpu: { median: cpu, min: cpu - 1, max: cpu + 1 },
  ratio: exactly(ratio),
  requestsPerSecond: exactly(12345),
  replyBytes: 14,
  lost: 0,
  separate: 0,
});

test('a row a figure, its group named once, then the absent clients', () => {
  const refused: Figure = { client: 'b', request: 'READ /3/0/0', inFlight: 1, lost: 0, separate: 0, reason: 'answers 4.04' };
  const text = comparisonText({
    figures: [
      measured('floor', 1, 10, 1),
      refused,
      measured('floor', 16, 8, 1),
      { ...measured('b', 16, 12.34, 1.5), lost: 2, separate: 3 },
    ],
    absent: [{ client: 'c', reason: 'not there' }],
  });
  expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['request', 'in flight', 'client', 'CPU us', 'min..max', 'x floor', 'requests/s', 'reply bytes', 'lost', 'note'],
    expect.anything(),
    ['READ /3/0/0', '1', 'floor', '10.0', '9.0..11.0', '1.00', '12,345', '14', '0'],
    ['', 'b', '-', '-', '-', '-', '-', '-', 'no: answers 4.04'],
    ['READ /3/0/0', '16', 'floor', '8.0', '7.0..9.0', '1.00', '12,345', '14', '0'],
    ['', 'b', '12.3', '11.3..13.3', '1.50', '12,345', '14', '2', '3 separate responses'],
    ['c: absent (not there)'],
  ]);
});
