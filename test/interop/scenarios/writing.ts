/** Write (OMA ETS 205, 215, 226, 227, 256): replacing and partial, and what must not be written. */
import assert from 'node:assert/strict';
import type { Content } from '../protocol';
import type { Scenario } from '../scenario';
import type { BareRequest } from '../server';
import type { Session } from '../session';

const text = 0;
const opaque = 42;
const tlv = 11542;

async function contentOf(session: Session, path: string): Promise<Content | undefined> {
  const { code, content } = await session.read(path);
  assert.equal(code, '2.05', path);
  return content;
}

async function writeText(session: Session): Promise<void> {
  await session.register();
  const values: Record<string, Content> = {
    '/3311/0/5850': true,
    '/3311/0/5851': 42,
    '/3311/0/5706': 'grün ☀',
    '/3311/0/5750': '',
    '/1/0/6': false,
  };
  for (const [path, content] of Object.entries(values)) {
    assert.deepEqual(await session.write(path, 'TEXT', content), { code: '2.04' }, path);
    assert.equal(await contentOf(session, path), content, path);
  }
  assert.deepEqual(await session.write('/3/0/13', 'TEXT', 1_700_000_000), { code: '2.04' });
  const clock = Number(await contentOf(session, '/3/0/13'));
  assert.ok(clock >= 1_700_000_000 && clock < 1_700_000_010, `the clock says ${clock}`);
}

async function writeResource(session: Session): Promise<void> {
  await session.register();
  const values: Record<string, Content> = {
    '/3311/0/5850': true,
    '/3311/0/5851': 0,
    '/3311/0/5706': 'grün ☀',
    '/1/0/1': 100_000,
  };
  for (const [path, content] of Object.entries(values)) {
    assert.deepEqual(await session.write(path, 'TLV', content), { code: '2.04' }, path);
    assert.equal(await contentOf(session, path), content, path);
  }
}

async function writePartial(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/3311/0', 'TLV', { 5850: false, 5851: 10 }, 'UPDATE'), { code: '2.04' });
  assert.deepEqual(await contentOf(session, '/3311/0'), {
    5701: 'Wh',
    5706: '#ffe0b0',
    5750: 'Desk lamp',
    5820: 1,
    5850: false,
    5851: 10,
    5852: 0,
  });
  // OMA ETS 215: resources that had no value get one.
  const updated = session.next('updated');
  assert.deepEqual(await session.write('/1/0', 'TLV', { 1: 120, 2: 101, 3: 1010, 5: 2000, 6: true, 7: 'U' }, 'UPDATE'), {
    code: '2.04',
  });
  assert.deepEqual(await contentOf(session, '/1/0'), { 0: 1, 1: 120, 2: 101, 3: 1010, 5: 2000, 6: true, 7: 'U' });
  assert.equal((await updated).lifetime, 120);
  // OMA ETS 651.
  const time = { 13: 1_700_000_000, 14: '+02:00', 15: 'Europe/Paris' };
  assert.deepEqual(await session.write('/3/0', 'TLV', time, 'UPDATE'), { code: '2.04' });
  assert.equal(await contentOf(session, '/3/0/14'), '+02:00');
  assert.equal(await contentOf(session, '/3/0/15'), 'Europe/Paris');
}

/** What is not in the payload goes, but for what only the client writes, and what it counts itself. */
async function writeReplacing(session: Session): Promise<void> {
  await session.register();
  const replaced = { 5701: 'Wh', 5706: 'red', 5820: 1, 5850: false, 5852: 0 };
  assert.deepEqual(await session.write('/3311/0', 'TLV', { 5850: false, 5706: 'red' }), { code: '2.04' });
  assert.deepEqual(await contentOf(session, '/3311/0'), replaced);
  assert.equal((await session.write('/3311/0', 'TLV', { 5706: 'blue' })).code, '4.00', 'without the mandatory On/Off');
  assert.deepEqual(await contentOf(session, '/3311/0'), replaced);
}

