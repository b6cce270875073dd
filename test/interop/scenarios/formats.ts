/** Every data type of the Test Object in every content format that Leshan has, and LwM2M CBOR byte by byte. */
import assert from 'node:assert/strict';
import type { Content, Format } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { BareRequest } from '../server';
import type { Session } from '../session';
import { lwm2mCbor, valuesOf } from './cbor';

const instance = '/3442/0';

type Values = Readonly<Record<number, Content>>;

/** A value of each type, by the id of the resource that holds one; the one that holds several is 1000 above. */
const values: Values = {
  110: 'grün ☀ "\\',
  120: -1_099_511_627_776,
  125: 4_294_967_296,
  130: -0.1,
  140: false,
  150: '00ff10deadbeef',
  160: 1_700_000_000,
  170: '3:0',
  180: '</3442/0>',
};

/** Others, for a second value. */
const others: Values = {
  110: '',
  120: 9_007_199_254_740_991,
  125: 0,
  130: 1e-7,
  140: true,
  150: '',
  160: -1,
  170: '65535:65535',
  180: '</1/0>,</3/0>',
};

const ids = Object.keys(values).map(Number);
const whole: readonly Format[] = ['TLV', 'JSON', 'SENML_JSON', 'SENML_CBOR'];
const single: readonly Format[] = ['TEXT', 'CBOR', ...whole];

async function contentOf(session: Session, path: string, format: Format): Promise<Content | undefined> {
  const { code, format: given, content } = await session.read(path, format);
  assert.deepEqual({ code, format: given }, { code: '2.05', format }, `${path} as ${format}`);
  return content;
}

/** Each type written and read as one value. */
async function writeSingle(session: Session, format: Format): Promise<void> {
  await session.register();
  for (const each of [values, others]) {
    for (const id of ids) {
      const path = `${instance}/${id}`;
      assert.deepEqual(await session.write(path, format, each[id]), { code: '2.04' }, `${path} = ${each[id]} as ${format}`);
      assert.equal(await contentOf(session, path, format), each[id], path);
    }
  }
}

/** Each type written and read as several values, and one of them alone. */
async function writeMultiple(session: Session, format: Format): Promise<void> {
  await session.register();
  for (const id of ids) {
    const path = `${instance}/${1000 + id}`;
    const content = { 0: values[id], 3: others[id] };
    assert.deepEqual(await session.write(path, format, content), { code: '2.04' }, `${path} as ${format}`);
    assert.deepEqual(await contentOf(session, path, format), content, path);
    assert.equal(await contentOf(session, `${path}/3`, format), others[id], `${path}/3`);
  }
}

/** An instance with all of it, written in part and read as a whole, and with the object around it. */
async function writeInstance(session: Session, format: Format): Promise<void> {
  await session.register();
  const multiple = Object.fromEntries(ids.map((id) => [1000 + id, { 1: values[id], 2: others[id] }]));
  assert.deepEqual(await session.write(instance, format, { ...values, ...multiple }, 'UPDATE'), { code: '2.04' });
  const content = (await contentOf(session, instance, format)) as Record<string, Content>;
  for (const id of ids) {
    assert.equal(content[id], values[id], `${instance}/${id}`);
    // The instance 0 that was there stays (LwM2M 1.1 Core 6.3.4).
    const several = content[1000 + id] as Record<string, Content>;
    assert.deepEqual({ 1: several[1], 2: several[2] }, multiple[1000 + id], `${instance}/${1000 + id}`);
    assert.ok('0' in several, `${instance}/${1000 + id}/0 is gone`);
  }
  const object = (await contentOf(session, '/3442', format)) as Record<string, Content>;
  assert.deepEqual(object, { 0: content });
}

async function create(session: Session, format: Format): Promise<void> {
  await session.register();
  const { code } = await session.create('/3442/1', { 110: 'second', 120: 7 }, format);
  assert.equal(code, '2.01');
  assert.equal(await contentOf(session, '/3442/1/110', format), 'second');
  assert.equal(await contentOf(session, '/3442/1/120', format), 7);
}

