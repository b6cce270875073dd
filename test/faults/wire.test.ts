/**
 * A wire that loses, doubles and reorders in both directions: after hours of writes, executes, creates and
 * observations the server's view is the client's, and nothing was carried out twice (RFC 7252 4.2, 4.5; RFC 7641 4.5).
 */
import { createRandom } from '../../boards/sim/random';
import { type Device, start } from '../stack/device';
import { Format, type Parts } from '../stack/message';
import type { Exchange } from '../stack/server';
import { instance, integer, resource, tlv } from '../stack/tlv';

type App = typeof import('./apps/session');
const OBJECT = '/32771';
const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

/** A server and a client over a bad wire, and what the server believes. */
class Session {
  readonly device: Device<App>;
  private readonly random: () => number;
  /** What each path may hold: one value when the last write was answered, more when one got no answer. */
  readonly values = new Map<string, Set<string>>([[`${OBJECT}/0/0`, new Set(['0'])]]);
  readonly executes: { args: string; answered: boolean }[] = [];
  /** Instances that are there, that are not, and those of which an unanswered request leaves it open. */
  readonly instances = new Map<number, 'there' | 'gone' | 'open'>([[0, 'there']]);
  observation: { exchange: Exchange; since: number } | undefined;
  measured = 0;
  creates = 0;
  answered = 0;

