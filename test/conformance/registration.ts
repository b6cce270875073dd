/** Registration: cases 100 to 199. */
import assert from 'node:assert/strict';
import type { Session } from '../interop/session';
import type { Message } from '../stack/message';
import { type Case, onLeshan, onNetwork } from './case';
import type { Version } from './catalogue';
import type { Client } from './network';
import { TcpServer } from './tcpServer';

/** The parameters of a Register or Update. */
function parametersOf(query: readonly string[]): Record<string, string> {
  return Object.fromEntries(query.map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]));
}

function parametersOfRegister(session: Session): Record<string, string> {
  const [{ code, path, query }] = session.seen('message');
  assert.deepEqual([code, path], ['POST', 'rd']);
  return parametersOf(query.split('&'));
}

/** The requests that the client has sent to its registration, as `POST lt=60`. */
function sentTo(session: Session, location: string): string[] {
  const requests = session.seen('message').filter(({ from, path }) => from === 'client' && path === `rd/${location}`);
  return requests.map(({ code, query }) => `${code} ${query}`.trim());
}

async function initial(session: Session, version: Version): Promise<void> {
  const { objects, links, formats } = await session.register({ lifetime: 86400 });
  const { ep, lt, lwm2m, b = 'U' } = parametersOfRegister(session);
  assert.deepEqual({ lt, lwm2m, b }, { lt: '86400', lwm2m: version, b: 'U' });
  assert.equal(ep, `${version}-int-101`);
  assert.ok(formats.includes('TLV'));
  assert.deepEqual(['1', '3'].filter((id) => !(id in objects)), [], 'objects that every client has');
  assert.deepEqual(['0', '21'].filter((id) => id in objects), [], 'objects that are nobody else\'s business');
  const instances = links.map((link) => link.split('>')[0].slice(1));
  assert.ok(instances.includes('/1/0') && instances.includes('/3/0'), links.join());
}

async function update(session: Session): Promise<void> {
  const { location } = await session.register({ lifetime: 86400 });
  const updated = session.next('updated');
  assert.deepEqual(await session.write('/1/0/1', 'TEXT', 20), { code: '2.04' });
  assert.equal((await updated).lifetime, 20);
  assert.deepEqual(sentTo(session, location), ['POST lt=20']);
}

async function deregister(session: Session): Promise<void> {
  const { location } = await session.register();
  const unregistered = session.next('unregistered');
  await session.disable();
  assert.deepEqual(await unregistered, { event: 'unregistered', location, expired: false, replaced: false });
}

/** Lets a Register or an Update come, which there was none of since the `from`th request. */
function nextRequest({ server, simulation }: Client, from: number, seconds: number): Message {
  assert.ok(simulation.runUntil(() => server.requests.length > from, 1000 * seconds), `nothing came within ${seconds} s`);
  return server.requests[from];
}

function trigger(client: Client): void {
  const { server } = client.register();
  const { location } = server.registration;
  assert.equal(server.write('/1/0/1', '20'), '2.04');
  assert.deepEqual(nextRequest(client, 1, 1).query, ['lt=20']);
  const count = server.requests.length;
  assert.equal(server.execute('/1/0/8'), '2.04');
  const { code, path, query, payload } = nextRequest(client, count, 5);
  assert.deepEqual([code, path, query, payload.length], ['POST', location, [], 0]);
  client.wait(60);
  assert.deepEqual(server.requests.filter(({ path: to }) => to === '/rd').length, 1, 'it has not had to register again');
}

/** The Update is answered 4.04. */
function discarded(client: Client): void {
  const { server } = client.register();
  const { location } = server.registration;
  server.registrations.clear();
  server.nextLocation = ['rd', '2'];
  const updated = nextRequest(client, 1, 60);
  assert.deepEqual([updated.code, updated.path], ['POST', location]);
  const again = nextRequest(client, 2, 60);
  assert.deepEqual([again.code, again.path], ['POST', '/rd']);
  client.wait(1);
  assert.equal(server.read('/3/0/0').code, '2.05');
}

