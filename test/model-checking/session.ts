/** A scripted server and a client on the simulated board, checked against the reference with each operation. */
import type { Option } from 'coap-packet';
import { createRandom } from '../../boards/sim/random';
import { decodeContent } from '../../tools/server/content';
import type { Leaf } from '../../tools/server/leaves';
import { parseLinks } from '../../tools/server/linkFormat';
import { Format } from '../../tools/server/formats';
import { type Device, type DeviceOptions, start } from '../stack/device';
import { type Message, type Parts, uint } from '../stack/message';
import type { Exchange } from '../stack/server';
import { OBJECT, ResourceId } from './ids';
import type { Operation } from './operations';
import { type Below, Tables, type Values, type Verdict } from './reference';
import { full, type Request, requestOf, uri } from './requests';
import { definitions, RESOURCES } from './resources';

type App = typeof import('./image');

/** An answer with its body put together. */
interface Answer {
  readonly code: string;
  readonly format: number | undefined;
  readonly payload: Buffer;
  readonly location: string;
}

interface Observation {
  readonly exchange: Exchange;
  readonly path: Below;
  readonly since: number;
}

/** Room for whatever the operations do: full tables are another test's. */
const config = {
  textBytes: 12_000,
  resources: 600,
  resourceInstances: 80,
  attributes: 64,
  observations: 32,
  transferBytes: 6000,
  deferredBytes: 6000,
  deferred: 4,
};
/** The most blocks in which a body goes over a bad wire. */
const MOST_BLOCKS = 4;
const LARGEST_BLOCK = 6;

export class Session {
  readonly device: Device<App>;
  tables = new Tables();
  readonly counts = { operations: 0, answered: 0, refused: 0, blocks: 0, unanswered: 0, notified: 0 };
  private readonly random: () => number;
  private observations: Observation[] = [];
  /** Requests to execute, which are told apart by their arguments. */
  private executes = 0;

  constructor(
    readonly seed: number,
    options: DeviceOptions = {},
  ) {
    this.device = start<App>('test/model-checking/image', { seed, formats: 'all', ...options, config: { ...config, ...options.config } });
    this.random = createRandom(seed * 7919);
    const { app, simulation } = this.device;
    app.application.later = (request, answer) => {
      simulation.after(500 + Math.floor(this.random() * 5000), () => app.complete(request, answer));
    };
    this.awaitRegistration();
  }

  /** Makes the wire lose, double, delay and reorder. */
  setWire(loss: number, duplication: number, maxDelay: number): void {
    const { wire } = this.device.simulation;
    for (const direction of [wire.toServer, wire.toBoard]) Object.assign(direction, { loss, duplication, minDelay: 1, maxDelay });
  }

  /** Carries out an operation, and compares what comes back with the reference. @throws Error when it is another. */
  perform(operation: Operation): void {
    this.counts.operations += 1;
    this.awaitRegistration();
    try {
      this.dispatch(operation);
    } catch (error) {
      throw new Error(`seed ${this.seed}, operation ${this.counts.operations}, ${JSON.stringify(operation)}: ${(error as Error).message}`, { cause: error });
    }
  }

  private dispatch(operation: Operation): void {
    const { app } = this.device;
    switch (operation.kind) {
      case 'observe':
        return this.observe(operation.path, operation.format);
      case 'cancel': {
        const [observation] = this.observations.splice(0, 1);
        if (observation === undefined) return;
        const answer = this.transfer('GET', uri(observation.path), { observe: 1, token: observation.exchange.token });
        if (answer !== undefined) this.check(answer, this.tables.read(observation.path), full(observation.path));
        return;
      }
      case 'discover':
        return this.discover(operation.path);
      case 'measure':
        app.measure(operation.instance, operation.value);
        return this.tables.set([operation.instance, ResourceId.measured], operation.value);
      case 'set':
        app.setInteger(operation.instance, operation.value);
        return this.tables.set([operation.instance, ResourceId.integer], operation.value);
      case 'execute':
        return this.execute(operation);
      default: {
        const { method, path, parts, below, apply } = requestOf(operation, '');
        const answer = this.transfer(method, path, parts, 'szx' in operation ? operation.szx : undefined);
        this.change(answer, below, this.waysOf(operation, apply, answer));
        this.observations = this.observations.filter((each) => this.tables.instances.has(each.path[0]));
      }
    }
  }

