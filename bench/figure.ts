/** Measures one figure: one client, one kind of request, one number in flight, in a process started for it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { start, type Client } from './clients';
import { cpuMicroseconds } from './cpu';
import { Driver } from './driver';
import type { RequestKind } from './requests';

const registrationMilliseconds = 20_000;

/** How much of it. Warm-up and measured requests together are at most 65,000, for each has its own message id. */
export interface Effort {
  /** Requests before the clock starts, the same for every client, so that their code is equally warm. */
  warmUp: number;
  /** Requests that are measured, at most. */
  measured: number;
  /** Time after which no more are sent. */
  seconds: number;
}

/** One round of a figure. */
export interface Measurement {
  /** CPU time of the client's process for each request, user and system, in microseconds. */
  cpu: number;
  requestsPerSecond: number;
  requests: number;
  lost: number;
  separate: number;
  /** Bytes of the reply datagram. */
  replyBytes: number;
}

/** A measurement, or why this client has none. */
export type Outcome = { ok: true; measurement: Measurement } | { ok: false; reason: string };

let rounds = 0;

/** Starts the client, waits until it is registered, warms it up and measures. */
export async function measure(client: Client, kind: RequestKind, inFlight: number, effort: Effort): Promise<Outcome> {
  const tag = ++rounds & 0xffff;
  const endpoint = `bench-${tag}`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mote-bench-'));
  const driver = new Driver(kind, tag, client.manufacturer);
  const port = await driver.listen();
  const registered = driver.registered();
  const process = start(client, { port, endpoint, kind: kind.id, folder });
  try {
    await Promise.race([registered, process.ended, timeOut(registrationMilliseconds)]);
    const first = await Promise.race([driver.firstReply(), process.ended]);
    if (!first.ok) return first;

    await Promise.race([driver.run(effort.warmUp, inFlight, Infinity), process.ended]);
    const before = cpuMicroseconds(process.pid);
    const run = await Promise.race([driver.run(effort.measured, inFlight, effort.seconds), process.ended]);
    const cpu = cpuMicroseconds(process.pid) - before;
    const measurement = {
      cpu: cpu / run.requests,
      requestsPerSecond: run.requests / run.seconds,
      requests: run.requests,
      lost: run.lost,
      separate: run.separate,
      replyBytes: first.bytes,
    };
    return { ok: true, measurement };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    driver.close();
    await process.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function timeOut(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('did not register')), milliseconds).unref();
  });
}
