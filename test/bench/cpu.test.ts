import { cpuMicroseconds, ticks } from '../../bench/cpu';

test('ticks are user and system time, whatever the process is called', () => {
  const line = '42 (a b) c) S 1 42 42 0 -1 4194304 100 0 0 0 123 45 0 0 20 0 7 0 1000 1 2';
  expect(ticks(line)).toBe(168);
});

test('CPU time of this process agrees with what it says itself', () => {
  if (process.platform !== 'linux') {
    expect(() => cpuMicroseconds(process.pid)).toThrow();
    return;
  }
  const own = (): number => process.cpuUsage().user + process.cpuUsage().system;
  const before = { own: own(), seen: cpuMicroseconds(process.pid) };
  for (let sum = 0; own() - before.own < 100_000; sum++) Math.sqrt(sum);
  const difference = cpuMicroseconds(process.pid) - before.seen - (own() - before.own);
  expect(Math.abs(difference)).toBeLessThan(50_000);
});

test('a process that does not exist has no CPU time', () => {
  expect(() => cpuMicroseconds(2 ** 22 + 1)).toThrow(/ENOENT/);
});