  constructor(seed: number, loss: number) {
    this.device = start<App>('test/faults/apps/session', {
      seed,
      settings: { endpoint: 'sim', server: 'coap://server', lifetime: 300 },
    });
    this.random = createRandom(seed * 7919);
    const { wire } = this.device.simulation;
    for (const direction of [wire.toServer, wire.toBoard]) {
      Object.assign(direction, { loss, duplication: loss, minDelay: 5, maxDelay: 4000 });
    }
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  /** Sends a request and waits until it is answered or given up. @returns The code, or undefined. */
  private ask(method: string, path: string, parts: Parts = {}): string | undefined {
    const { server, simulation } = this.device;
    const exchange = server.request(method, path, parts);
    simulation.runUntil(() => exchange.answers.length > 0 || exchange.failed, 250_000);
    if (exchange.answers.length === 0) simulation.run(100_000); // whatever is still on its way arrives
    else this.answered += 1;
    return exchange.answers[0]?.code;
  }

  /** When the client has last registered. Observations of before are void. */
  get registeredAt(): number {
    return this.device.server.requests.filter(({ path }) => path === '/rd').at(-1)?.time ?? 0;
  }

  /** Waits until there is a registration: without one the client takes no requests. */
  private awaitRegistration(): void {
    const { server, simulation } = this.device;
    simulation.runUntil(() => server.registrations.size > 0, 3_600_000);
    simulation.run(10_000);
  }

  write(): void {
    const value = String(this.below(1_000_000));
    const path = `${OBJECT}/0/0`;
    const code = this.ask('PUT', path, { payload: value, format: Format.text });
    if (code === '2.04') this.values.set(path, new Set([value]));
    else this.values.get(path)!.add(value);
  }

  execute(): void {
    const args = `0='${this.executes.length}'`;
    const code = this.ask('POST', `${OBJECT}/0/2`, { payload: args, format: Format.text });
    this.executes.push({ args, answered: code === '2.04' });
  }

  create(): void {
    const id = 1 + this.below(3);
    const code = this.ask('POST', OBJECT, { payload: tlv(instance(id, resource(0, integer(id)))), format: Format.tlv });
    if (code === '2.01') {
      expect(this.instances.get(id)).not.toBe('there');
      this.instances.set(id, 'there');
      this.creates += 1;
    } else if (code === '4.00') expect(this.instances.get(id) ?? 'gone').not.toBe('gone');
    else this.instances.set(id, 'open');
  }

  remove(): void {
    const id = 1 + this.below(3);
    const code = this.ask('DELETE', `${OBJECT}/${id}`);
    if (code === '2.02') expect(this.instances.get(id)).not.toBe('gone');
    if (code === '4.04') expect(this.instances.get(id) ?? 'gone').not.toBe('there');
    this.instances.set(id, code === undefined ? 'open' : 'gone');
  }

  observe(): void {
    const { server, simulation } = this.device;
    const since = simulation.time;
    const exchange = server.observe(`${OBJECT}/0/3`);
    if (exchange.answers[0]?.observe !== undefined) this.observation = { exchange, since };
  }

  measure(): void {
    this.measured += 1 + this.below(5);
    this.device.app.measure(this.measured);
  }

  /** One thing, and a pause of up to two minutes. */
  step(): void {
    const does = [this.write, this.write, this.execute, this.create, this.remove, this.observe, this.measure, this.measure, this.measure];
    if (this.device.server.registrations.size === 0) this.awaitRegistration();
    does[this.below(does.length)].call(this);
    this.device.simulation.run(this.below(120_000));
  }

  /** The wire is mended, and what was under way comes to its end. */
  heal(): void {
    const { simulation } = this.device;
    const { wire } = simulation;
    for (const direction of [wire.toServer, wire.toBoard]) Object.assign(direction, { loss: 0, duplication: 0, minDelay: 1, maxDelay: 1 });
    simulation.run(600_000);
    this.awaitRegistration();
  }
}

test.each(SEEDS)('seed %i: a tenth lost, a tenth doubled, delays of up to 4 s', (seed) => {
  const session = new Session(seed, 0.1);
  const { server, simulation } = session.device;
  for (let step = 0; step < 60; step++) session.step();
  session.heal();

  expect(session.answered).toBeGreaterThan(20);
  expect(session.values.get(`${OBJECT}/0/0`)).toContain(server.read(`${OBJECT}/0/0`).text);
  const { executed, created } = session.device.app;
  expect(new Set(executed).size).toBe(executed.length); // none twice
  for (const { args, answered } of session.executes) if (answered) expect(executed).toContain(args);
  expect(created.times).toBeGreaterThanOrEqual(session.creates);
  for (const [id, state] of session.instances) {
    const { code } = server.read(`${OBJECT}/${id}`);
    if (state !== 'open') expect(code).toBe(state === 'there' ? '2.05' : '4.04');
  }
  if (session.observation !== undefined && session.observation.since > session.registeredAt) {
    expect(session.observation.exchange.newest?.text).toBe(String(session.measured));
  }

  // Nothing is stuck: the client goes on updating, answering and notifying.
  const updates = server.requests.length;
  session.observe();
  session.measure();
  simulation.run(900_000);
  expect(session.observation?.exchange.newest?.text).toBe(String(session.measured));
  expect(server.requests.length).toBeGreaterThanOrEqual(updates + 2);
  expect(server.registration.seen).toBeGreaterThan(simulation.time - 300_000);
});

test.each(SEEDS.slice(0, 15))('seed %i: half lost and a half doubled: nothing is carried out twice, and all is well when it is over', (seed) => {
  const session = new Session(seed, 0.5);
  for (let step = 0; step < 20; step++) session.step();
  session.heal();
  const { executed } = session.device.app;
  expect(new Set(executed).size).toBe(executed.length);
  for (const { args, answered } of session.executes) if (answered) expect(executed).toContain(args);
  expect(session.values.get(`${OBJECT}/0/0`)).toContain(session.device.server.read(`${OBJECT}/0/0`).text);
});

test.each([1, 2, 3])('seed %i: cut off for an hour, in the middle of everything', (seed) => {
  const session = new Session(seed, 0);
  const { server, simulation } = session.device;
  for (let round = 0; round < 5; round++) {
    for (let step = 0; step < 8; step++) session.step();
    session.observe();
    session.measure();
    simulation.wire.toServer.loss = 1;
    simulation.wire.toBoard.loss = 1;
    session.measure();
    server.request('PUT', `${OBJECT}/0/1`, { payload: 'lost', format: Format.text });
    simulation.run(3_600_000);
    simulation.wire.toServer.loss = 0;
    simulation.wire.toBoard.loss = 0;
    simulation.run(2 * 86_400_000); // the pause between two sequences of attempts is a day at most
    expect(server.read(`${OBJECT}/0/3`).text).toBe(String(session.measured));
    expect(server.read(`${OBJECT}/0/1`).text).toBe('');
  }
});
