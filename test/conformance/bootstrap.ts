/** Bootstrap: cases 0 to 99. */
import assert from 'node:assert/strict';
import type { BootstrapReport, BootstrapServer } from '../interop/bootstrapServer';
import type { BootstrapTask, Content } from '../interop/protocol';
import type { Session } from '../interop/session';
import { Format, type Message } from '../stack/message';
import { Server } from '../stack/server';
import { instance, resource, tlv } from '../stack/tlv';
import { type Case, onLeshan, onNetwork } from './case';
import type { Version } from './catalogue';
import { linksOf } from './links';
import type { Client } from './network';

const preSharedKey = 0;
const noSec = 3;

/** With a server behind DTLS, the account has the key. */
function security({ uri, psk }: Session): Content {
  const mode = psk === undefined ? noSec : preSharedKey;
  const identity = Buffer.from(psk?.identity ?? '').toString('hex');
  return { 0: uri, 1: false, 2: mode, 3: identity, 4: '', 5: psk?.key ?? '', 10: 1 };
}

const terms: Content = { 0: 1, 1: 86400, 6: false, 7: 'U' };

const write = (path: string, content: Content): BootstrapTask => ({ task: 'write', path, content });
const discover: BootstrapTask = { task: 'discover', path: '/' };
const read = (path: string): BootstrapTask => ({ task: 'read', path });
const remove = (path: string): BootstrapTask => ({ task: 'delete', path });

function account(session: Session): BootstrapTask[] {
  return [write('/0', { 0: security(session) }), write('/1', { 0: terms })];
}

const written = ['write /0 2.04', 'write /1 2.04'];

/** Each answer as `write /0 2.04`. */
function told({ answers }: BootstrapReport): string[] {
  return answers.map(({ task, path, code, error }) => [task, path, code ?? error].filter((part) => part !== undefined).join(' '));
}

interface Begun {
  readonly bootstrap: BootstrapServer;
  readonly report: BootstrapReport;
}

/** Switches on a client that knows the bootstrap server only, and waits until its session has ended. */
async function begin(session: Session, tasks: readonly BootstrapTask[]): Promise<Begun> {
  const bootstrap = await session.startBootstrap();
  await bootstrap.setTasks(tasks);
  const ended = bootstrap.session();
  session.start();
  return { bootstrap, report: await ended };
}

/** The account is in instance 0, since the bootstrap server's is in 1. */
async function clientInitiated(session: Session, version: Version): Promise<void> {
  const { bootstrap, report } = await begin(session, [...account(session), discover]);
  assert.deepEqual(told(report), [...written, 'discover / 2.05', 'finish 2.04']);
  const [{ code, path, query }] = bootstrap.seen('message');
  assert.deepEqual([code, path], ['POST', 'bs']);
  assert.match(query, /^ep=./);
  const text = (report.answers[2].links ?? []).join(',');
  assert.match(text, version === '1.0' ? /lwm2m="?1\.0"?(,|$)/ : /^<\/>;lwm2m=1\.1,/);
  const links = linksOf(text.slice(text.indexOf('<', 1)));
  assert.equal(links['/0/0']?.ssid, '1');
  assert.equal(links['/1/0']?.ssid, '1');
  assert.ok('/0/1' in links && !('ssid' in links['/0/1']), 'the account of the bootstrap server');
  assert.ok('/3/0' in links);
}

async function full(session: Session, version: Version): Promise<void> {
  const registered = session.next('registered');
  await clientInitiated(session, version);
  assert.equal((await registered).lifetime, 86400);
  assert.equal((await session.read('/3/0/0')).content, 'Mote');
}

async function deleteAccounts(session: Session): Promise<void> {
  const registered = session.next('registered');
  const look = [discover, read('/1')];
  const tasks = [...account(session), ...look, remove('/0'), remove('/1'), ...look, ...account(session)];
  const { report } = await begin(session, tasks);
  const looked = ['discover / 2.05', 'read /1 2.05'];
  const codes = [...written, ...looked, 'delete /0 2.02', 'delete /1 2.02', ...looked, ...written, 'finish 2.04'];
  assert.deepEqual(told(report), codes);
  const links = (report.answers[6].links ?? []).map((link) => link.split('>')[0].slice(1));
  assert.ok(links.includes('/0/1'), `the account of the bootstrap server in ${links.join()}`);
  assert.ok(!links.includes('/0/0') && !links.includes('/1/0'), `what was deleted in ${links.join()}`);
  assert.deepEqual(report.answers[7].content, {});
  await registered;
}

async function serverInitiated(session: Session): Promise<void> {
  const registered = session.next('registered');
  const { bootstrap } = await begin(session, account(session));
  await registered;
  const [ended, again] = [bootstrap.session(), session.next('registered')];
  assert.deepEqual(await session.execute('/1/0/9'), { code: '2.04' });
  assert.deepEqual(told(await ended), [...written, 'finish 2.04']);
  await again;
  assert.equal(bootstrap.seen('bootstrapRequest').length, 2);
}

async function readBack(session: Session): Promise<void> {
  const control = { 0: 3, 1: 0, 2: { 0: 31 }, 3: 65535 };
  const { report } = await begin(session, [...account(session), write('/2/0', control), read('/1'), read('/2')]);
  assert.deepEqual(told(report), [...written, 'write /2/0 2.04', 'read /1 2.05', 'read /2 2.05', 'finish 2.04']);
  const [, , , server, access] = report.answers.map(({ content }) => content as Record<string, Record<string, Content>>);
  assert.deepEqual([server[0][0], server[0][1], server[0][7]], [1, 86400, 'U']);
  assert.deepEqual(access, { 0: control });
}