  /** What a request may have done: where the client chooses the id of an instance, one thing for each that is free. */
  private waysOf(operation: Operation, apply: Request['apply'], answer: Answer | undefined): readonly Request['apply'][] {
    if (operation.kind !== 'create' || operation.id !== undefined) return [apply];
    const free = [0, 1, 2, 3, 4].filter((id) => !this.tables.instances.has(id));
    const chosen = answer?.code === '2.01' ? [Number(answer.location.split('/')[2])] : free;
    return chosen.map((id) => (tables: Tables) => tables.create(id, operation.values));
  }

  /**
   * Sends requests at once, and has all of them answered: the answers and what the tables hold have to be those of the
   * requests in some order.
   */
  performTogether(operations: readonly (Operation & { kind: 'read' | 'replace' | 'update' | 'delete' | 'writeComposite' | 'create' })[]): void {
    const { server, simulation } = this.device;
    this.counts.operations += operations.length;
    this.awaitRegistration();
    const requests = operations.map((operation) => requestOf(operation, ''));
    const exchanges = requests.map(({ method, path, parts }) => server.request(method, path, parts));
    simulation.runUntil(() => exchanges.every(({ answers }) => answers.length > 0), 250_000);
    const answers = exchanges.map((exchange) => exchange.answers[0]);
    const found = this.readBack();
    const inOrder = (order: readonly number[]): Tables | undefined => {
      let tables = this.tables;
      for (const index of order) {
        const next = tables.clone();
        const { codes, values } = requests[index].apply(next);
        const { code } = answers[index];
        if (!codes.includes(code)) return undefined;
        if (values !== undefined && code === '2.05' && !same(valuesOf(decode(answers[index], requests[index].below)), values)) return undefined;
        tables = code.startsWith('2') ? next : tables;
      }
      return same(found, tables.values) ? tables : undefined;
    };
    const [tables] = permutations(operations.map((_, index) => index)).flatMap((order) => inOrder(order) ?? []);
    if (tables === undefined) {
      const codes = answers.map(({ code }) => code).join();
      throw new Error(`seed ${this.seed}: in no order of ${JSON.stringify(operations)} are the answers ${codes}, from\n${lines(this.tables.values).join('\n')}\nto\n${lines(found).join('\n')}`);
    }
    this.counts.answered += operations.length;
    this.counts.refused += answers.filter(({ code }) => !code.startsWith('2')).length;
    this.tables = tables;
  }

  private execute(operation: Operation & { kind: 'execute' }): void {
    const number = this.executes++;
    const { method, path, parts, apply } = requestOf(operation, String(number));
    const answer = this.transfer(method, path, parts);
    const times = this.device.app.executed.filter((args) => args === `0='${number}'`).length;
    if (answer === undefined) return;
    this.check(answer, apply(this.tables), []);
    if (times !== (answer.code === '2.04' ? 1 : 0)) throw new Error(`carried out ${times} times`);
  }

  /** A Discover lists what is there, with the attributes attached to it (LwM2M 1.1 Core 6.3.3; lwm2m.md A.5). */
  private discover(path: Below): void {
    const answer = this.transfer('GET', uri(path), { accept: Format.LinkFormat });
    if (answer === undefined) return;
    const there = path.length === 0 || this.tables.instances.has(path[0]);
    this.check(answer, { codes: [there ? '2.05' : '4.04'] }, []);
    if (!there) return;
    const found = new Map(parseLinks(String(answer.payload)).map(({ target, attributes }) => [target, attributes]));
    const instances = path.length === 0 ? [...this.tables.instances] : [path[0]];
    for (const instance of instances) {
      for (const { id, multiple } of RESOURCES.values()) {
        const link = found.get(uri([instance, id]));
        const count = this.tables.at([instance, id]).size;
        if (multiple && count === 0) continue;
        if ((link !== undefined) !== this.tables.isInstantiated([instance, id])) throw new Error(`/${instance}/${id} in ${String(answer.payload)}`);
        const attached = Object.fromEntries(this.tables.attributes.get(`${instance}/${id}`) ?? []);
        const expected = { ...attached, ...(multiple ? { dim: String(count) } : {}) };
        if (link !== undefined) expect(Object.fromEntries(link)).toEqual(expected);
      }
    }
    expect([...found.keys()].filter((target) => target.split('/').length === 3).sort()).toEqual(instances.map((id) => uri([id])).sort());
  }

