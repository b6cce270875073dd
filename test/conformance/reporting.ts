/** Information reporting: cases 300 to 313. */
import assert from 'node:assert/strict';
import type { Session } from '../interop/session';
import type { Exchange } from '../stack/server';
import { Format, type Message, type Parts } from '../stack/message';
import { type Case, onLeshan, onNetwork } from './case';
import type { Client } from './network';

const senmlJson = 110;

/** How far times may be off, in seconds: messages take a millisecond each way. */
const tolerance = 0.1;

/** Seconds between the messages, the first answer included. */
function intervals({ answers }: Exchange): number[] {
  return answers.slice(1).map(({ time }, i) => (time - answers[i].time) / 1000);
}

/** Each notification comes when the one before is pmin to pmax seconds old, and there are at least as many as that makes. */
export function requireRhythm(exchange: Exchange, seconds: number, pmin: number, pmax: number): void {
  const times = intervals(exchange);
  assert.ok(times.length >= Math.floor(seconds / pmax) - 1, `${times.length} notifications in ${seconds} s`);
  const wrong = times.filter((each) => each < pmin - tolerance || each > pmax + tolerance);
  assert.deepEqual(wrong, [], `not ${pmin} to ${pmax} s after the one before`);
  assert.ok(exchange.answers.every(({ code }) => code === '2.05'));
}

const voltage = '/3/0/7';
const current = '/3/0/8';

interface Observed {
  readonly voltages: Exchange;
  readonly currents: Exchange;
}

function observeBoth(client: Client): Observed {
  const { server } = client.register();
  assert.equal(server.writeAttributes(voltage, 'pmin=5&pmax=15'), '2.04');
  assert.equal(server.writeAttributes(current, 'pmin=10&pmax=20'), '2.04');
  const observed = { voltages: server.observe(voltage), currents: server.observe(current) };
  for (const { answers: [first] } of Object.values(observed)) {
    assert.deepEqual([first.code, first.observe !== undefined], ['2.05', true]);
  }
  return observed;
}

function observe(client: Client): void {
  const { voltages, currents } = observeBoth(client);
  client.wait(120);
  requireRhythm(voltages, 120, 5, 15);
  requireRhythm(currents, 120, 10, 20);
}

function cancelByReset(client: Client): void {
  const { server, simulation } = client;
  const { voltages, currents } = observeBoth(client);
  const heard = server.heard.length;
  server.confirm = 'reset';
  assert.ok(simulation.runUntil(() => server.heard.length > heard, 20_000));
  assert.ok(server.heard[heard].packet.token.equals(voltages.token), 'the first to come is the voltage');
  server.confirm = 'ack';
  client.wait(120);
  const later = server.heard.slice(heard + 1);
  assert.deepEqual(later.filter(({ packet }) => packet.token.equals(voltages.token)), []);
  requireRhythm(currents, 120, 10, 20);
}

function cancelByRequest(client: Client): void {
  const { server } = client;
  const observed = observeBoth(client);
  client.wait(30);
  for (const [path, { token }] of [[voltage, observed.voltages], [current, observed.currents]] as const) {
    const { code, observe: value } = server.ask('GET', path, { observe: 1, token });
    assert.deepEqual([code, value], ['2.05', undefined]);
  }
  const heard = server.heard.length;
  client.wait(120);
  assert.equal(server.heard.length, heard, 'notifications after the cancellation');
}

/** The request of a list of paths, in SenML JSON. */
function list(...paths: readonly string[]): Parts {
  return { payload: JSON.stringify(paths.map((n) => ({ n }))), format: senmlJson, accept: senmlJson };
}

/** The names of a SenML JSON pack, sorted. */
function namesOf({ code, format, text }: Message): string[] {
  assert.deepEqual([code, format], ['2.05', senmlJson]);
  let base = '';
  return (JSON.parse(text) as readonly { bn?: string; n?: string }[]).map(({ bn, n = '' }) => (base = bn ?? base) + n).sort();
}

function observeList({ server, simulation }: Client, ...paths: readonly string[]): Exchange {
  const exchange = server.request('FETCH', '/', { ...list(...paths), observe: 0 });
  simulation.runUntil(() => exchange.answers.length > 0, 5000);
  assert.notEqual(exchange.answers[0]?.observe, undefined, 'it is observed');
  return exchange;
}

const three = ['/1/0/1', '/3/0/11/0', '/3/0/16'];

function observeComposite(client: Client): Exchange {
  const { server } = client.register();
  assert.equal(server.writeAttributes('/1/0/1', 'pmin=30&pmax=45'), '2.04');
  const exchange = observeList(client, '/1/0/1', '/3/0/11/0', '/3/0/16');
  assert.deepEqual(namesOf(exchange.answers[0]), three);
  client.wait(100);
  requireRhythm(exchange, 100, 30, 45);
  assert.deepEqual(namesOf(exchange.answers[1]), three);
  return exchange;
}

function cancelComposite(client: Client): void {
  const { token } = observeComposite(client);
  const answer = client.server.ask('FETCH', '/', { ...list('/1/0/1', '/3/0/11/0', '/3/0/16'), observe: 1, token });
  assert.deepEqual([namesOf(answer), answer.observe], [three, undefined]);
  const heard = client.server.heard.length;
  client.wait(120);
  assert.equal(client.server.heard.length, heard, 'notifications after the cancellation');
}