async function extend(session: Session): Promise<void> {
  const { location } = await session.register({ lifetime: 60 });
  const updated = session.next('updated');
  assert.deepEqual(await session.write('/1/0/1', 'TEXT', 120), { code: '2.04' });
  assert.equal((await updated).lifetime, 120);
  assert.deepEqual(sentTo(session, location), ['POST lt=120']);
}

async function queueMode(session: Session, version: Version): Promise<void> {
  const { queueMode: isOn, binding } = await session.register({ queueMode: true });
  assert.deepEqual([isOn, binding], [true, ['U']]);
  const parameters = parametersOfRegister(session);
  assert.equal(parameters.b, version === '1.0' ? 'UQ' : 'U');
  assert.equal('Q' in parameters, version !== '1.0');
}

/** CSM goes both ways, and then it registers, reads and answers in frames. */
function bindTcp(client: Client): void {
  const peer = new TcpServer(client.simulation, 'server');
  client.wait(5);
  assert.equal(peer.opened, 1);
  const [csm, register, ...more] = peer.heard;
  assert.equal(csm.code, '7.01', 'the first is a CSM');
  assert.deepEqual(more, []);
  assert.deepEqual([register.code, register.path], ['0.02', '/rd']);
  const { b, lwm2m } = parametersOf(register.query);
  assert.deepEqual({ b, lwm2m }, { b: 'T', lwm2m: '1.1' });
  const { code, payload } = peer.ask('/3/0/0');
  assert.deepEqual([code, payload.toString()], ['2.05', 'Mote']);
}

const awakeSeconds = 93; // MAX_TRANSMIT_WAIT

/** It answers for as long as it is awake, is not heard of while it sleeps, and answers again after its Update. */
function sleep(client: Client): void {
  const { server, simulation } = client.register();
  client.wait(awakeSeconds - 5);
  assert.equal(server.read('/3/0/0').code, '2.05', 'awake');
  const count = server.heard.length;
  const asleep = server.request('GET', '/3/0/0', { confirmable: false });
  client.wait(1);
  assert.equal(asleep.answers.length, 1, 'awake');
  client.wait(awakeSeconds + 1);
  const { time } = nextRequest(client, 1, 240);
  assert.ok(time < 240_000, `its Update came after ${time / 1000} s, when its lifetime was over`);
  assert.equal(server.heard.length, count + 2, 'it said something in its sleep');
  simulation.run(10);
  assert.equal(server.read('/3/0/1').code, '2.05', 'awake again');
}

/** A Profile ID in the place of the list of objects. */
const profile = '6:27354b9a';

function registerByProfile(client: Client): void {
  const { server } = client.register();
  const [{ query, payload }] = server.requests;
  const { lwm2m, pid } = parametersOf(query);
  assert.deepEqual({ lwm2m, pid, payload: payload.length }, { lwm2m: '1.2', pid: profile, payload: 0 });
}

function registerByProfileAndList(client: Client): void {
  const { server } = client.register();
  const [{ query, text }] = server.requests;
  const { lwm2m, pid } = parametersOf(query);
  assert.deepEqual({ lwm2m, pid }, { lwm2m: '1.2', pid: profile });
  assert.match(text, /<\/4\/0>/, 'the object that the profile does not have');
  assert.doesNotMatch(text, /<\/3\/0>/, 'an object that the profile has');
}

export const registration: readonly Case[] = [
  onLeshan(101, 'C.1', initial),
  onLeshan(102, 'C.1', update),
  onLeshan(103, 'C.3', deregister),
  onNetwork(104, 'C.1', trigger),
  onNetwork(105, 'C.1', discarded, { lifetime: 30 }),
  onNetwork(106, 'C.1', bindTcp, { servers: ['coap+tcp://server'], binding: 'T' }),
  onLeshan(107, 'C.1', extend),
  onLeshan(108, 'C.1', queueMode),
  onNetwork(109, 'C.1', sleep, { lifetime: 240, queueMode: true }),
  onNetwork(110, 'C.1', registerByProfile, { profile }),
  onNetwork(111, 'C.5', registerByProfileAndList, { profile, beyondProfile: [4] }),
];