  private observe(path: Below, format: number): void {
    const since = this.device.simulation.time;
    const exchange = this.start('GET', uri(path), { observe: 0, accept: format });
    const answer = exchange.answers[0] as Message | undefined;
    if (answer === undefined) return;
    this.counts.answered += 1;
    this.observations = this.observations.filter((each) => each.path.join() !== path.join()); // a new one takes its place
    if (answer.observe !== undefined) this.observations.push({ exchange, path, since });
    if (answer.packet.options.some(({ name }) => name === 'Block2')) return; // its rest is fetched by reads
    this.check(answer, this.tables.read(path), full(path));
  }

  /** Reads the whole object, and compares it value by value. */
  readBack(): Values {
    for (let attempt = 0; attempt < 50; attempt++) {
      this.awaitRegistration();
      const answer = this.transfer('GET', uri([]), { accept: Format.SenmlCbor });
      if (answer !== undefined) return valuesOf(decode(answer, [OBJECT]));
    }
    throw new Error('the object cannot be read');
  }

  /** On a good wire: everything is as the reference has it, and as each observer was told last. */
  settle(): void {
    this.setWire(0, 0, 1);
    this.device.simulation.run(200_000); // retransmissions and pmin are over
    this.awaitRegistration();
    expectSame(this.readBack(), this.tables.values);
    const { executed } = this.device.app;
    if (new Set(executed).size !== executed.length) throw new Error(`seed ${this.seed}: carried out twice: ${executed.join()}`);
    const registeredAt = this.device.server.requests.filter(({ path }) => path === '/rd').at(-1)?.time ?? 0;
    this.observations = this.observations.filter(({ exchange, since }) => since > registeredAt && !this.gaveUp(exchange));
    for (const { exchange, path } of this.observations) {
      const { newest } = exchange;
      if (newest === undefined) throw new Error('an observation without an answer');
      this.counts.notified += exchange.answers.length;
      if (newest.packet.options.some(({ name }) => name === 'Block2')) continue;
      try {
        expectSame(valuesOf(decode(newest, full(path))), this.tables.at(path));
      } catch (error) {
        throw new Error(`seed ${this.seed}, operation ${this.counts.operations}: the observer of ${uri(path)} was told ${(error as Error).message}`, { cause: error });
      }
    }
  }

  /** Whether five notifications in a row were acknowledged by none that arrived: then the client ends it (RFC 7641 4.5). */
  private gaveUp({ token }: Exchange): boolean {
    let unanswered: string[] = [];
    for (const { direction, bytes, arrivedAt } of this.device.simulation.datagrams) {
      const messageId = `${bytes[2]} ${bytes[3]}`;
      const type = (bytes[0] >>> 4) & 3;
      if (direction === 'toServer' && type === 0 && token.equals(bytes.subarray(4, 4 + (bytes[0] & 15)))) unanswered.push(messageId);
      if (direction === 'toBoard' && type === 2 && arrivedAt.length > 0 && unanswered.includes(messageId)) unanswered = [];
      if (unanswered.length === 5) return true;
    }
    return false;
  }

  /**
   * Has the reference do what a request did. A request without an answer was carried out whole or not at all: it is
   * looked up which.
   * @param ways What it may have done: one thing, or where the client chooses, several.
   */
  private change(answer: Answer | undefined, below: readonly number[], ways: readonly Request['apply'][]): void {
    const after = ways.map((apply) => {
      const tables = this.tables.clone();
      return { tables, verdict: apply(tables) };
    });
    if (answer !== undefined) {
      this.check(answer, after[0].verdict, below);
      this.tables = answer.code.startsWith('2') ? after[0].tables : this.tables;
      return;
    }
    const found = this.readBack();
    const [match] = [...after.map(({ tables }) => tables), this.tables].filter((tables) => same(found, tables.values));
    if (match === undefined) expectSame(found, this.tables.values);
    this.tables = match;
  }

  private check(answer: Answer | Message, { codes, values }: Verdict, path: readonly number[]): void {
    if (!answer.code.startsWith('2')) this.counts.refused += 1;
    if (!codes.includes(answer.code)) throw new Error(`answered ${answer.code} instead of ${codes.join(' or ')}`);
    if (values !== undefined && answer.code === '2.05') expectSame(valuesOf(decode(answer, path)), values);
  }

  private awaitRegistration(): void {
    const { server, simulation } = this.device;
    simulation.runUntil(() => server.registrations.size > 0, 7 * 86_400_000);
    simulation.run(10);
  }