async function refuseWrite(session: Session): Promise<void> {
  await session.register();
  const before = { light: await contentOf(session, '/3311'), server: await contentOf(session, '/1/0') };
  const codes: [string, BareRequest][] = [
    ['4.00', { method: 'PUT', path: '/3311/0/5851', format: text, payload: '101' }],
    ['4.00', { method: 'PUT', path: '/3311/0/5851', format: text, payload: '-1' }],
    ['4.00', { method: 'PUT', path: '/3311/0/5851', format: text, payload: 'half' }],
    ['4.00', { method: 'PUT', path: '/3311/0/5850', format: text, payload: 'true' }],
    ['4.00', { method: 'PUT', path: '/3311/0/5706', format: text, payload: Buffer.from('c3', 'hex') }],
    ['4.00', { method: 'PUT', path: '/3311/0/5706', format: opaque, payload: 'red' }],
    ['4.00', { method: 'PUT', path: '/1/0/7', format: text, payload: 'X' }],
    ['4.00', { method: 'PUT', path: '/3311/0/5851', format: tlv, payload: Buffer.from('e116db', 'hex') }],
    ['4.00', { method: 'PUT', path: '/3311/0/5851', format: tlv, payload: Buffer.from('e116da01', 'hex') }],
    ['4.00', { method: 'PUT', path: '/3311/0/5851' }],
    ['4.01', { method: 'PUT', path: '/0/0/0', format: text, payload: 'coap://elsewhere' }],
    ['4.01', { method: 'PUT', path: '/0', query: 'pmin=30' }],
    ['4.04', { method: 'PUT', path: '/3200/0/5500', format: text, payload: '1' }],
    ['4.04', { method: 'PUT', path: '/3311/1/5850', format: text, payload: '1' }],
    ['4.04', { method: 'PUT', path: '/3311/0/9999', format: text, payload: '1' }],
    ['4.05', { method: 'PUT', path: '/1/0/0', format: text, payload: '123' }],
    ['4.05', { method: 'PUT', path: '/3303/0/5700', format: text, payload: '20' }],
    ['4.05', { method: 'PUT', path: '/3/0/7/0', format: text, payload: '1' }],
    ['4.05', { method: 'PUT', path: '/3311', format: tlv, payload: Buffer.from('0800', 'hex') }],
    ['4.15', { method: 'PUT', path: '/3311/0/5851', format: 65000, payload: '1' }],
  ];
  for (const [code, request] of codes) {
    assert.equal((await session.coap(request)).code, code, JSON.stringify(request));
  }
  const after = { light: await contentOf(session, '/3311'), server: await contentOf(session, '/1/0') };
  assert.deepEqual(after, before);
}

/** A write with one bad resource changes none, wherever it stands, and the lifetime in it causes no Update. */
async function writeAllOrNothing(session: Session): Promise<void> {
  await session.register();
  const before = await contentOf(session, '/1/0');
  const bad: [string, Record<string, Content>][] = [['4.00', { 5: -1 }], ['4.00', { 7: 'X' }], ['4.05', { 0: 2 }]];
  for (const [code, resource] of bad) {
    const answer = await session.write('/1/0', 'TLV', { 1: 120, 2: 1, 3: 5, 6: false, ...resource }, 'UPDATE');
    assert.deepEqual(answer, { code }, JSON.stringify(resource));
    assert.deepEqual(await contentOf(session, '/1/0'), before);
  }
  assert.equal((await session.write('/3311/0', 'TLV', { 5850: true, 5851: 101 })).code, '4.00');
  assert.equal((await session.write('/3311/0', 'TLV', { 5850: true, 5851: 101 }, 'UPDATE')).code, '4.00');
  assert.equal(await contentOf(session, '/3311/0/5850'), false);
  assert.equal(await contentOf(session, '/3311/0/5851'), 100);

  const updated = session.next('updated');
  await session.execute('/1/0/8');
  assert.equal((await updated).lifetime, undefined);
}

export const writing: readonly Scenario[] = [
  { name: 'Write: text, every type', run: writeText },
  { name: 'Write: TLV, resources', run: writeResource },
  { name: 'Write: TLV, some resources of an instance', run: writePartial },
  { name: 'Write: TLV, a whole instance', run: writeReplacing },
  { name: 'Write: refused as it should be', run: refuseWrite },
  { name: 'Write: all or nothing', run: writeAllOrNothing },
];
