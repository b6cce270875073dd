/** The objects of the enabler and others: cases 651 to 951 but for firmware, and from 1200. */
import assert from 'node:assert/strict';
import type { Answer, Content } from '../interop/protocol';
import type { Server } from '../interop/server';
import type { Session } from '../interop/session';
import { Format } from '../stack/message';
import { type Case, onLeshan, onNetwork } from './case';
import { discover, type Links, linksOf } from './links';
import type { Client } from './network';
import { requireRhythm } from './reporting';

type Values = Record<string, Content>;

const changed = { code: '2.04' };

async function values(server: Server, path: string): Promise<Values> {
  const { code, content } = await server.read(path, 'TLV');
  assert.equal(code, '2.05', path);
  return content as Values;
}

/** Reads an instance, which has to have these resources at least. */
async function readable(session: Session, path: string, ...ids: readonly number[]): Promise<Values> {
  await session.register();
  const content = await values(session, path);
  assert.deepEqual(ids.filter((id) => !(id in content)), [], `missing in ${path}`);
  return content;
}

/** Current time, UTC offset and time zone, in the specification's own bytes; and what they were. */
async function setDevice(session: Session): Promise<void> {
  await session.register();
  const saved = await values(session, '/3/0');
  const payload = Buffer.from('c40d5182428fc60e2b30323a3030c80f0c4575726f70652f5061726973', 'hex');
  assert.equal((await session.coap({ method: 'POST', path: '/3/0', format: Format.tlv, payload })).code, '2.04');
  const { 13: time, 14: offset, 15: zone } = await values(session, '/3/0');
  assert.deepEqual([offset, zone], ['+02:00', 'Europe/Paris']);
  assert.ok(Number(time) - 1367491215 < 5, `its clock says ${String(time)}`);
  assert.deepEqual(await session.write('/3/0', 'TLV', { 13: saved[13], 14: saved[14], 15: saved[15] }), changed);
  const { 14: offsetAgain, 15: zoneAgain } = await values(session, '/3/0');
  assert.deepEqual([offsetAgain, zoneAgain], [saved[14], saved[15]]);
}

async function readFirmwareVersion(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.read('/3/0/3', 'TEXT'), { code: '2.05', format: 'TEXT', content: '1.0' });
}

async function refuse(session: Session, method: 'POST' | 'DELETE', path: string): Promise<void> {
  await session.register();
  const payload = method === 'POST' ? { format: Format.tlv, payload: Buffer.from('c00d', 'hex') } : {};
  assert.equal((await session.coap({ method, path, ...payload })).code, '4.05');
  assert.equal((await session.read('/3/0/0')).content, 'Mote');
}

async function readLocation(session: Session): Promise<void> {
  const { 0: latitude, 1: longitude, 5: timestamp } = await readable(session, '/6/0', 0, 1, 5);
  assert.deepEqual([latitude, longitude, timestamp], [43.5723, 153.2176, 1367491215]);
}

/** Observes with pmin 2 and pmax 10. @param act What is done meanwhile. */
function observe(client: Client, path: string, act: (client: Client) => void = () => undefined): void {
  const { server } = client.register();
  assert.equal(server.writeAttributes(path, 'pmin=2&pmax=10'), '2.04');
  const exchange = server.observe(path);
  assert.equal(exchange.answers[0]?.code, '2.05');
  assert.notEqual(exchange.answers[0].observe, undefined);
  act(client);
  client.wait(60);
  requireRhythm(exchange, 60, 2, 10);
}

async function collect(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.execute('/7/0/6'), changed);
  for (let i = 0; i < 40; i++) await session.read('/3/0'); // more than a kilobyte each way, with the headers
  assert.deepEqual(await session.execute('/7/0/7'), changed);
  const { 2: sent, 3: received, 4: largest, 5: average } = await values(session, '/7/0');
  assert.ok([sent, received, largest, average].every((value) => Number(value) > 0), JSON.stringify([sent, received, largest, average]));
}

async function setPeriod(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/7/0/8', 'TEXT', 60), changed);
  assert.equal((await session.read('/7/0/8')).content, 60);
}

function countTraffic(client: Client): void {
  const { server } = client;
  assert.equal(server.write('/7/0/8', '0'), '2.04');
  assert.equal(server.execute('/7/0/6'), '2.04');
  for (let i = 0; i < 30; i++) server.read('/3/0');
  client.wait(15);
  assert.equal(server.execute('/7/0/7'), '2.04');
}

async function registerWithBoth(session: Session): Promise<Server> {
  const second = await session.startSecond();
  const registered = [session.next('registered'), second.next('registered')];
  session.start();
  await Promise.all(registered);
  return second;
}

async function twoServers(session: Session): Promise<void> {
  const second = await registerWithBoth(session);
  assert.equal((await session.read('/1/0/0')).content, 1);
  assert.equal((await second.read('/1/1/0')).content, 2);
}

/** The own attributes of an instance. */
async function attributesOf(server: Server, path: string): Promise<Links[string]> {
  return (await discover(server, path))[path];
}

async function attributesOfTwo(session: Session): Promise<void> {
  const second = await registerWithBoth(session);
  assert.equal((await session.writeAttributes('/3/0', 'pmin=2&pmax=10')).code, '2.04');
  assert.equal((await second.writeAttributes('/3/0', 'pmin=15&pmax=50')).code, '2.04');
  assert.deepEqual(await attributesOf(session, '/3/0'), { pmin: '2', pmax: '10' });
  assert.deepEqual(await attributesOf(second, '/3/0'), { pmin: '15', pmax: '50' });
}