  private start(method: string, path: string, parts: Parts): Exchange {
    const { server, simulation } = this.device;
    const exchange = server.request(method, path, parts);
    simulation.runUntil(() => answerOf(exchange, parts) !== undefined || exchange.failed, 250_000);
    if (answerOf(exchange, parts) === undefined) {
      this.counts.unanswered += 1;
      simulation.run(250_000); // whatever is on its way arrives, and a transfer in blocks is given up
    }
    return exchange;
  }

  private ask(method: string, path: string, parts: Parts): Message | undefined {
    return answerOf(this.start(method, path, parts), parts);
  }

  /** A request and its answer, in blocks where either is large or `szx` asks for it (RFC 7959 2). */
  private transfer(method: string, path: string, parts: Parts, szx?: number): Answer | undefined {
    const payload = Buffer.from(parts.payload ?? '');
    const reads = method === 'GET' || method === 'FETCH';
    let size = szx ?? LARGEST_BLOCK;
    while (size < LARGEST_BLOCK && payload.length > MOST_BLOCKS * 16 * 2 ** size) size += 1;
    const block = (name: 'Block1' | 'Block2', number: number, more: boolean, exponent: number): Option[] => {
      this.counts.blocks += 1;
      return [{ name, value: uint(16 * number + (more ? 8 : 0) + exponent) }];
    };
    let answer: Message | undefined;
    if (!reads && payload.length > 16 << size) {
      for (let at = 0; at < payload.length; at += 16 << size) {
        const more = at + (16 << size) < payload.length;
        answer = this.ask(method, path, { ...parts, payload: payload.subarray(at, at + (16 << size)), options: block('Block1', at / (16 << size), more, size) });
        if (answer === undefined || (more && answer.code !== '2.31')) break;
      }
    } else {
      answer = this.ask(method, path, { ...parts, ...(reads && szx !== undefined && parts.observe === undefined ? { options: block('Block2', 0, false, Math.max(szx, 4)) } : {}) });
    }
    if (answer === undefined) return undefined;
    const { code, format, location } = answer;
    const bodies = [answer.payload];
    for (let option = optionOf(answer, 'Block2'); option !== undefined && (option & 8) !== 0; option = optionOf(answer, 'Block2')) {
      const received = bodies.reduce((sum, { length }) => sum + length, 0);
      const next = block('Block2', received / (16 << (option & 7)), false, option & 7);
      answer = this.ask(method, path, { ...parts, observe: undefined, token: undefined, options: next });
      if (answer === undefined) return undefined;
      if (answer.code !== code) throw new Error(`block ${bodies.length} was answered ${answer.code}`);
      bodies.push(answer.payload);
    }
    this.counts.answered += 1;
    return { code, format, location, payload: Buffer.concat(bodies) };
  }
}

function optionOf({ packet }: Message, name: string): number | undefined {
  const option = packet.options.find((each) => each.name === name);
  return option === undefined ? undefined : [...option.value].reduce((value, byte) => value * 256 + byte, 0);
}

/** The answer to a request. What cancels an observation has its token (RFC 7641 3.6), so that a late notification has it, too. */
function answerOf({ answers }: Exchange, { observe }: Parts): Message | undefined {
  return observe === 1 ? answers.find((answer) => answer.observe === undefined) : answers[0];
}

function permutations(items: readonly number[]): number[][] {
  return items.length === 0 ? [[]] : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

function decode({ format, payload }: Pick<Answer, 'format' | 'payload'>, path: readonly number[]): Leaf[] {
  return decodeContent(format, payload, [...path], definitions);
}

function valuesOf(leaves: readonly Leaf[]): Values {
  return new Map(leaves.map(({ path, value }) => [path.slice(1).join('/'), value]));
}

/** Values as lines, in the order of their paths, to compare and to show. */
function lines(values: Values): string[] {
  return [...values].map(([path, value]) => `${path} = ${Buffer.isBuffer(value) ? value.toString('hex') : String(value)}`).sort();
}

function same(found: Values, expected: Values): boolean {
  return lines(found).join('\n') === lines(expected).join('\n');
}

function expectSame(found: Values, expected: Values): void {
  if (same(found, expected)) return;
  const [has, needs] = [lines(found), lines(expected)];
  const surplus = has.filter((line) => !needs.includes(line));
  const missing = needs.filter((line) => !has.includes(line));
  throw new Error(`too much: [${surplus.join(', ')}], missing: [${missing.join(', ')}]`.slice(0, 1000));
}
