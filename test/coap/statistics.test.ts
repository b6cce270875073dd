import { fresh } from '../fresh';

type Statistics = typeof import('../../src/coap/statistics');

const load = (): Statistics => fresh(() => jest.requireActual<Statistics>('../../src/coap/statistics'));

function counted(statistics: Statistics): number[] {
  return [
    statistics.kilobytesSent(),
    statistics.kilobytesReceived(),
    statistics.largestMessage(),
    statistics.averageMessage(),
  ];
}

test('nothing is counted before the start', () => {
  const statistics = load();
  statistics.countSent(2000);
  statistics.countReceived(2000);
  expect(counted(statistics)).toEqual([0, 0, 0, 0]);
});

test('datagrams count with the 28 bytes of their headers', () => {
  const statistics = load();
  statistics.startCounting();
  statistics.countSent(971);
  expect(counted(statistics)).toEqual([0, 0, 999, 999]);
  statistics.countReceived(972);
  expect(counted(statistics)).toEqual([0, 1, 1000, 999]);
  statistics.countSent(0);
  expect(counted(statistics)).toEqual([1, 1, 1000, 675]); // 2027 bytes in 3 datagrams
  statistics.countReceived(3000);
  expect(counted(statistics)).toEqual([1, 4, 3028, 1263]);
});

test('what was counted stays when counting ends, and is 0 when it begins anew', () => {
  const statistics = load();
  statistics.startCounting();
  statistics.countSent(1972);
  statistics.countReceived(972);
  statistics.stopCounting();
  statistics.countSent(5000);
  statistics.countReceived(5000);
  expect(counted(statistics)).toEqual([2, 1, 2000, 1500]);
  statistics.startCounting();
  expect(counted(statistics)).toEqual([0, 0, 0, 0]);
  statistics.countSent(500);
  expect(counted(statistics)).toEqual([0, 0, 528, 528]);
});

test('bytes beyond whole kilobytes are not lost', () => {
  const statistics = load();
  statistics.startCounting();
  for (let i = 0; i < 3000; i++) statistics.countReceived(95);
  expect(counted(statistics)).toEqual([0, 369, 123, 123]);
});