async function refuseInconsistent(session: Session): Promise<void> {
  const { report } = await begin(session, [write('/1/0/5', 86400)]);
  assert.deepEqual(told(report), ['write /1/0/5 2.04', 'finish 4.06']);
  assert.deepEqual(session.seen('registered'), []);
}

/** A scripted bootstrap server: it accepts each Bootstrap-Request. */
function bootstrapServer({ simulation }: Client): Server {
  const server = new Server(simulation, 'bootstrap');
  server.script = (request) => (request.path === '/bs' ? { code: '2.04' } : { code: '4.04' });
  return server;
}

function requestsTo(server: Server, path: string): Message[] {
  return server.requests.filter((request) => request.path === path);
}

/** Writes the account of coap://server, and finishes. */
function provision(bootstrap: Server): void {
  const uri = Buffer.from('coap://server');
  const values = [resource(0, uri), resource(1, 0), resource(2, noSec), resource(3, ''), resource(4, ''), resource(5, ''), resource(10, 1)];
  const rules = [resource(0, 1), resource(1, 86400), resource(6, 0), resource(7, Buffer.from('U'))];
  assert.equal(bootstrap.ask('DELETE', '/0').code, '2.02');
  assert.equal(bootstrap.ask('DELETE', '/1').code, '2.02');
  assert.equal(bootstrap.ask('PUT', '/0', { payload: tlv(instance(0, ...values)), format: Format.tlv }).code, '2.04');
  assert.equal(bootstrap.ask('PUT', '/1', { payload: tlv(instance(0, ...rules)), format: Format.tlv }).code, '2.04');
  assert.equal(bootstrap.ask('POST', '/bs').code, '2.04');
}

/** What a client may need to give a server up: five attempts of Register, with pauses that double (LwM2M 1.1 Core 6.2.1). */
const givenUp = 3_600_000;

function untilBootstrap({ simulation }: Client, bootstrap: Server, count: number): void {
  const isAsked = simulation.runUntil(() => requestsTo(bootstrap, '/bs').length >= count, givenUp);
  assert.ok(isAsked, `Bootstrap-Request ${count} did not come`);
}

/** Factory accounts first; then the bootstrap server, of the client's own accord; then when a server asks for it. */
function sequence(client: Client): void {
  const { server } = client;
  const bootstrap = bootstrapServer(client);
  const { script } = server;
  client.register();
  client.wait(600);
  assert.deepEqual(bootstrap.requests, [], 'there is an account that works');
  server.script = () => undefined;
  assert.equal(server.execute('/1/0/8'), '2.04');
  untilBootstrap(client, bootstrap, 1);
  server.script = script;
  server.registrations.clear();
  provision(bootstrap);
  client.register();
  assert.equal(server.execute('/1/0/9'), '2.04');
  untilBootstrap(client, bootstrap, 2);
}

function fallback(client: Client): void {
  const bootstrap = bootstrapServer(client);
  untilBootstrap(client, bootstrap, 1);
  provision(bootstrap);
  client.register();
  assert.equal(client.server.read('/3/0/0').code, '2.05');
}

const senmlCbor = 112;
const senmlJson = 110;

function pack(client: Client): void {
  const { server } = client;
  const bootstrap = new Server(client.simulation, 'bootstrap');
  const records = [
    { bn: '/0/0/', n: '0', vs: 'coap://server' }, { n: '1', vb: false }, { n: '2', v: noSec },
    { n: '3', vd: '' }, { n: '4', vd: '' }, { n: '5', vd: '' }, { n: '10', v: 1 },
    { bn: '/1/0/', n: '0', v: 1 }, { n: '1', v: 86400 }, { n: '6', vb: false }, { n: '7', vs: 'U' },
  ];
  const format = { name: 'Content-Format', value: Buffer.from([senmlJson]) };
  bootstrap.script = ({ path }) =>
    path === '/bspack' ? { code: '2.05', options: [format], payload: Buffer.from(JSON.stringify(records)) } : { code: '4.04' };
  client.register(server);
  const [{ code, path, query, packet }] = bootstrap.requests;
  assert.deepEqual([code, path], ['GET', '/bspack']);
  assert.ok(query.includes('ep=conformance'), query.join());
  const accept = packet.options.find(({ name }) => name === 'Accept')?.value;
  const asked = accept === undefined || [senmlJson, senmlCbor].includes(accept.readUIntBE(0, accept.length)) || accept.equals(Buffer.from('2d18', 'hex'));
  assert.ok(asked, `Accept ${accept?.toString('hex')}`);
  assert.equal(server.read('/1/0/1').text, '86400');
}

const both = { bootstrap: 'coap://bootstrap' };

/** Both servers are behind DTLS, each with a key of its own. */
const secure = { server: { secure: true } };

export const bootstrap: readonly Case[] = [
  onLeshan(0, 'C.13', clientInitiated, secure),
  onLeshan(1, 'C.13', full, secure),
  onLeshan(4, 'C.13', deleteAccounts),
  onLeshan(5, 'C.13', serverInitiated),
  onNetwork(6, 'C.3', sequence, { ...both, servers: ['coap://server'] }),
  onNetwork(7, 'C.3', fallback, { ...both, servers: ['coap://nowhere'] }),
  onLeshan(8, 'C.13', readBack),
  onLeshan(9, 'C.13', refuseInconsistent),
  onNetwork(12, 'C.13', pack, both),
];
