/** Device management: cases 200 to 299, but for Composite operations. */
import assert from 'node:assert/strict';
import type { Content, Format as LeshanFormat } from '../interop/protocol';
import type { Session } from '../interop/session';
import { type Case, onLeshan, onNetwork } from './case';
import { discover, type Links, linksOf } from './links';
import type { Client } from './network';
import { Format } from '../stack/message';

type Values = Record<string, Content>;

const changed = { code: '2.04' };

/** The values of an instance that are among `ids`. */
function only(content: Content | undefined, ...ids: readonly number[]): Values {
  const values = content as Values;
  return Object.fromEntries(ids.filter((id) => id in values).map((id) => [id, values[id]]));
}

async function readText(session: Session): Promise<void> {
  await session.register();
  for (const [path, content] of Object.entries({ '/3/0/0': 'Mote', '/3/0/1': 'conformance', '/3/0/2': '1' })) {
    assert.deepEqual(await session.read(path, 'TEXT'), { code: '2.05', format: 'TEXT', content });
  }
}

/** DEV-MIN (ETS, Appendix C). */
const minimalDevice = { 0: 'Mote', 1: 'conformance', 2: '1', 3: '1.0', 11: { 0: 0 }, 16: 'U' };

async function readDevice(session: Session, format: LeshanFormat): Promise<void> {
  await session.register();
  const answer = await session.read('/3/0', format);
  assert.deepEqual([answer.code, answer.format], ['2.05', format]);
  assert.deepEqual(only(answer.content, 0, 1, 2, 3, 11, 16), minimalDevice);
}

/** Sets 2, 3 and 5 of the Server object one by one, and then what they were. */
async function setText(session: Session): Promise<void> {
  await session.register();
  for (const values of [{ 2: 101, 3: 1010, 5: 2000 }, { 2: 1, 3: 10, 5: 86400 }]) {
    for (const [id, value] of Object.entries(values)) {
      assert.deepEqual(await session.write(`/1/0/${id}`, 'TEXT', value), changed);
    }
    assert.deepEqual(only((await session.read('/1/0', 'TLV')).content, 2, 3, 5), values);
  }
}

async function readCbor(session: Session): Promise<void> {
  await session.register();
  for (const [path, payload] of Object.entries({ '/1/0/0': '01', '/1/0/6': 'f4', '/1/0/7': '6155' })) {
    assert.deepEqual(await session.coap({ method: 'GET', path, accept: Format.cbor }), { code: '2.05', format: 'CBOR', payload });
  }
}

async function setCbor(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/1/0/2', 'CBOR', 101), changed);
  assert.deepEqual(await session.write('/1/0/3', 'CBOR', 1010), changed);
  assert.deepEqual(await session.write('/1/0/6', 'CBOR', true), changed);
  assert.deepEqual(only((await session.read('/1/0')).content, 2, 3, 6), { 2: 101, 3: 1010, 6: true });
}

const set = { 2: 101, 3: 1010, 5: 2000, 6: true, 7: 'U' };
const lwm2mJson = 11543;
const writable = [1, 2, 3, 5, 6, 7];
const restored = [0, ...writable];

/** A partial update, with the specification's own bytes; and the values from before. */
async function setServer(session: Session, format: 'TLV' | 'JSON', payload: Uint8Array): Promise<void> {
  await session.register({ lifetime: 86400 });
  const saved = only((await session.read('/1/0', format)).content, ...restored);
  const number = format === 'TLV' ? Format.tlv : lwm2mJson;
  assert.equal((await session.coap({ method: 'POST', path: '/1/0', format: number, payload })).code, '2.04');
  const { content } = await session.read('/1/0', format);
  assert.deepEqual(only(content, 2, 3, 5, 6, 7), set);
  assert.deepEqual(await session.write('/1/0', format, only(saved, ...writable)), changed);
  assert.deepEqual(only((await session.read('/1/0', format)).content, ...restored), saved);
}

