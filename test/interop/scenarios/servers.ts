/** Two servers at once, each with its registration, attributes, observations and rights (LwM2M 1.1 Core 6.1 and 7). */
import assert from 'node:assert/strict';
import type { Content, Registered } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { Server } from '../server';
import type { Session } from '../session';

/** Short Server IDs of the two accounts. */
const firstId = 101;
const secondId = 102;
const integer = '/3442/0/120';

interface Both {
  readonly second: Server;
  readonly registered: readonly Registered[];
}

/** Starts the second server, and the client with accounts of both. */
async function registerWithBoth(session: Session): Promise<Both> {
  const second = await session.startSecond();
  const other = second.next('registered');
  const registered = [await session.register(), await other];
  return { second, registered };
}

async function register(session: Session): Promise<void> {
  const { registered, second } = await registerWithBoth(session);
  assert.equal(registered[0].endpoint, registered[1].endpoint);
  for (const { links } of registered) {
    assert.ok(links.includes('</1/0>') && links.includes('</1/1>'), links.join());
  }
  assert.equal((await session.read('/1/0/0')).content, firstId);
  assert.equal((await second.read('/1/1/0')).content, secondId);
}

/** A lifetime belongs to one registration. */
async function update(session: Session): Promise<void> {
  const { second } = await registerWithBoth(session);
  const updated = second.next('updated');
  assert.deepEqual(await second.write('/1/1/1', 'TEXT', 500), { code: '2.04' });
  assert.equal((await updated).lifetime, 500);
  assert.deepEqual(session.seen('updated'), []);
}

async function notify(session: Session): Promise<void> {
  const { second } = await registerWithBoth(session);
  assert.deepEqual(await session.writeAttributes(integer, 'pmin=60'), { code: '2.04' });
  const discovered = await second.discover(integer);
  assert.deepEqual(discovered.links, [`<${integer}>`], "an attribute of the other server's");
  for (const server of [session, second]) assert.equal((await server.observe(integer)).code, '2.05');
  const notified = second.next('notification');
  assert.deepEqual(await session.write(integer, 'TEXT', 5), { code: '2.04' });
  assert.equal((await notified).content, 5);
  assert.deepEqual(session.seen('notification'), []);
}

/** Disable (/1/x/4) takes the leave of one server only. */
async function disable(session: Session): Promise<void> {
  const { second } = await registerWithBoth(session);
  assert.deepEqual(await session.write('/1/0/5', 'TEXT', 2), { code: '2.04' });
  const [gone, back] = [session.next('unregistered'), session.next('registered')];
  await session.disable();
  await gone;
  assert.equal((await second.read(integer, 'TEXT')).code, '2.05');
  await back;
  assert.equal((await session.read(integer, 'TEXT')).code, '2.05');
  assert.deepEqual(second.seen('unregistered'), []);
}

/** With two servers there is access control: what one creates is its own, until it lets the other in. */
async function control(session: Session): Promise<void> {
  const { second } = await registerWithBoth(session);
  const { code } = await session.create('/3442/1', { 120: 1 });
  assert.equal(code, '2.01');
  assert.equal((await second.read('/3442/1/120')).code, '4.01', 'before the owner has let it in');
  const objects = (await session.read('/2')).content as Record<string, Record<string, Content>>;
  const entry = Object.entries(objects).find(([, rights]) => rights[0] === 3442 && rights[1] === 1);
  assert.ok(entry !== undefined, `no access control of /3442/1 in ${JSON.stringify(objects)}`);
  assert.equal(entry[1][3], firstId, 'the owner');
  assert.equal((await second.write(`/2/${entry[0]}/2`, 'TLV', { [secondId]: 31 })).code, '4.01');
  assert.deepEqual(await session.write(`/2/${entry[0]}/2`, 'TLV', { [secondId]: 1 }), { code: '2.04' });
  assert.equal((await second.read('/3442/1/120')).content, 1);
  assert.equal((await second.write('/3442/1/120', 'TEXT', 2)).code, '4.01');
  assert.equal((await second.delete('/3442/1')).code, '4.01');
  assert.deepEqual(await session.delete('/3442/1'), { code: '2.02' });
  const left = (await session.read('/2')).content as Record<string, unknown>;
  assert.ok(!(entry[0] in left), 'the access control of what is deleted');
}

/** One server goes away; the other's registration does not mind. */
async function loseOne(session: Session): Promise<void> {
  const { second } = await registerWithBoth(session);
  await second.stop();
  for (let value = 0; value < 3; value++) {
    assert.deepEqual(await session.write(integer, 'TEXT', value), { code: '2.04' });
  }
  const back = second.next('registered');
  await Promise.all([second.restart(), session.execute('/1/1/8')]);
  assert.equal((await back).again, false);
}

const leshan = { notByLeshan: 'one server at a time' };

export const servers: readonly Scenario[] = onApp([
  { name: 'Servers: two registrations', run: register, ...leshan },
  { name: 'Servers: Update of one', run: update, ...leshan },
  { name: 'Servers: attributes and observations of each', run: notify, ...leshan },
  { name: 'Servers: Disable one', run: disable, ...leshan },
  { name: 'Servers: access control', run: control, ...leshan },
  { name: 'Servers: one goes away and comes back', run: loseOne, seconds: 15, ...leshan },
]);
