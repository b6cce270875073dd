/** The comparison of clients: every client, kind of request and number in flight, in rounds that go through all. */
import { floor, type Client } from './clients';
import { measure, type Effort, type Measurement } from './figure';
import { requestKinds, type RequestKind } from './requests';
import { summary, type Summary } from './statistics';
import { decimal, table } from './table';

/** One client at one kind of request and one number in flight. */
export interface Figure {
  client: string;
  request: string;
  inFlight: number;
  /** CPU microseconds a request. Absent, with the next three, when the client could not be measured. */
  cpu?: Summary;
  /** The same as a multiple of the floor's in the same round. */
  ratio?: Summary;
  requestsPerSecond?: Summary;
  replyBytes?: number;
  lost: number;
  separate: number;
  /** Why there is no measurement. */
  reason?: string;
}

/** How thorough a comparison is. */
export interface Extent {
  /** Each round measures everything once, so that a slow spell of the machine meets all clients alike. */
  rounds: number;
  /** Numbers of requests in flight. */
  inFlight: number[];
  effort: Effort;
}

/** What was compared and who could not take part. */
export interface Comparison {
  figures: Figure[];
  absent: { client: string; reason: string }[];
}

interface Series {
  client: Client;
  kind: RequestKind;
  inFlight: number;
  measurements: Measurement[];
  /** Floor's CPU in the round of each measurement. */
  floors: number[];
  reason?: string;
}

/**
 * Measures those clients that are present.
 * @param clients The floor first.
 * @param progress Called with a line on what is measured next.
 */
export async function compare(
  clients: readonly Client[],
  extent: Extent,
  progress: (line: string) => void,
): Promise<Comparison> {
  const { rounds, effort } = extent;
  const present = clients.filter((client) => client.absent === undefined);
  const series: Series[] = requestKinds.flatMap((kind) =>
    extent.inFlight.flatMap((inFlight) =>
      present.map((client) => ({ client, kind, inFlight, measurements: [], floors: [] })),
    ),
  );
  for (let round = 1; round <= rounds; round++) {
    let floorCpu = NaN; // the floor is the first client of each group
    for (const one of series) {
      if (one.reason !== undefined) continue;
      progress(`round ${round} of ${rounds}: ${one.kind.name}, ${one.inFlight} in flight, ${one.client.name}`);
      const outcome = await measure(one.client, one.kind, one.inFlight, effort);
      if (!outcome.ok) {
        one.reason = outcome.reason;
        continue;
      }
      if (one.client === floor) floorCpu = outcome.measurement.cpu;
      one.measurements.push(outcome.measurement);
      one.floors.push(floorCpu);
    }
  }
  return {
    figures: series.map(figure),
    absent: clients.flatMap(({ name, absent }) => (absent === undefined ? [] : [{ client: name, reason: absent }])),
  };
}

function figure({ client, kind, inFlight, measurements, floors, reason }: Series): Figure {
  const base = { client: client.name, request: kind.name, inFlight };
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const lost = sum(measurements.map((one) => one.lost));
  const separate = sum(measurements.map((one) => one.separate));
  if (reason !== undefined) return { ...base, lost, separate, reason };
  return {
    ...base,
    cpu: summary(measurements.map((one) => one.cpu)),
    ratio: summary(measurements.map((one, index) => one.cpu / floors[index])),
    requestsPerSecond: summary(measurements.map((one) => one.requestsPerSecond)),
    replyBytes: measurements[0].replyBytes,
    lost,
    separate,
  };
}

/** The comparison as a table, and a line for each client that is absent. */
export function comparisonText({ figures, absent }: Comparison): string {
  const columns = [
    { heading: 'request' },
    { heading: 'in flight', right: true },
    { heading: 'client' },
    { heading: 'CPU us', right: true },
    { heading: 'min..max', right: true },
    { heading: 'x floor', right: true },
    { heading: 'requests/s', right: true },
    { heading: 'reply bytes', right: true },
    { heading: 'lost', right: true },
    { heading: 'note' },
  ];
  const rows = figures.map((one, index) => {
    const previous = figures[index - 1];
    const sameGroup = previous?.request === one.request && previous.inFlight === one.inFlight;
    const head = sameGroup ? ['', ''] : [one.request, String(one.inFlight)];
    const { cpu, ratio, requestsPerSecond, replyBytes } = one;
    if (cpu === undefined || ratio === undefined || requestsPerSecond === undefined) {
      return [...head, one.client, '-', '-', '-', '-', '-', '-', `no: ${one.reason}`];
    }
    return [
      ...head,
      one.client,
      decimal(cpu.median, 1),
      `${decimal(cpu.min, 1)}..${decimal(cpu.max, 1)}`,
      decimal(ratio.median, 2),
      decimal(requestsPerSecond.median),
      String(replyBytes),
      String(one.lost),
      one.separate === 0 ? '' : `${one.separate} separate responses`,
    ];
  });
  return [table(columns, rows), ...absent.map(({ client, reason }) => `${client}: absent (${reason})`)].join('\n');
}