const setTlv = Buffer.from('c10265c20303f2c20507d0c10601c10755', 'hex');
const setJson = Buffer.from('{"bn":"/1/0/","e":[{"n":"2","v":101},{"n":"3","v":1010},{"n":"5","v":2000},{"n":"6","bv":true},{"n":"7","sv":"U"}]}');

async function refuseSecurity(session: Session): Promise<void> {
  await session.register();
  const requests = [
    { method: 'GET', path: '/0' },
    { method: 'PUT', path: '/0/0/0', format: Format.text, payload: 'coap://example.com' },
    { method: 'PUT', path: '/0', query: 'pmin=30&pmax=45' },
  ] as const;
  for (const request of requests) {
    assert.equal((await session.coap(request)).code, '4.01', `${request.method} ${request.path}`);
  }
}

async function readObjects(session: Session, format?: LeshanFormat): Promise<void> {
  await session.register({ lifetime: 86400 });
  const { code, content: server } = await session.read('/1', format);
  assert.deepEqual([code, only((server as Values)[0], 0, 1, 6, 7)], ['2.05', { 0: 1, 1: 86400, 6: false, 7: 'U' }]);
  const { content: device } = await session.read('/3', format);
  assert.deepEqual(only((device as Values)[0], 0, 1, 2, 3, 11, 16), minimalDevice);
}

async function readInstances(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const { code, content: server } = await session.read('/1/0');
  assert.deepEqual([code, only(server, 0, 1, 6, 7)], ['2.05', { 0: 1, 1: 86400, 6: false, 7: 'U' }]);
  assert.deepEqual(only((await session.read('/3/0')).content, 0, 1, 2, 3, 11, 16), minimalDevice);
}

async function readResources(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const expected: Values = { '/1/0/0': 1, '/1/0/1': 86400, '/1/0/6': false, '/1/0/7': 'U', '/3/0/16': 'U' };
  for (const [path, value] of Object.entries(expected)) {
    const { code, content } = await session.read(path);
    assert.deepEqual([path, code, content], [path, '2.05', value]);
  }
}

async function readResourceInstance(session: Session): Promise<void> {
  await session.register();
  const { code, content } = await session.read('/3/0/11/0');
  assert.deepEqual([code, content], ['2.05', 0]);
}

/** A partial update of 1 and 6, an Update with the new lifetime, and the values from before. */
async function updateInstance(session: Session, format: LeshanFormat): Promise<void> {
  await session.register({ lifetime: 86400 });
  for (const values of [{ 1: 61, 6: true }, { 1: 86400, 6: false }]) {
    const updated = session.next('updated');
    assert.deepEqual(await session.write('/1/0', format, values, 'UPDATE'), changed);
    assert.equal((await updated).lifetime, values[1]);
    assert.deepEqual(only((await session.read('/1/0')).content, 1, 6), values);
  }
}

async function replaceResource(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  for (const lifetime of [63, 86400]) {
    const updated = session.next('updated');
    assert.deepEqual(await session.write('/1/0/1', 'TEXT', lifetime), changed);
    assert.equal((await updated).lifetime, lifetime);
    assert.equal((await session.read('/1/0/1')).content, lifetime);
  }
}

const identity = {
  0: 'Host Device ID #1',
  1: 'Host Device Manufacturer #1',
  2: 'Host Device Model #1',
  3: 'Host Device Software Version #1',
};

async function writeResourceInstance(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/16/0/0/2', 'TEXT', 'test'), changed);
  assert.deepEqual((await session.read('/16/0/0')).content, { ...identity, 2: 'test' });
}

