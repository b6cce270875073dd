/** Read-, Write- and Observe-Composite (LwM2M 1.1 Core 6.3.8 to 6.4.4; spec of this house, A.7). */
import assert from 'node:assert/strict';
import type { Content, Notification } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import { senmlCbor, senmlJson, type BareRequest, type CompositeFormats } from '../server';
import type { Session } from '../session';
import { etchCbor, etchJson } from './cbor';

const string = '/3442/0/110';
const integer = '/3442/0/120';
const float = '/3442/0/130';
const strings = '/3442/0/1110';
const paths = [string, integer, `${strings}/0`];
const senmlJsonFormat = 110;

/** What the Test Object has at first, under `paths`. */
const initial = { [string]: 'initial value', [integer]: 1024, [`${strings}/0`]: 'initial value' };

type ByPath = Record<string, Content>;

async function contentsOf(session: Session, formats = senmlCbor, wanted: readonly string[] = paths): Promise<ByPath> {
  const { code, format, content } = await session.readComposite(wanted, formats);
  assert.deepEqual({ code, format }, { code: '2.05', format: formats.accept }, wanted.join(' '));
  return content as ByPath;
}

async function read(session: Session, formats: CompositeFormats): Promise<void> {
  await session.register();
  assert.deepEqual(await contentsOf(session, formats), initial);
}

/** Objects, instances and resources in one list. */
async function readLevels(session: Session): Promise<void> {
  await session.register();
  const content = await contentsOf(session, senmlCbor, ['/3/0/0', '/3303', '/3442/0', '/19/0/0']);
  assert.equal(content['/3/0/0'], 'Mote');
  assert.equal((content['/3303'] as { 0: Record<string, Content> })[0][5701], 'Cel');
  assert.equal((content['/3442/0'] as Record<string, Content>)[120], 1024);
}

/** Items that are not there, cannot be read or may not be seen are left out. */
async function readAbsent(session: Session): Promise<void> {
  await session.register();
  const wanted = [integer, '/3442/9', '/3442/0/9999', '/3200/0/5500', '/3/0/4', `${strings}/7`];
  assert.deepEqual(await contentsOf(session, senmlCbor, wanted), {
    [integer]: 1024,
    ...Object.fromEntries(wanted.slice(1).map((path) => [path, null])),
  });
}

/** The names of a SenML JSON pack. */
function namesIn(payload = ''): string[] {
  const records = JSON.parse(Buffer.from(payload, 'hex').toString()) as { bn?: string; n?: string }[];
  let base = '';
  return records.map(({ bn, n = '' }) => (base = bn ?? base) + n);
}

/** The root stands for all but the objects that no server may see. */
async function readRoot(session: Session): Promise<void> {
  await session.register();
  const request: BareRequest = { method: 'FETCH', path: '/', format: senmlJsonFormat, accept: senmlJsonFormat, payload: '[{"n":"/"}]' };
  const { code, payload } = await session.coap(request);
  assert.equal(code, '2.05');
  const objects = new Set(namesIn(payload).map((name) => name.split('/')[1]));
  assert.deepEqual([...objects].sort(), ['1', '19', '3', '3303', '3442', '5']);
}

async function readEtch(session: Session): Promise<void> {
  await session.register();
  const json: BareRequest = { method: 'FETCH', path: '/', format: etchJson, accept: senmlJsonFormat, payload: `[{"n":"${integer}"}]` };
  const { code, payload } = await session.coap(json);
  assert.deepEqual({ code, names: namesIn(payload) }, { code: '2.05', names: [integer] });
  // [{0: "/3442/0/120"}]
  const cbor = Buffer.concat([Buffer.from('81a1006b', 'hex'), Buffer.from(integer)]);
  const answer = await session.coap({ method: 'FETCH', path: '/', format: etchCbor, accept: senmlJsonFormat, payload: cbor });
  assert.deepEqual({ code: answer.code, names: namesIn(answer.payload) }, { code: '2.05', names: [integer] });
}

async function write(session: Session, formats: CompositeFormats): Promise<void> {
  await session.register();
  const written = { [string]: 'Größe ☀', [integer]: -5, [`${strings}/0`]: 'zero', [float]: 2.5, '/3442/0/140': false };
  assert.deepEqual(await session.writeComposite(written, formats.format), { code: '2.04' });
  assert.deepEqual(await contentsOf(session, formats, Object.keys(written)), written);
}

/** It is a partial update: instances of multiple resources come in addition. */
async function writeInstances(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeComposite({ [`${strings}/3`]: 'three', '/3442/0/1120/1': 1 }), { code: '2.04' });
  assert.deepEqual((await session.read(strings, 'TLV')).content, { 0: 'initial value', 3: 'three' });
  assert.deepEqual((await session.read('/3442/0/1120', 'TLV')).content, { 0: 1024, 1: 1 });
}

async function writeAllOrNothing(session: Session): Promise<void> {
  await session.register();
  const bad: [string, string][] = [
    ['4.04', '{"n":"/3442/9/120","v":1}'],
    ['4.04', '{"n":"/3442/0/9999","v":1}'],
    ['4.05', '{"n":"/3/0/0","vs":"other"}'],
    ['4.00', '{"n":"/3442/0/125","vs":"text"}'],
    ['4.01', '{"n":"/0/0/0","vs":"coap://elsewhere"}'],
  ];
  for (const [code, record] of bad) {
    for (const payload of [`[{"n":"${integer}","v":1},${record}]`, `[${record},{"n":"${integer}","v":1}]`]) {
      assert.equal((await session.coap({ method: 'IPATCH', path: '/', format: senmlJsonFormat, payload })).code, code, payload);
    }
  }
  assert.deepEqual(await contentsOf(session), initial);
}

