import { fresh } from '../fresh';
import { createBoard, type FakeBoard } from './board';

type Schedule = typeof import('../../src/engine/schedule');

let board: FakeBoard;
let schedule: Schedule;

beforeEach(() => {
  board = createBoard();
  schedule = fresh(() => jest.requireActual<Schedule>('../../src/engine/schedule'));
  schedule.startSchedule(board);
});

test('what the application asks for is done in an event of its own, once for all it asks', () => {
  schedule.wantWork();
  schedule.wantWork();
  expect(board.timers).toEqual([0]);
  schedule.beginWork();
  schedule.endWork(500);
  schedule.wantWork();
  expect(board.timers).toEqual([0, 500, 0]);
});

test('what is asked for in the course of an event is done at its end, without a timer', () => {
  schedule.beginEvent();
  schedule.wantWork();
  schedule.wantWork();
  expect(schedule.endEvent()).toBe(true);
  expect(board.timers).toEqual([]);
});

test('an event in which nothing was asked for needs no work', () => {
  schedule.beginEvent();
  expect(schedule.endEvent()).toBe(false);
});

test('work that was asked for before an event is not forgotten in it', () => {
  schedule.wantWork();
  schedule.beginEvent();
  expect(schedule.endEvent()).toBe(true);
});

test('what the work itself asks for is done as soon as possible, else when it says', () => {
  schedule.beginWork();
  schedule.wantWork();
  expect(board.timers).toEqual([]);
  schedule.endWork(60_000);
  schedule.beginWork();
  schedule.endWork(60_000);
  expect(board.timers).toEqual([0, 60_000]);
});

test('a schedule that is started anew owes nothing', () => {
  schedule.beginEvent();
  schedule.wantWork();
  schedule.startSchedule(board);
  schedule.wantWork();
  expect(board.timers).toEqual([0]);
});
