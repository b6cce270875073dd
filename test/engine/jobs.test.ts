import { Tenths } from '../../src/engine/clock';
import { fresh, type Sizes } from '../fresh';
import { createBoard, type FakeBoard } from './board';

type Clock = typeof import('../../src/engine/clock');
type Jobs = typeof import('../../src/engine/jobs');
type Schedule = typeof import('../../src/engine/schedule');

let board: FakeBoard;
let jobs: Jobs;
/** What ran, and when, in milliseconds. */
let ran: string[];

function start(sizes?: Sizes): void {
  const modules = fresh(
    () => ({
      clock: jest.requireActual<Clock>('../../src/engine/clock'),
      jobs: jest.requireActual<Jobs>('../../src/engine/jobs'),
      schedule: jest.requireActual<Schedule>('../../src/engine/schedule'),
    }),
    sizes,
  );
  board = createBoard(2 ** 30 - 5000);
  jobs = modules.jobs;
  ran = [];
  modules.clock.startClock(board);
  modules.schedule.startSchedule(board);
}

beforeEach(() => start());

const job = (name: string): (() => void) => () => void ran.push(`${name} ${board.time}`);

/** Runs jobs when they say they are due, until the time is over. */
function pass(milliseconds: number): void {
  const end = board.time + milliseconds;
  for (let wait = 100 * jobs.runJobs(); board.time + wait <= end; wait = 100 * jobs.runJobs()) {
    if (wait === 0) throw new Error('a job that is due does not run');
    board.time += wait;
  }
  board.time = end;
}

test('runs a job once, when its time has come', () => {
  jobs.after(1.5, job('a'));
  expect(jobs.runJobs()).toBe(15);
  pass(10_000);
  expect(ran).toEqual(['a 1500']);
  expect(jobs.runJobs()).toBe(Tenths.longest);
});

test('runs a job again and again', () => {
  jobs.every(2, job('a'));
  jobs.every(3, job('b'));
  pass(6500);
  expect(ran).toEqual(['a 2000', 'b 3000', 'a 4000', 'a 6000', 'b 6000']);
});

test('asks for the engine to work when something is planned', () => {
  jobs.after(5, job('a'));
  expect(board.timers).toEqual([0]);
});

test('a job that was late runs once, and its period counts from then', () => {
  jobs.every(1, job('a'));
  board.time = 10_050;
  jobs.runJobs();
  jobs.runJobs();
  expect(ran).toEqual(['a 10050']);
  pass(1000);
  expect(ran).toEqual(['a 10050', 'a 11050']);
});

test('a period is a tenth of a second at least', () => {
  jobs.every(0, job('a'));
  pass(300);
  expect(ran).toEqual(['a 0', 'a 100', 'a 200', 'a 300']);
});

test('a new plan for the same job takes the place of the old one', () => {
  const a = job('a');
  jobs.every(1, a);
  jobs.after(2.5, a);
  pass(10_000);
  expect(ran).toEqual(['a 2500']);
});

test('a job that is cancelled does not run, until it is planned again', () => {
  const a = job('a');
  jobs.after(1, a);
  jobs.cancel(a);
  pass(5000);
  expect(ran).toEqual([]);
  jobs.after(1, a);
  pass(5000);
  expect(ran).toEqual(['a 6000']);
});

test('a job can plan itself anew, cancel itself, and cancel one that is due with it', () => {
  const second = job('second');
  function first(): void {
    ran.push(`first ${board.time}`);
    jobs.cancel(second);
    if (board.time < 3000) jobs.after(1, first);
  }
  function third(): void {
    ran.push(`third ${board.time}`);
    if (board.time >= 1000) jobs.cancel(third);
  }
  jobs.after(1, first);
  jobs.after(1, second);
  jobs.every(0.5, third);
  pass(10_000);
  expect(ran).toEqual(['third 500', 'first 1000', 'third 1000', 'first 2000', 'first 3000']);
});

test('a job in the far future is due as late as delays reach', () => {
  jobs.after(1e12, job('a'));
  expect(jobs.runJobs()).toBe(Tenths.longest);
  expect(ran).toEqual([]);
});

test('a job is due on either side of the wrap of the clock, and upon it', () => {
  const wrap = 2 ** 30;
  for (let tenths = 0; tenths < wrap - 10; tenths += 5_000_000) {
    board.time = 100 * Math.min(tenths, wrap - 10);
    jobs.runJobs();
  }
  board.time = 100 * (wrap - 10);
  const start = board.time;
  for (const seconds of [0.9, 1, 1.1]) jobs.after(seconds, () => void ran.push(`${board.time - start}`));
  for (let i = 0; i < 3; i++) {
    const wait = jobs.runJobs();
    expect(wait).toBe(i === 0 ? 9 : 1);
    board.time += 100 * wait;
  }
  jobs.runJobs();
  expect(ran).toEqual(['900', '1000', '1100']);
});

test('a full table is named; the jobs in it go on, and may be planned anew', () => {
  start({ jobs: 2 });
  const [a, b] = [job('a'), job('b')];
  jobs.every(1, a);
  jobs.cancel(b);
  const c = job('c');
  expect(() => jobs.after(1, c)).toThrow('config.json: "jobs" has to be more than 2');
  expect(() => jobs.cancel(c)).toThrow('config.json: "jobs" has to be more than 2');
  jobs.after(0.5, b);
  pass(1000);
  expect(ran).toEqual(['b 500', 'a 1000']);
});