async function querySenml(session: Session, format: LeshanFormat): Promise<void> {
  await session.register({ lifetime: 86400 });
  const answer = await session.read('/1', format);
  assert.deepEqual([answer.code, answer.format], ['2.05', format]);
  assert.deepEqual(only((answer.content as Values)[0], 0, 1, 6, 7), { 0: 1, 1: 86400, 6: false, 7: 'U' });
  assert.deepEqual(only((await session.read('/3/0', format)).content, 0, 1, 2, 3, 11, 16), minimalDevice);
  assert.deepEqual(await session.read('/3/0/16', format), { code: '2.05', format, content: 'U' });
  assert.deepEqual(await session.read('/3/0/11/0', format), { code: '2.05', format, content: 0 });
}

async function setSenml(session: Session, format: LeshanFormat): Promise<void> {
  await session.register({ lifetime: 86400 });
  const updated = session.next('updated');
  assert.deepEqual(await session.write('/1/0', format, { 1: 61, 6: true }, 'UPDATE'), changed);
  assert.equal((await updated).lifetime, 61);
  assert.deepEqual(await session.write('/16/0/0/0', format, 'test_value'), changed);
  const again = session.next('updated');
  assert.deepEqual(await session.write('/1/0/1', format, 63), changed);
  assert.equal((await again).lifetime, 63);
  assert.deepEqual(only((await session.read('/1/0', format)).content, 1, 6), { 1: 63, 6: true });
  assert.deepEqual((await session.read('/16/0/0', format)).content, { ...identity, 0: 'test_value' });
}

async function reboot(session: Session): Promise<void> {
  const { location } = await session.register();
  const registered = session.next('registered');
  assert.deepEqual(await session.execute('/3/0/4'), changed);
  const { again, location: newLocation } = await registered;
  assert.deepEqual([again, newLocation === location], [true, false]);
}

async function failWrite(session: Session): Promise<void> {
  await session.register();
  assert.equal((await session.write('/1/0/0', 'TEXT', 123)).code, '4.05');
  assert.equal((await session.read('/1/0/0')).content, 1);
}

/** The links of an answer that are among those expected: a configuration is the least a client has. */
function among(links: Links, expected: Links): Links {
  return Object.fromEntries(Object.entries(links).filter(([target]) => target in expected));
}

/** Discover of a device with C.4, as the specification prints it. */
const plainDevice = linksOf(
  '</3/0>,</3/0/1>,</3/0/2>,</3/0/3>,</3/0/4>,</3/0/6>;dim=2,</3/0/7>;dim=2,</3/0/8>;dim=2,</3/0/9>,</3/0/11>;dim=1,</3/0/16>',
);
const period = { pmin: '10', pmax: '200' };
const steps = { lt: '1', gt: '6', st: '1' };

async function discoverDevice(session: Session): Promise<void> {
  await session.register();
  const object = await discover(session, '/3');
  assert.ok('/3' in object);
  assert.deepEqual(among(object, plainDevice), plainDevice);
  assert.equal((await session.writeAttributes('/3', 'pmin=10&pmax=200')).code, '2.04');
  assert.deepEqual(among(await discover(session, '/3/0'), plainDevice), { ...plainDevice, '/3/0': period });
  assert.equal((await session.writeAttributes('/3/0/7', 'lt=1&gt=6&st=1')).code, '2.04');
  const withSteps = { ...plainDevice, '/3/0': period, '/3/0/7': { dim: '2', ...steps } };
  assert.deepEqual(among(await discover(session, '/3/0'), plainDevice), withSteps);
  const { '/3/0/7': voltage } = await discover(session, '/3/0/7');
  assert.deepEqual(voltage, { dim: '2', ...period, ...steps });
}

async function writeMultipleAttributes(session: Session): Promise<void> {
  await session.register();
  assert.equal((await session.writeAttributes('/3', 'pmin=10&pmax=200')).code, '2.04');
  assert.equal((await session.writeAttributes('/3/0', 'pmax=320')).code, '2.04');
  assert.equal((await session.writeAttributes('/3/0/11/0', 'pmax=100&epmin=1&epmax=20')).code, '2.04');
  const expected = '</3/0/11>;dim=1;pmin=10;pmax=320,</3/0/11/0>;pmax=100;epmin=1;epmax=20';
  assert.deepEqual(await discover(session, '/3/0/11'), linksOf(expected));
}