/** Lets the client report two values by its button. */
async function sendOnce(session: Session): Promise<void> {
  assert.deepEqual(await session.write('/1/0/23', 'TEXT', false), { code: '2.04' });
  const send = session.next('send');
  session.pressButton();
  const { error, format = '', values = [] } = await send;
  assert.equal(error, undefined);
  assert.ok(['SENML_CBOR', 'SENML_JSON'].includes(format), format);
  assert.deepEqual(Object.fromEntries(values.map(({ path, content }) => [path, content])), { '/1/0/1': 86400, '/3/0/11/0': 0 });
}

async function send(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const answered = session.next('message', ({ from, code }) => from === 'server' && code === '2.04');
  await sendOnce(session);
  await answered;
  const [{ type, code, path }] = session.seen('message').filter(({ path: to }) => to === 'dp');
  assert.deepEqual([type, code, path], ['CON', 'POST', 'dp']);
}

async function mute(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  assert.deepEqual(await session.write('/1/0/23', 'TEXT', true), { code: '2.04' });
  session.pressButton();
  const updated = session.next('updated');
  await session.execute('/1/0/8');
  await updated; // there was time to send
  assert.deepEqual(session.seen('send'), []);
  await sendOnce(session);
  assert.equal(session.seen('send').length, 1);
}

/** A Create with the specification's identities, in TLV. */
function create({ server }: Client, id: number): void {
  const value = Buffer.concat([Buffer.from([0x48, 0, 1, 0x61]), Buffer.from([0x48, 1, 1, 0x62])]);
  const resource = Buffer.concat([Buffer.from([0x88, 0, value.length]), value]);
  const payload = Buffer.concat([Buffer.from([0x08, id, resource.length]), resource]);
  assert.equal(server.ask('POST', '/16', { payload, format: Format.tlv }).code, '2.01');
}

const both = ['/16/0/0/0', '/16/0/0/1', '/16/1/0/0', '/16/1/0/1'];
const first = both.slice(0, 2);

/** Observes /16/0 and /16/1. */
function observePortfolio(client: Client): Exchange {
  const { server } = client;
  assert.equal(server.writeAttributes('/16/0', 'pmin=30&pmax=45'), '2.04');
  return observeList(client, '/16/0', '/16/1');
}

function lastNames({ answers }: Exchange): string[] {
  return namesOf(answers[answers.length - 1]);
}

function observeCreation(client: Client): void {
  const { server } = client.register();
  assert.equal(server.ask('DELETE', '/16/0').code, '2.02');
  create(client, 0);
  const exchange = observePortfolio(client);
  assert.deepEqual(namesOf(exchange.answers[0]), first);
  client.wait(100);
  assert.deepEqual(lastNames(exchange), first);
  create(client, 1);
  client.wait(46);
  assert.deepEqual(lastNames(exchange), both);
}

function observeDeletion(client: Client): void {
  const { server } = client.register();
  assert.equal(server.ask('DELETE', '/16/0').code, '2.02');
  create(client, 0);
  create(client, 1);
  const exchange = observePortfolio(client);
  assert.deepEqual(namesOf(exchange.answers[0]), both);
  client.wait(100);
  assert.equal(server.ask('DELETE', '/16/1').code, '2.02');
  client.wait(46);
  assert.deepEqual(lastNames(exchange), first);
}

function observeModified(client: Client): void {
  const { server } = client.register();
  const exchange = observeList(client, '/1/0/1', '/3/0');
  assert.equal(server.writeAttributes('/3', 'pmax=5'), '2.04');
  client.wait(10); // the period before
  const from = exchange.answers.length - 1;
  client.wait(60);
  requireRhythm({ ...exchange, answers: exchange.answers.slice(from) }, 60, 5, 5);
}

function observeWithParameters(client: Client): void {
  const { server } = client.register();
  const exchange = server.observe(voltage, { query: 'pmin=5&pmax=15' });
  assert.equal(exchange.answers[0]?.code, '2.05');
  client.wait(120);
  requireRhythm(exchange, 120, 5, 15);
}

function overrideAttributes(client: Client): void {
  const { server } = client.register();
  assert.equal(server.writeAttributes(voltage, 'pmin=5&pmax=60'), '2.04');
  const exchange = server.observe(voltage, { query: 'pmin=5&pmax=10' });
  assert.equal(exchange.answers[0]?.code, '2.05');
  client.wait(120);
  requireRhythm(exchange, 120, 5, 10);
}

export const reporting: readonly Case[] = [
  onNetwork(301, 'C.4', observe),
  onNetwork(302, 'C.4', cancelByReset),
  onNetwork(303, 'C.4', cancelByRequest),
  onNetwork(304, 'C.1', observeComposite),
  onNetwork(305, 'C.1', cancelComposite),
  onLeshan(306, 'C.1', send),
  onLeshan(307, 'C.1', mute),
  onNetwork(308, 'C.12', observeCreation),
  onNetwork(309, 'C.12', observeDeletion),
  onNetwork(310, 'C.4', observeModified),
  onLeshan(311, 'C.1', send),
  onNetwork(312, 'C.4', observeWithParameters),
  onNetwork(313, 'C.4', overrideAttributes),
];
