/** When to notify, against the rules of lwm2m.md C.4 in plain words: random attributes, random changes. */
import fc from 'fast-check';
import { startRegistered } from './device';

type Sensor = typeof import('./apps/sensor');
const VALUE = '/3303/0/5700';
const START = 20;

interface Attributes {
  readonly pmin: number | undefined;
  readonly pmax: number | undefined;
  readonly gt: number | undefined;
  readonly lt: number | undefined;
  readonly st: number | undefined;
}

/** A value, and the seconds before it is measured. */
interface Change {
  readonly wait: number;
  readonly value: number;
}

/** A notification: seconds after the first answer, and the value. */
type Told = readonly [seconds: number, value: number];

/** Whether a change of a value is to be told; `condition`: whatever becomes of it. */
function judge({ gt, lt, st }: Attributes, told: number, now: number): 'nothing' | 'change' | 'condition' {
  if (gt === undefined && lt === undefined && st === undefined) return 'change';
  if (gt !== undefined && lt !== undefined && lt + 2 * (st ?? 0) >= gt) return 'change';
  const crossesGt = gt !== undefined && told > gt !== now > gt;
  const crossesLt = lt !== undefined && told < lt !== now < lt;
  const steps = st !== undefined && Math.abs(now - told) >= st;
  return crossesGt || crossesLt || steps ? 'condition' : 'nothing';
}

/** The model. */
function notifications(attributes: Attributes, changes: readonly Change[], end: number): Told[] {
  const pmin = attributes.pmin ?? 0;
  const pmax = attributes.pmax === undefined || attributes.pmax === 0 || attributes.pmax < pmin ? Infinity : attributes.pmax;
  const found: Told[] = [];
  let [told, toldAt, value] = [START, 0, START];
  let pending: ReturnType<typeof judge> = 'nothing';
  /** Tells what falls due before the moment. */
  const runTo = (moment: number): void => {
    for (;;) {
      const due = toldAt + (pending === 'nothing' ? pmax : Math.min(pmin, pmax));
      if (due > moment) return;
      const at = Math.max(due, now);
      if (pending === 'condition' || at >= toldAt + pmax || value !== told) {
        found.push([at, value]);
        [told, toldAt] = [value, at];
      }
      pending = 'nothing';
    }
  };
  let now = 0;
  for (const change of changes) {
    runTo(now + change.wait);
    now += change.wait;
    if (change.value !== value) {
      value = change.value;
      const news = judge(attributes, told, value);
      pending = pending === 'condition' || news === 'nothing' ? pending : news;
    }
    runTo(now);
  }
  runTo(end);
  return found;
}

const END = 120;
const limit = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
const attributes: fc.Arbitrary<Attributes> = fc.record({
  pmin: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
  pmax: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
  gt: limit,
  lt: limit,
  st: fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }),
});
// With this fraction of a second no change falls on the end of a period that an earlier one began.
const change = fc.record({ wait: fc.integer({ min: 0, max: 15 }).map((seconds) => seconds + 0.29), value: fc.integer({ min: 0, max: 40 }) });

test('a random course of values is told as the rules say', () => {
  fc.assert(
    fc.property(attributes, fc.array(change, { maxLength: 6 }), (set, changes) => {
      const { server, simulation, app } = startRegistered<Sensor>('test/stack/apps/sensor');
      for (const [name, value] of Object.entries(set)) {
        if (value !== undefined) expect(server.writeAttributes(VALUE, `${name}=${value}`)).toBe('2.04');
      }
      const exchange = server.observe(VALUE);
      const start = simulation.time;
      for (const { wait, value } of changes) {
        simulation.run(1000 * wait);
        app.measure(value);
      }
      simulation.run(1000 * END - (simulation.time - start));
      const [first, ...rest] = exchange.answers;
      const heard = rest.map(({ time, text }): Told => [(time - first.time) / 1000, Number(text)]);
      const expected = notifications(set, changes, END - 1);
      expect(heard.slice(0, expected.length).map(([, value]) => value)).toEqual(expected.map(([, value]) => value));
      for (const [i, [at]] of expected.entries()) expect(Math.abs(heard[i][0] - at)).toBeLessThan(0.6);
      for (const [at] of heard.slice(expected.length)) expect(at).toBeGreaterThan(END - 1.6);
    }),
    { numRuns: 100 },
  );
});
