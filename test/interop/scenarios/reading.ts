/** Read at every level (OMA ETS 201, 203, 222 to 225), and what must not be read. */
import assert from 'node:assert/strict';
import type { Content } from '../protocol';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

const light = { 5701: 'Wh', 5706: '#ffe0b0', 5750: 'Desk lamp', 5820: 1, 5850: false, 5851: 100, 5852: 0 };

/** What is read of Device but for its clock, which has to show the time. */
function withoutClock(content: Content | undefined): Content {
  const { 13: seconds, ...others } = content as Record<string, Content>;
  assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 5, `the clock says ${String(seconds)}`);
  return others;
}

const device = {
  0: 'Mote',
  1: 'smart-light',
  2: '1',
  3: '0.1.0',
  6: { 0: 5 },
  7: { 0: 5000 },
  8: { 0: 80 },
  11: { 0: 0 },
  16: 'U',
  17: 'light',
};

async function readText(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const values: Record<string, Content> = {
    '/3/0/0': 'Mote',
    '/3311/0/5706': '#ffe0b0',
    '/1/0/1': 86400,
    '/3311/0/5850': false,
    '/1/0/6': true,
    '/3303/0/5603': -40,
    '/3/0/7/0': 5000,
  };
  for (const [path, content] of Object.entries(values)) {
    assert.deepEqual(await session.read(path, 'TEXT'), { code: '2.05', format: 'TEXT', content }, path);
  }
  const { content: time } = await session.read('/3/0/13', 'TEXT');
  withoutClock({ 13: time as number });
}

async function readResource(session: Session): Promise<void> {
  await session.register();
  const values: Record<string, Content> = {
    '/3/0/0': 'Mote',
    '/1/0/1': 3600,
    '/1/0/6': true,
    '/3303/0/5604': 125,
    '/3/0/7': { 0: 5000 },
    '/3/0/7/0': 5000,
  };
  for (const [path, content] of Object.entries(values)) {
    assert.deepEqual(await session.read(path, 'TLV'), { code: '2.05', format: 'TLV', content }, path);
  }
}

async function readInstance(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.read('/1/0', 'TLV'), {
    code: '2.05',
    format: 'TLV',
    content: { 0: 1, 1: 3600, 6: true, 7: 'U' },
  });
  assert.deepEqual(await session.read('/3311/0', 'TLV'), { code: '2.05', format: 'TLV', content: light });
  const { code, content } = await session.read('/3/0', 'TLV');
  assert.equal(code, '2.05');
  assert.deepEqual(withoutClock(content), device);
}

async function readObject(session: Session): Promise<void> {
  await session.register();
  const { content: temperature } = await session.read('/3303', 'TLV');
  const { 0: sensor } = temperature as Record<string, Record<string, Content>>;
  assert.deepEqual(Object.keys(sensor), ['5601', '5602', '5603', '5604', '5700', '5701']);
  assert.equal(sensor[5701], 'Cel');

  assert.equal((await session.create('/3311/7', { 5850: true })).code, '2.01');
  const { content } = await session.read('/3311', 'TLV');
  assert.deepEqual(Object.keys(content as object), ['0', '7']);
  assert.deepEqual((content as Record<string, Content>)[0], light);
}

async function readAsTheClientLikes(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.read('/3/0/0'), { code: '2.05', format: 'TEXT', content: 'Mote' });
  assert.deepEqual(await session.read('/3/0/7'), { code: '2.05', format: 'SENML_CBOR', content: { 0: 5000 } });
  assert.deepEqual(await session.read('/3311'), { code: '2.05', format: 'SENML_CBOR', content: { 0: light } });
}

/** An empty value is a value, in the format that was asked for. */
async function readNothing(session: Session): Promise<void> {
  await session.register();
  await session.write('/3311/0/5706', 'TLV', '');
  assert.deepEqual(await session.read('/3311/0/5706', 'TEXT'), { code: '2.05', format: 'TEXT', content: '' });
  assert.deepEqual(await session.read('/3311/0/5706', 'TLV'), { code: '2.05', format: 'TLV', content: '' });
  assert.equal((await session.delete('/3311/0')).code, '2.02');
  assert.deepEqual(await session.read('/3311', 'TLV'), { code: '2.05', format: 'TLV', content: {} });
}

async function refuseRead(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = {
    '/0': '4.01',
    '/0/0': '4.01',
    '/0/0/0': '4.01',
    '/3200': '4.04',
    '/3/1': '4.04',
    '/3/0/99': '4.04',
    '/3/0/9': '4.04',
    '/3/0/6/5': '4.04',
    '/3/0/4': '4.05',
    '/1/0/8': '4.05',
  };
  for (const [path, code] of Object.entries(codes)) {
    assert.equal((await session.read(path)).code, code, path);
  }
  assert.equal((await session.read('/3/0', 'TEXT')).code, '4.06', 'an instance as text');
  assert.equal((await session.read('/3/0/6', 'TEXT')).code, '4.06', 'a multiple resource as text');
  assert.equal((await session.read('/3/0/0', 'OPAQUE')).code, '4.06', 'a text as opaque');
  assert.equal((await session.coap({ method: 'GET', path: '/3/0/0', accept: 65000 })).code, '4.06', 'an unknown format');
}

export const reading: readonly Scenario[] = [
  { name: 'Read: text, every type', run: readText },
  { name: 'Read: TLV, resources and resource instances', run: readResource },
  { name: 'Read: TLV, instances', run: readInstance },
  { name: 'Read: TLV, objects', run: readObject },
  { name: "Read: in a format of the client's choice", run: readAsTheClientLikes },
  { name: 'Read: an empty text, an object without instances', run: readNothing },
  { name: 'Read: refused as it should be', run: refuseRead },
];