function discoverTo(client: Client, depth: number): Links {
  const { code, text } = client.server.ask('GET', '/3', { accept: Format.link, query: `depth=${depth}` });
  assert.equal(code, '2.05');
  return linksOf(text);
}

/** Object level shows the server's default periods. */
function discoverDepth1(client: Client): void {
  const { server } = client.register();
  const { '/3': object, ...instances } = discoverTo(client, 1);
  assert.deepEqual([object.pmin, object.pmax], ['1', '10']);
  assert.deepEqual(instances, { '/3/0': {} });
  assert.equal(server.writeAttributes('/3/0', 'pmax=200'), '2.04');
  assert.deepEqual(discoverTo(client, 1)['/3/0'], { pmax: '200' });
}

/** Each level shows its own attributes, and at depth 3 there are resource instances. */
function discoverDepth3(client: Client): void {
  const { server } = client.register();
  const resources = discoverTo(client, 2);
  assert.deepEqual(among(resources, plainDevice), plainDevice);
  assert.ok(!('/3/0/7/0' in resources), 'a resource instance at depth 2');
  assert.equal(server.writeAttributes('/3', 'pmin=10&pmax=200'), '2.04');
  assert.equal(server.writeAttributes('/3/0/7', 'lt=1&gt=6&st=1'), '2.04');
  assert.equal(server.writeAttributes('/3/0/7/1', 'gt=8'), '2.04');
  const all = discoverTo(client, 3);
  assert.deepEqual([all['/3'].pmin, all['/3'].pmax], [period.pmin, period.pmax]);
  assert.deepEqual([all['/3/0/7'], all['/3/0/7/0'], all['/3/0/7/1']], [{ dim: '2', ...steps }, {}, { gt: '8' }]);
}

export const management: readonly Case[] = [
  onLeshan(201, 'C.1', readText),
  onLeshan(203, 'C.1', (session) => readDevice(session, 'TLV')),
  onLeshan(204, 'C.1', (session) => readDevice(session, 'JSON')),
  onLeshan(205, 'C.3', setText),
  onLeshan(211, 'C.1', readCbor),
  onLeshan(212, 'C.3', setCbor),
  onLeshan(215, 'C.3', (session) => setServer(session, 'TLV', setTlv)),
  onLeshan(220, 'C.3', (session) => setServer(session, 'JSON', setJson)),
  onLeshan(221, 'C.1', refuseSecurity),
  onLeshan(222, 'C.1', (session) => readObjects(session, 'TLV')),
  onLeshan(223, 'C.1', readInstances),
  onLeshan(224, 'C.1', readResources),
  onLeshan(225, 'C.1', readResourceInstance),
  onLeshan(226, 'C.1', (session) => updateInstance(session, 'TLV')),
  onLeshan(227, 'C.1', replaceResource),
  onLeshan(228, 'C.12', writeResourceInstance),
  onLeshan(231, 'C.1', (session) => querySenml(session, 'SENML_JSON')),
  onLeshan(232, 'C.1', (session) => querySenml(session, 'SENML_CBOR')),
  onLeshan(233, 'C.12', (session) => setSenml(session, 'SENML_CBOR')),
  onLeshan(234, 'C.12', (session) => setSenml(session, 'SENML_JSON')),
  onLeshan(237, 'C.1', (session) => readObjects(session)),
  onLeshan(241, 'C.1', reboot),
  onLeshan(256, 'C.1', failWrite),
  onLeshan(260, 'C.4', discoverDevice),
  onLeshan(261, 'C.1', writeMultipleAttributes),
  onNetwork(264, 'C.4', discoverDepth1),
  onNetwork(266, 'C.4', discoverDepth3),
];