/** SenML-ETCH can take a resource instance away. */
async function writeEtch(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeComposite({ [`${strings}/3`]: 'three' }), { code: '2.04' });
  const payload = `[{"n":"${strings}/0","v":null},{"n":"${integer}","v":6}]`;
  assert.equal((await session.coap({ method: 'IPATCH', path: '/', format: etchJson, payload })).code, '2.04');
  assert.deepEqual((await session.read(strings, 'TLV')).content, { 3: 'three' });
  assert.equal((await session.read(integer, 'TEXT')).content, 6);
}

async function observe(session: Session, wanted: readonly string[], formats = senmlCbor): Promise<string> {
  const { code, observation } = await session.observeComposite(wanted, formats);
  assert.equal(code, '2.05');
  if (observation === undefined) assert.fail(`no observation of ${wanted.join(' ')}`);
  return observation;
}

function notification(session: Session, observation: string): Promise<Notification> {
  return session.next('notification', (each) => each.observation === observation);
}

/** One change, and one notification with all items. */
async function observeChange(session: Session, formats: CompositeFormats): Promise<void> {
  await session.register();
  const observation = await observe(session, paths, formats);
  const notified = notification(session, observation);
  await session.write(integer, 'TEXT', 7);
  const { content, format, error } = await notified;
  assert.deepEqual({ content, format, error }, { content: { ...initial, [integer]: 7 }, format: formats.accept, error: undefined });
}

/** What is created shows up, and what is deleted vanishes. */
async function observeInstances(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, [integer, '/3442/1/120']);
  const created = notification(session, observation);
  assert.equal((await session.create('/3442/1', { 120: 11 })).code, '2.01');
  assert.deepEqual((await created).content, { [integer]: 1024, '/3442/1/120': 11 });
  const deleted = notification(session, observation);
  assert.deepEqual(await session.delete('/3442/1'), { code: '2.02' });
  assert.deepEqual((await deleted).content, { [integer]: 1024, '/3442/1/120': null });
}

/** The next change is told to another observation only. */
async function isSilent(session: Session, cancelled: string): Promise<void> {
  const other = await observe(session, [integer]);
  const before = session.seen('notification').filter((each) => each.observation === cancelled).length;
  const notified = notification(session, other);
  await session.write(integer, 'TEXT', 99);
  await notified;
  const after = session.seen('notification').filter((each) => each.observation === cancelled).length;
  assert.equal(after, before, 'a notification of what was cancelled');
}

async function cancelByRequest(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, paths);
  const { code, content } = await session.cancelByRequest(observation);
  assert.deepEqual({ code, content }, { code: '2.05', content: initial });
  await isSilent(session, observation);
}

async function cancelByReset(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, [integer]);
  const reset = session.next('message', ({ from, type }) => from === 'server' && type === 'RST');
  await session.cancelByReset(observation);
  await session.write(integer, 'TEXT', 8);
  await reset;
  await isSilent(session, observation);
}

async function refuse(session: Session): Promise<void> {
  await session.register();
  const list = `[{"n":"${integer}"}]`;
  const codes: [string, BareRequest][] = [
    ['4.15', { method: 'FETCH', path: '/', format: 0, payload: integer }],
    ['4.15', { method: 'FETCH', path: '/', payload: list }],
    ['4.06', { method: 'FETCH', path: '/', format: senmlJsonFormat, accept: 0, payload: list }],
    ['4.00', { method: 'FETCH', path: '/', format: senmlJsonFormat, accept: senmlJsonFormat, payload: '[{"n":' }],
    ['4.00', { method: 'FETCH', path: '/', format: etchJson, accept: senmlJsonFormat, payload: `[{"n":"${integer}","v":1}]` }],
    ['4.15', { method: 'IPATCH', path: '/', format: 0, payload: '1' }],
    ['4.00', { method: 'IPATCH', path: '/', format: senmlJsonFormat, payload: '[{"n":"/3442/0/120","v":' }],
  ];
  for (const [code, request] of codes) assert.equal((await session.coap(request)).code, code, JSON.stringify(request));
}

export const composite: readonly Scenario[] = onApp([
  { name: 'Composite: Read, SenML CBOR', run: (session) => read(session, senmlCbor) },
  { name: 'Composite: Read, SenML JSON', run: (session) => read(session, senmlJson) },
  { name: 'Composite: Read, of every level', run: readLevels },
  { name: 'Composite: Read, what is not there', run: readAbsent },
  { name: 'Composite: Read, the root', run: readRoot, notByLeshan: 'no root' },
  { name: 'Composite: Read, SenML-ETCH', run: readEtch, notByLeshan: 'no SenML-ETCH' },
  { name: 'Composite: Write, SenML CBOR', run: (session) => write(session, senmlCbor) },
  { name: 'Composite: Write, SenML JSON', run: (session) => write(session, senmlJson) },
  { name: 'Composite: Write, resource instances', run: writeInstances },
  { name: 'Composite: Write, all or nothing', run: writeAllOrNothing, notByLeshan: 'it writes what comes before the fault' },
  { name: 'Composite: Write, SenML-ETCH', run: writeEtch, notByLeshan: 'no SenML-ETCH' },
  { name: 'Composite: Observe, SenML CBOR', run: (session) => observeChange(session, senmlCbor) },
  { name: 'Composite: Observe, SenML JSON', run: (session) => observeChange(session, senmlJson) },
  { name: 'Composite: Observe, created and deleted', run: observeInstances, notByLeshan: 'it does not notice what is created' },
  { name: 'Composite: Cancel, by FETCH with Observe 1', run: cancelByRequest },
  { name: 'Composite: Cancel, by Reset', run: cancelByReset },
  { name: 'Composite: refused as it should be', run: refuse, notByLeshan: 'other codes' },
]);