async function observe(session: Session, format: Format): Promise<void> {
  await session.register();
  const { code, format: given, observation } = await session.observe(`${instance}/120`, format);
  assert.deepEqual({ code, given }, { code: '2.05', given: format });
  const notified = session.next('notification', (each) => each.observation === observation);
  await session.write(`${instance}/120`, 'TEXT', 42);
  const { content, format: notifiedAs } = await notified;
  assert.deepEqual({ content, notifiedAs }, { content: 42, notifiedAs: format });
}

async function opaque(session: Session): Promise<void> {
  await session.register();
  for (const content of ['00ff10deadbeef', '']) {
    assert.deepEqual(await session.write(`${instance}/150`, 'OPAQUE', content), { code: '2.04' });
    assert.equal(await contentOf(session, `${instance}/150`, 'OPAQUE'), content);
  }
}

async function refuse(session: Session): Promise<void> {
  await session.register();
  const codes: [string, BareRequest][] = [
    ['4.06', { method: 'GET', path: '/3442/0', accept: 0 }],
    ['4.06', { method: 'GET', path: '/3442/0', accept: 42 }],
    ['4.06', { method: 'GET', path: '/3442/0', accept: 60 }],
    ['4.06', { method: 'GET', path: '/3442/0/110', accept: 42 }],
    ['4.06', { method: 'GET', path: '/3442/0/1110', accept: 0 }],
    ['4.06', { method: 'GET', path: '/3442/0/110', accept: 65000 }],
    ['4.00', { method: 'PUT', path: '/3442/0/120', format: 60, payload: Buffer.from('6131', 'hex') }],
    ['4.00', { method: 'PUT', path: '/3442/0/120', format: 60, payload: Buffer.from('0101', 'hex') }],
    ['4.00', { method: 'PUT', path: '/3442/0/120', format: 110, payload: '[{"n":"/3442/0/120","v":1' }],
    ['4.00', { method: 'PUT', path: '/3442/0/120', format: 110, payload: '[{"n":"/3442/0/125","v":1}]' }],
    ['4.00', { method: 'PUT', path: '/3442/0/120', format: 112, payload: Buffer.from('81a2', 'hex') }],
    ['4.15', { method: 'PUT', path: '/3442/0/120', format: 65000, payload: '1' }],
  ];
  for (const [code, request] of codes) assert.equal((await session.coap(request)).code, code, JSON.stringify(request));
}

/** LwM2M CBOR, which Leshan does not have: read with an independent decoder, written from bytes. */
async function bareLwm2mCbor(session: Session): Promise<void> {
  await session.register();
  // {[3442, 0, 120]: 1234, [3442, 0, 1110]: {5: "five"}}
  const payload = Buffer.from('a283190d7200187819 04d2 83190d7200190456 a1056466697665'.replaceAll(' ', ''), 'hex');
  assert.equal((await session.coap({ method: 'POST', path: instance, format: lwm2mCbor, payload })).code, '2.04');
  const { code, payload: answer } = await session.coap({ method: 'GET', path: instance, accept: lwm2mCbor });
  assert.equal(code, '2.05');
  const read = valuesOf(answer);
  assert.equal(read.get('/3442/0/120'), 1234);
  assert.equal(read.get('/3442/0/1110/5'), 'five');
}

const titles: Readonly<Record<string, string>> = {
  TEXT: 'text', CBOR: 'CBOR', TLV: 'TLV', JSON: 'LwM2M JSON', SENML_JSON: 'SenML JSON', SENML_CBOR: 'SenML CBOR',
};

function inEach(formats: readonly Format[], what: string, run: (session: Session, format: Format) => Promise<void>): Scenario[] {
  return formats.map((format) => ({ name: `Formats: ${titles[format]}, ${what}`, run: (session) => run(session, format) }));
}

export const formats: readonly Scenario[] = onApp([
  ...inEach(single, 'every type', writeSingle),
  ...inEach(whole, 'several values of every type', writeMultiple),
  ...inEach(whole, 'an instance', writeInstance),
  ...inEach(whole, 'Create', create),
  ...inEach(single, 'notifications', observe),
  { name: 'Formats: opaque', run: opaque },
  { name: 'Formats: refused as it should be', run: refuse, notByLeshan: 'it says 5.00 where no format fits' },
  { name: 'Formats: LwM2M CBOR', run: bareLwm2mCbor, notByLeshan: 'no LwM2M CBOR' },
]);
