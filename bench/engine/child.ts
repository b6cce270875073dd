/**
 * The process that measures the client engine: runs an image on a `ReplayBoard`, does one task with it, and writes
 * the result as JSON. Started by engine.ts with `node FLAGS build/run bench/engine/child.ts TASK`.
 */
import fs from 'node:fs';
import vm from 'node:vm';
import { allocateControl, bytesAllocated } from './heap';
import { ReplayBoard } from './replay-board';
import { registerClient, replay } from './replay';

/** What the child is told, as JSON. */
export interface Task {
  /** Path of the image, built for the board of this folder. */
  image: string;
  /** For the application `instances`: how many. */
  instances: number;
  /** Datagrams of the requests to measure one after the other, in hex. */
  requests: string[];
  measure: 'time' | 'garbage';
}

/** What it answers, as JSON. */
export interface Result {
  /** For each request: nanoseconds of CPU time, or bytes of heap, that it takes once. */
  values: number[];
  /** Bytes that the same measurement sees of an object known to be allocated; 0 for time. */
  control: number;
}

/** Enough for V8 to have optimised all it will. */
const warmUp = 30_000;
const windows = 10;
const windowRequests = 10_000;

async function main(task: Task): Promise<Result> {
  const board = new ReplayBoard();
  Object.assign(globalThis, { benchBoard: board, benchInstances: task.instances });
  vm.runInThisContext(fs.readFileSync(task.image, 'utf8'), { filename: task.image });
  const link = registerClient(board);
  const isTime = task.measure === 'time';
  const values: number[] = [];
  for (const hex of task.requests) {
    const request = Buffer.from(hex, 'hex');
    const action = (count: number): void => replay(board, link, request, count);
    action(warmUp);
    values.push(isTime ? leastNanoseconds(action) : await settledBytes(action));
  }
  return { values, control: isTime ? 0 : await settledBytes(allocateControl) };
}

/** The first measurement finds V8 still at work on the code it measures; the second does not. */
async function settledBytes(action: (count: number) => void): Promise<number> {
  await bytesAllocated(action, windowRequests);
  return bytesAllocated(action, windowRequests);
}

/** CPU time of one of many, in the best of some windows: whatever disturbs the machine only adds. */
function leastNanoseconds(action: (count: number) => void): number {
  const times = Array.from({ length: windows }, () => {
    const before = process.cpuUsage();
    action(windowRequests);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return (Math.min(...times) * 1000) / windowRequests;
}

main(JSON.parse(process.argv[2]) as Task).then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
