import fc from 'fast-check';
import { createClock } from '../../../boards/sim/clock';

test('events run in order of time, equal times in order of making', () => {
  const clock = createClock();
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name} ${clock.time}`);
  clock.after(20, note('c'));
  clock.after(10, note('a'));
  clock.after(20, note('d'));
  clock.after(10.9, note('b'));
  clock.run(20);
  expect(ran).toEqual(['a 10', 'b 10', 'c 20', 'd 20']);
  expect(clock.time).toBe(20);
});

test('an event never runs before the call that made it returns, and run(0) runs what is due', () => {
  const clock = createClock();
  const ran: string[] = [];
  clock.after(0, () => {
    clock.after(0, () => ran.push('inner'));
    ran.push('outer');
  });
  expect(ran).toEqual([]);
  clock.run(0);
  expect(ran).toEqual(['outer', 'inner']);
  expect(clock.time).toBe(0);
});

test('an event that was taken back does not run', () => {
  const clock = createClock();
  const ran: string[] = [];
  const cancel = clock.after(5, () => ran.push('cancelled'));
  clock.after(5, () => ran.push('kept'));
  cancel();
  clock.run(5);
  cancel();
  expect(ran).toEqual(['kept']);
});

test('time passes without events', () => {
  const clock = createClock();
  clock.run(7 * 24 * 3600 * 1000);
  expect(clock.time).toBe(604_800_000);
});

test('runUntil stops at the event that makes the condition true, or at the limit', () => {
  const clock = createClock();
  let count = 0;
  for (const delay of [10, 20, 30]) clock.after(delay, () => (count += 1));
  expect(clock.runUntil(() => count === 2, 1000)).toBe(true);
  expect(clock.time).toBe(20);
  expect(clock.runUntil(() => count === 4, 1000)).toBe(false);
  expect(clock.time).toBe(1020);
  expect(count).toBe(3);
});

test('an error of an event comes out of run, and the clock can go on', () => {
  const clock = createClock();
  let ran = false;
  clock.after(1, () => {
    throw new Error('a mistake');
  });
  clock.after(2, () => (ran = true));
  expect(() => clock.run(10)).toThrow('a mistake');
  expect(clock.time).toBe(1);
  clock.run(1);
  expect(ran).toBe(true);
});

test('an event that answers itself without end is an error, not a hang', () => {
  const clock = createClock();
  const again = () => void clock.after(0, again);
  again();
  expect(() => clock.run(1)).toThrow('time stands still');
});

test('running the clock from within an event, and impossible delays, are mistakes', () => {
  const clock = createClock();
  clock.after(0, () => clock.run(1));
  expect(() => clock.run(1)).toThrow('from within an event');
  expect(() => clock.after(-1, () => {})).toThrow(RangeError);
  expect(() => clock.after(NaN, () => {})).toThrow(RangeError);
  expect(() => clock.run(-1)).toThrow(RangeError);
  expect(() => clock.run(Infinity)).toThrow(RangeError);
});

test('any set of delays runs as a stable sort of them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (delays) => {
      const clock = createClock();
      const ran: number[] = [];
      delays.forEach((delay, index) => clock.after(delay, () => ran.push(index)));
      clock.run(50);
      const sorted = delays.map((_, index) => index).sort((a, b) => delays[a] - delays[b] || a - b);
      expect(ran).toEqual(sorted);
    }),
  );
});
