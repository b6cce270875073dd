/** Create and Delete (OMA ETS 680, 685, 1630, 1635); the server is told of the new list of instances. */
import assert from 'node:assert/strict';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

const others = ['</>;rt="oma.lwm2m";ct="0 42 60 110 112 11542 11544"', '</1/0>', '</3/0>', '</4>;ver=1.3', '</4/0>', '</3303>;ver=1.1', '</3303/0>'];

async function createWithId(session: Session): Promise<void> {
  const { location } = await session.register();
  const updated = session.next('updated');
  assert.deepEqual(await session.create('/3311/5', { 5850: true, 5706: 'red' }), { code: '2.01', location: '3311/5' });
  assert.deepEqual(await updated, { event: 'updated', location, links: [...others, '</3311/0>', '</3311/5>'] });
  assert.deepEqual((await session.read('/3311/5/5850', 'TEXT')).content, true);
  assert.deepEqual((await session.read('/3311/5/5706', 'TEXT')).content, 'red');
}

async function createWithoutId(session: Session): Promise<void> {
  const { location } = await session.register();
  const updated = session.next('updated');
  assert.deepEqual(await session.create('/3311', { 5850: false, 5851: 20 }), { code: '2.01', location: '3311/1' });
  assert.deepEqual(await updated, { event: 'updated', location, links: [...others, '</3311/0>', '</3311/1>'] });
  const { content } = await session.read('/3311/1', 'TLV');
  assert.deepEqual(content, { 5850: false, 5851: 20, 5852: 0 }, 'what was given, and what every light begins with');
}

async function deleteInstance(session: Session): Promise<void> {
  const { location } = await session.register();
  const created = session.next('updated');
  assert.equal((await session.create('/3311/1', { 5850: true })).code, '2.01');
  await created;
  const updated = session.next('updated');
  assert.deepEqual(await session.delete('/3311/1'), { code: '2.02' });
  assert.deepEqual(await updated, { event: 'updated', location, links: [...others, '</3311/0>'] });
  assert.equal((await session.read('/3311/1')).code, '4.04');
  assert.equal((await session.delete('/3311/1')).code, '4.04');
}

/** An object without instances is announced by its own link. */
async function deleteLast(session: Session): Promise<void> {
  const { location } = await session.register();
  const updated = session.next('updated');
  assert.deepEqual(await session.delete('/3311/0'), { code: '2.02' });
  assert.deepEqual(await updated, { event: 'updated', location, links: [...others, '</3311>'] });
  assert.deepEqual(await session.discover('/3311'), { code: '2.05', links: ['</3311>'] });
}

async function refuseCreate(session: Session): Promise<void> {
  await session.register();
  const light = await session.read('/3311', 'TLV');
  assert.equal((await session.create('/3311/0', { 5850: true })).code, '4.00', 'an instance that is there');
  assert.equal((await session.create('/3311/1', { 5851: 20 })).code, '4.00', 'without a mandatory resource');
  assert.equal((await session.create('/3311/1', { 5850: true, 5851: 101 })).code, '4.00', 'a value out of range');
  assert.equal((await session.create('/3', { 13: 5 })).code, '4.05', 'a second Device');
  assert.equal((await session.create('/1', { 0: 2, 1: 60, 6: true, 7: 'U' })).code, '4.05', 'a second Server');
  assert.equal((await session.coap({ method: 'POST', path: '/0', format: 11542, payload: Buffer.from('c100', 'hex') })).code, '4.01', 'a Security');
  assert.deepEqual(await session.read('/3311', 'TLV'), light);
  assert.deepEqual(session.seen('updated'), []);
}

async function refuseDelete(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = { '/0/0': '4.01', '/3311/9': '4.04', '/3/0': '4.05', '/1/0': '4.05' };
  for (const [path, code] of Object.entries(codes)) {
    assert.deepEqual(await session.delete(path), { code }, path);
  }
  for (const path of ['/3311', '/3311/0/5706']) {
    assert.equal((await session.coap({ method: 'DELETE', path })).code, '4.05', path);
  }
  assert.equal((await session.read('/3311/0/5706')).content, '#ffe0b0');
}

export const instances: readonly Scenario[] = [
  { name: 'Create: the server chooses the id', run: createWithId },
  { name: 'Create: the client chooses the id', run: createWithoutId },
  { name: 'Create: refused as it should be', run: refuseCreate },
  { name: 'Delete: an instance', run: deleteInstance },
  { name: 'Delete: the last instance', run: deleteLast },
  { name: 'Delete: refused as it should be', run: refuseDelete },
];
