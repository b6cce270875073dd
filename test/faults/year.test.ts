/**
 * A year with a network that comes and goes: the registration is kept and found again by the rules, Updates come when
 * they are due, and no table leaks (LwM2M 1.1 Core 6.2.1.2, 6.2.2; lwm2m.md B).
 */
import { createRandom } from '../../boards/sim/random';
import { type Device, startRegistered } from '../stack/device';
import { Format, uint } from '../stack/message';
import type { Exchange } from '../stack/server';

type App = typeof import('./apps/brim');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const LIFETIME = 7200;
/** Seconds between two Updates: MAX_TRANSMIT_WAIT before the lifetime ends (lwm2m.md B.2). */
const UPDATE = LIFETIME - 93;
/** Transmissions of one message (RFC 7252 4.2); attempts of a sequence, and the pause until the next (lwm2m.md B.1). */
const TRANSMISSIONS = 5;
const ATTEMPTS = 5;
const SEQUENCE_PAUSE = DAY;
/** Until the last attempt of a sequence has failed: pauses of 60 s, doubled, and 93 s of waiting each time. */
const SEQUENCE = (60 * (1 + 2 + 4 + 8) + ATTEMPTS * 93) * 1000;

/** How much there is room for, counted by filling it up. */
function capacity({ app, server }: Device<App>): Record<string, number> {
  const count = (add: (index: number) => boolean): number => {
    let index = 0;
    while (index < 1000 && add(index)) index += 1;
    return index;
  };
  return {
    observations: count(() => server.observe('/32773/0/0').answers[0].observe !== undefined),
    attributes: count((index) => server.writeAttributes(['/32773', '/32773/0', '/32773/0/0', '/32773/0/1', '/3', '/3/0', '/1', '/1/0'][index % 8], ['pmin=1', 'pmax=9', 'epmin=1'][Math.floor(index / 8)]) === '2.04'),
    transfers: count((index) => {
      const options = [{ name: 'Block1', value: uint(8) }, { name: 'Uri-Query', value: Buffer.from(`x=${index}`) }];
      return server.ask('PUT', '/32773/0/0', { payload: 'x'.repeat(16), format: Format.text, options }).code === '2.31';
    }),
    texts: count((index) => app.setName(index, 'x'.repeat(100))),
    members: count((index) => app.setMember(100 + index, 1)),
    instances: count((index) => app.create(1 + index)),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

test.each([1, 2, 3])('seed %i: a year of minutes to days with and without the server', (seed) => {
  const random = createRandom(seed);
  /** Between two times, the short ones as likely as the long ones. */
  const between = (least: number, most: number): number => Math.floor(least * (most / least) ** random());
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: LIFETIME };
  const device = startRegistered<App>('test/faults/apps/brim', { seed, settings, now: 2 ** 30 - 3 * DAY });
  const { app, server, simulation } = device;
  const other = startRegistered<App>('test/faults/apps/brim', { settings });
  for (const each of [other, device]) each.app.setMember(0, 0);
  const fresh = capacity(other);

  let observation: { exchange: Exchange; registered: number } | undefined;
  let measured = 0;
  const registers = (): number => server.requests.filter(({ path }) => path === '/rd').length;
  /** Lets time pass in which the device measures; the server observes it after each Register. */
  const live = (milliseconds: number, isReachable: boolean): void => {
    const end = simulation.time + milliseconds;
    while (simulation.time < end) {
      if (isReachable && server.registrations.size > 0 && observation?.registered !== registers()) {
        observation = { exchange: server.request('GET', '/32773/0/1/0', { observe: 0, accept: Format.text }), registered: registers() };
      }
      measured += 1;
      app.setMember(0, measured);
      simulation.run(Math.min(end - simulation.time, 6 * HOUR));
    }
  };
  const setLoss = (loss: number): void => {
    for (const direction of [simulation.wire.toServer, simulation.wire.toBoard]) direction.loss = loss;
  };

  const reachable: Span[] = [];
  let outages = 0;
  while (simulation.time < YEAR) {
    const from = simulation.time;
    setLoss(0);
    live(between(10 * MINUTE, 6 * DAY), true);
    reachable.push({ from, to: simulation.time });
    setLoss(1);
    live(between(MINUTE, 3 * DAY), false);
    outages += 1;
  }
  setLoss(0);
  const end = simulation.time;
  live(3 * DAY, true);
  reachable.push({ from: end, to: simulation.time });

  // While the server could be reached without a break, each Update came when it was due.
  let updates = 0;
  for (const { from, to } of reachable) {
    const times = server.requests.filter(({ time }) => time >= from && time <= to).map(({ time }) => time);
    for (let index = 1; index < times.length; index++) {
      expect(Math.abs((times[index] - times[index - 1]) / 1000 - UPDATE)).toBeLessThanOrEqual(1);
      updates += 1;
    }
    // And a span that was long enough for a pause between two sequences has found the server again.
    if (to - from > SEQUENCE_PAUSE + SEQUENCE) expect(to - times[times.length - 1]).toBeLessThanOrEqual((UPDATE + 1) * 1000);
  }
  expect(updates).toBeGreaterThan(1000);

  // Registered, and told of the newest value.
  expect(server.registration.seen).toBeGreaterThan(simulation.time - LIFETIME * 1000);
  expect(observation?.exchange.newest?.text).toBe(String(measured));

  // No more messages than Updates and notifications need, and for each outage an Update, a sequence of attempts and one
  // more for each day that it lasts.
  const sent = simulation.datagrams.filter(({ direction }) => direction === 'toServer').length;
  const served = reachable.reduce((sum, { from, to }) => sum + to - from, 0);
  const lost = simulation.time - served;
  const most =
    served / 1000 / UPDATE + (4 * simulation.time) / DAY + outages * (3 + (1 + ATTEMPTS) * TRANSMISSIONS) + (lost / SEQUENCE_PAUSE) * ATTEMPTS * TRANSMISSIONS;
  expect(sent).toBeLessThan(most);

  server.ask('GET', '/32773/0/1/0', { observe: 1, token: observation?.exchange.token });
  expect(capacity(device)).toEqual(fresh);
});
