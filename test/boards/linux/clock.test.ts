import { now, setTimer, stopTimer, utc } from '../../../boards/linux/clock';

let came: string[];
const note = (name: string) => () => came.push(`${name} ${performance.now()}`);

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) + 999 });
  came = [];
});

afterEach(() => {
  stopTimer();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test('a timer comes once', () => {
  setTimer(10, note('timer'));
  jest.advanceTimersByTime(100);
  expect(came).toEqual(['timer 10']);
});

test('a timer put off comes once, at the later time', () => {
  setTimer(10, note('early'));
  jest.advanceTimersByTime(5);
  setTimer(20, note('late'));
  jest.advanceTimersByTime(100);
  expect(came).toEqual(['late 25']);
});

test('a timer brought forward comes once, at the earlier time', () => {
  setTimer(30, note('late'));
  jest.advanceTimersByTime(5);
  setTimer(1, note('early'));
  jest.advanceTimersByTime(100);
  expect(came).toEqual(['early 6']);
});

test('a timer can be asked for again when it comes', () => {
  setTimer(10, () => {
    note('first')();
    setTimer(1, note('second'));
  });
  jest.advanceTimersByTime(100);
  expect(came).toEqual(['first 10', 'second 11']);
});

test('a stopped timer does not come, and a new one does', () => {
  setTimer(10, note('stopped'));
  stopTimer();
  jest.advanceTimersByTime(100);
  setTimer(10, note('new'));
  jest.advanceTimersByTime(100);
  expect(came).toEqual(['new 110']);
});

test("Node's timers run up to a millisecond early, this one does not", () => {
  const time = jest.spyOn(performance, 'now').mockReturnValue(0.9);
  setTimer(10, note('timer'));
  time.mockReturnValue(10.2); // what Node counts as 10 ms later
  jest.advanceTimersByTime(10);
  expect(came).toEqual([]);
  time.mockReturnValue(11.2);
  jest.advanceTimersByTime(1);
  expect(came).toEqual(['timer 11.2']);
});

test('puts off its timer without making a new one, as at every datagram', () => {
  const made = jest.spyOn(globalThis, 'setTimeout');
  for (let datagram = 0; datagram < 100; datagram++) {
    setTimer(1000, note('timer'));
    jest.advanceTimersByTime(1);
  }
  expect(made).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1000);
  expect(came).toEqual(['timer 1099']);
});

test.each([
  [2 ** 30 - 0.5, 2 ** 30 - 1],
  [2 ** 30, 0],
  [5 * 2 ** 30 + 7.9, 7],
  [2 ** 40 + 3, 3],
])('after %d ms now() is %i', (time, expected) => {
  jest.spyOn(performance, 'now').mockReturnValue(time);
  expect(now()).toBe(expected);
});

test('utc() is in whole seconds', () => {
  expect(utc()).toBe(Date.UTC(2026, 0, 1) / 1000);
});