async function readCellular(session: Session): Promise<void> {
  const { 11: profiles } = await readable(session, '/10/0', 11);
  assert.deepEqual(profiles, { 0: '11:0' });
}

async function readCellular11(session: Session): Promise<void> {
  await readCellular(session);
  assert.equal((await discover(session, '/10'))['/10'].ver, '1.1');
}

async function savePower(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/10/0/13', 'TEXT', 1), changed);
  assert.equal((await session.read('/10/0/13')).content, 1);
}

/** An access point more, which is used from the next Update on. */
async function addAccessPoint(session: Session): Promise<void> {
  await session.register();
  const updated = session.next('updated', ({ links = [] }) => links.some((link) => link.startsWith('</11/1>')));
  const profile = { 0: 'second', 1: 'second.example', 3: false, 4: 3 };
  assert.equal((await session.create('/11/1', profile)).code, '2.01');
  await updated;
  const refreshed = session.next('updated');
  assert.deepEqual(await session.execute('/1/0/8'), changed);
  await refreshed;
  assert.deepEqual(await session.write('/11/1/3', 'TEXT', true), changed);
  assert.equal((await session.read('/11/1/3')).content, true);
}

/** Portfolio instance 1 with two identities, in the specification's bytes with the type of the multiple resource corrected. */
const portfolio = '08012e88002b480011486f737420446576696365204944202332480114486f737420446576696365204d6f64656c202332';

function creation(session: Session): Promise<Answer> {
  return session.coap({ method: 'POST', path: '/16', format: Format.tlv, payload: Buffer.from(portfolio, 'hex') });
}

async function createPortfolio(session: Session): Promise<void> {
  await session.register();
  assert.equal((await discover(session, '/16/0'))['/16/0/0'].dim, '4');
  const updated = session.next('updated', ({ links = [] }) => links.some((link) => link.startsWith('</16/1>')));
  const { code, location } = await creation(session);
  assert.deepEqual([code, location ?? '/16/1'], ['2.01', '/16/1']);
  await updated;
  assert.equal((await discover(session, '/16/1'))['/16/1/0'].dim, '2');
  const instances = await values(session, '/16');
  assert.deepEqual(Object.keys(instances), ['0', '1']);
  assert.deepEqual((instances[1] as Values)[0], { 0: 'Host Device ID #2', 1: 'Host Device Model #2' });
}

async function deletePortfolio(session: Session): Promise<void> {
  await session.register();
  assert.equal((await creation(session)).code, '2.01');
  for (const path of ['/16/0', '/16/1']) assert.deepEqual(await session.delete(path), { code: '2.02' });
  assert.deepEqual(Object.keys(await discover(session, '/16')), ['/16']);
}

function observeData(client: Client): void {
  observe(client, '/19/0/0');
}

async function writeData(session: Session): Promise<void> {
  await session.register();
  const data = { 0: '0102030405060708' };
  assert.deepEqual(await session.write('/19/1/0', 'TLV', data), changed);
  assert.deepEqual((await session.read('/19/1/0', 'TLV')).content, data);
}

function startLog(client: Client): void {
  const { server } = client.register();
  assert.equal(server.write('/20/0/4010', '255'), '2.04');
  assert.equal(server.read('/20/0/4010', Format.text).text, '255');
  assert.equal(server.execute('/20/0/4011'), '2.04');
}

function readLog(client: Client): void {
  const { server } = client.register();
  const { code, payload } = server.read('/20/0/4014', Format.opaque);
  assert.deepEqual([code, payload.toString('hex')], ['2.05', '01020304']);
  assert.equal(server.read('/20/0/4013', Format.text).text, '3');
  assert.ok('/20/0/4014' in linksOf(server.discover('/20/0')));
}

export const objects: readonly Case[] = [
  onLeshan(651, 'C.6', setDevice),
  onLeshan(652, 'C.3', readFirmwareVersion),
  onLeshan(680, 'C.3', (session) => refuse(session, 'POST', '/3')),
  onLeshan(685, 'C.3', (session) => refuse(session, 'DELETE', '/3/0')),
  onLeshan(701, 'C.5', async (session) => void (await readable(session, '/4/0', 0, 1, 2, 4))),
  onNetwork(710, 'C.5', (client) => observe(client, '/4/0')),
  onLeshan(801, 'C.7', readLocation),
  onNetwork(810, 'C.7', (client) => observe(client, '/6/0')),
  onLeshan(901, 'C.9', collect),
  onLeshan(905, 'C.9', setPeriod),
  onNetwork(910, 'C.9', (client) => observe(client, '/7/0', countTraffic)),
  onLeshan(950, 'C.14', twoServers),
  onLeshan(951, 'C.14', attributesOfTwo),
  onLeshan(1200, 'C.10', readCellular),
  onLeshan(1201, 'C.10', readCellular11),
  onLeshan(1202, 'C.10', savePower),
  onNetwork(1203, 'C.10', (client) => observe(client, '/10/0')),
  onNetwork(1204, 'C.10', (client) => observe(client, '/10/0/4')),
  onLeshan(1250, 'C.10', addAccessPoint),
  onLeshan(1630, 'C.12', createPortfolio),
  onLeshan(1635, 'C.12', deletePortfolio),
  onNetwork(1900, 'C.15', observeData),
  onLeshan(1901, 'C.15', writeData),
  onNetwork(2000, 'C.16', startLog),
  onNetwork(2001, 'C.16', readLog),
];
