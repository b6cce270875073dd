/** CPU time of another process, as the Linux kernel counts it. */
import fs from 'node:fs';
import os from 'node:os';
import { execFileSync } from 'node:child_process';

const microsecondsPerTick = 10_000; // USER_HZ is 100 on every Linux architecture that Node runs on

/**
 * CPU time that a process has used so far, user and system, all its threads, in microseconds.
 * Taken from the scheduler's nanosecond counter of each thread; where the kernel has none, from `stat`,
 * which counts in steps of 10 ms.
 * @throws when there is no such process or no Linux `/proc`.
 */
export function cpuMicroseconds(pid: number): number {
  try {
    const tasks = fs.readdirSync(`/proc/${pid}/task`);
    const nanoseconds = tasks.map((task) => {
      return Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    });
    return nanoseconds.reduce((sum, value) => sum + value, 0) / 1000;
  } catch {
    return ticks(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) * microsecondsPerTick;
  }
}

/** utime + stime of a line of /proc/PID/stat, in clock ticks. The process name in it may hold spaces and brackets. */
export function ticks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]); // fields 14 and 15 of proc(5)
}

/**
 * Puts this process, and so every process it starts later, on one core. Left alone, the scheduler has driver and
 * client now on one core and now on two, and waking another core is charged to the client: one request at a time
 * then costs anything between once and four times as much.
 * @returns whether it could be done (it needs `taskset` of util-linux).
 */
export function pinToOneCore(): boolean {
  const core = os.cpus().length - 1;
  try {
    execFileSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
