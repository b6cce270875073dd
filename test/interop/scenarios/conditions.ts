/** Attributes of LwM2M 1.1 and 1.2 at every level, and what they make of notifications (spec of this house, C). */
import assert from 'node:assert/strict';
import type { Content, Message } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { BareRequest } from '../server';
import type { Session } from '../session';

const float = '/3442/0/130';
const integer = '/3442/0/120';
const boolean = '/3442/0/140';
const strings = '/3442/0/1110';
const linkFormat = 40;

async function observe(session: Session, path: string): Promise<string> {
  const { code, observation } = await session.observe(path);
  assert.equal(code, '2.05', path);
  if (observation === undefined) assert.fail(`no observation of ${path}`);
  return observation;
}

/**
 * Writes values to what is observed. What was notified of them shows by the last: it is far from all others, so that
 * every condition lets it pass.
 */
async function notified(session: Session, path: string, observation: string, values: readonly number[], last: number): Promise<Content[]> {
  const done = session.next('notification', (each) => each.observation === observation && each.content === last);
  for (const value of [...values, last]) assert.deepEqual(await session.write(path, 'TEXT', value), { code: '2.04' });
  await done;
  const all = session.seen('notification').filter((each) => each.observation === observation);
  return all.map(({ content }) => content as Content).slice(0, -1);
}

async function step(session: Session): Promise<void> {
  await session.register();
  await session.write(float, 'TEXT', 20);
  assert.deepEqual(await session.writeAttributes(float, 'st=5'), { code: '2.04' });
  const observation = await observe(session, float);
  // From the value that was notified last: 22 and 24.5 are near 20; 26 is near 25.
  assert.deepEqual(await notified(session, float, observation, [22, 24.5, 25, 26, 20.5, 20], 1000), [25, 20]);
}

async function greater(session: Session): Promise<void> {
  await session.register();
  await session.write(float, 'TEXT', 20);
  assert.deepEqual(await session.writeAttributes(float, 'gt=30'), { code: '2.04' });
  const observation = await observe(session, float);
  assert.deepEqual(await notified(session, float, observation, [29, 30, 31, 35, 28, 20], 1000), [31, 28]);
}

async function less(session: Session): Promise<void> {
  await session.register();
  await session.write(float, 'TEXT', 20);
  assert.deepEqual(await session.writeAttributes(float, 'lt=-10.5'), { code: '2.04' });
  const observation = await observe(session, float);
  assert.deepEqual(await notified(session, float, observation, [0, -10.5, -10.6, -20, -10], -1000), [-10.6, -10]);
}

/** A change within pmin is held, and what it has become is sent once. */
async function minimumPeriod(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeAttributes(integer, 'pmin=2'), { code: '2.04' });
  const observation = await observe(session, integer);
  const next = session.next('notification', (each) => each.observation === observation);
  for (const value of [1, 2, 3]) await session.write(integer, 'TEXT', value);
  assert.equal((await next).content, 3);
  assert.equal(session.seen('notification').length, 1);
}

/** The attributes of an instance count for its resources, unless they have their own. */
async function inherit(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeAttributes('/3442', 'pmin=60'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes('/3442/0', 'pmin=60&pmax=120'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes(integer, 'pmin=0'), { code: '2.04' });
  const held = await observe(session, float);
  const free = await observe(session, integer);
  const next = session.next('notification', (each) => each.observation === free);
  await session.write(float, 'TEXT', 1);
  await session.write(integer, 'TEXT', 1);
  await next;
  assert.deepEqual(session.seen('notification').filter((each) => each.observation === held), []);
}

async function observeResourceInstance(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write(strings, 'TLV', { 0: 'a', 1: 'b' }), { code: '2.04' });
  const observation = await observe(session, `${strings}/1`);
  const next = session.next('notification', (each) => each.observation === observation);
  await session.write(`${strings}/0`, 'TEXT', 'other');
  await session.write(`${strings}/1`, 'TEXT', 'new');
  assert.equal((await next).content, 'new');
  assert.equal(session.seen('notification').length, 1);
}

async function edge(session: Session): Promise<void> {
  await session.register();
  await session.write(boolean, 'TEXT', false);
  assert.equal((await session.coap({ method: 'PUT', path: boolean, query: 'edge=1' })).code, '2.04');
  const observation = await observe(session, boolean);
  for (const rising of [1, 2]) {
    const next = session.next('notification', (each) => each.observation === observation);
    await session.write(boolean, 'TEXT', true);
    assert.equal((await next).content, true);
    await session.write(boolean, 'TEXT', false);
    assert.equal(session.seen('notification').length, rising, 'a notification of a falling edge');
  }
}

function notificationsOf(session: Session, observation: string): Message[] {
  return session.seen('message').filter(({ from, token, observe: sequence }) => from === 'client' && token.toLowerCase() === observation && sequence !== undefined);
}

/** con=1 asks for notifications that are confirmed, con=0 for those that are not. */
async function confirmable(session: Session): Promise<void> {
  await session.register();
  for (const con of ['0', '1']) {
    assert.equal((await session.coap({ method: 'PUT', path: integer, query: `con=${con}` })).code, '2.04');
    const observation = await observe(session, integer);
    const next = session.next('notification', (each) => each.observation === observation);
    await session.write(integer, 'TEXT', 10 + Number(con));
    await next;
    assert.equal(notificationsOf(session, observation).at(-1)?.type, con === '0' ? 'NON' : 'CON', `con=${con}`);
    await session.cancelByRequest(observation);
  }
}

async function links(session: Session, path: string): Promise<string[]> {
  const { code, links: found = [] } = await session.discover(path);
  assert.equal(code, '2.05', path);
  return [...found];
}

async function discover(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write(strings, 'TLV', { 0: 'a', 5: 'b' }), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes('/3442', 'pmin=1'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes('/3442/0', 'pmax=90'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes(float, 'gt=10.5&lt=-3&st=0.25'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes(integer, 'epmin=1&epmax=30'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes(`${strings}/5`, 'pmin=7'), { code: '2.04' });
  const instance = await links(session, '/3442/0');
  const resource = await links(session, strings);
  const attributesOf = (all: readonly string[], path: string): string[] => {
    const link = all.find((each) => each.startsWith(`<${path}>`));
    assert.ok(link !== undefined, `${path} is missing in ${all.join()}`);
    return link.split(';').slice(1).sort();
  };
  assert.deepEqual(attributesOf(instance, '/3442/0'), ['pmax=90', 'pmin=1']);
  assert.deepEqual(attributesOf(instance, float), ['gt=10.5', 'lt=-3', 'st=0.25']);
  assert.deepEqual(attributesOf(instance, integer), ['epmax=30', 'epmin=1']);
  assert.deepEqual(attributesOf(instance, strings), ['dim=2']);
  assert.deepEqual(attributesOf(resource, strings), ['dim=2', 'pmax=90', 'pmin=1']);
  assert.deepEqual(attributesOf(resource, `${strings}/5`), ['pmin=7']);
}

/** The depth of LwM2M 1.2. */
async function discoverDepth(session: Session): Promise<void> {
  await session.register();
  const depths: [string, number, RegExp][] = [
    ['/3442', 0, /^<\/3442>[^,]*$/],
    ['/3442', 1, /^<\/3442>[^,]*,<\/3442\/0>[^,]*$/],
    ['/3442/0', 0, /^<\/3442\/0>[^,]*$/],
    ['/3442/0/1110', 0, /^<\/3442\/0\/1110>[^,]*$/],
    ['/3442/0/1110', 1, /^<\/3442\/0\/1110>[^,]*,<\/3442\/0\/1110\/0>$/],
  ];
  for (const [path, depth, expected] of depths) {
    const request: BareRequest = { method: 'GET', path, query: `depth=${depth}`, accept: linkFormat };
    const { code, payload = '' } = await session.coap(request);
    assert.equal(code, '2.05', JSON.stringify(request));
    assert.match(Buffer.from(payload, 'hex').toString(), expected, JSON.stringify(request));
  }
}

async function refuse(session: Session): Promise<void> {
  await session.register();
  const bad = [
    ['/3442/0', 'gt=1'], ['/3442', 'st=1'], ['/3442/0/110', 'gt=1'], [float, 'gt=x'], [float, 'lt=5&gt=4'],
    [float, 'lt=1&gt=4&st=2'], [float, 'st=-1'], [integer, 'pmin=-1'], [integer, 'dim=3'], [integer, 'unknown=1'],
  ];
  for (const [path, query] of bad) {
    assert.equal((await session.coap({ method: 'PUT', path, query })).code, '4.00', `${path}?${query}`);
  }
  assert.deepEqual(await links(session, float), [`<${float}>`], 'what was refused was stored');
}

export const conditions: readonly Scenario[] = onApp([
  { name: 'Attributes: st, from the value notified last', run: step, notByLeshan: 'it notifies by itself of each write in a row' },
  { name: 'Attributes: gt, in both directions', run: greater, notByLeshan: 'one direction only' },
  { name: 'Attributes: lt, in both directions', run: less, notByLeshan: 'one direction only' },
  { name: 'Attributes: pmin holds the last value', run: minimumPeriod },
  { name: 'Attributes: inherited and overridden', run: inherit },
  { name: 'Attributes: a resource instance is observed', run: observeResourceInstance },
  { name: 'Attributes: edge', run: edge, notByLeshan: 'no LwM2M 1.2' },
  { name: 'Attributes: con', run: confirmable, notByLeshan: 'no LwM2M 1.2' },
  { name: 'Attributes: Discover shows all', run: discover, notByLeshan: 'it shows no inherited ones' },
  { name: 'Attributes: Discover with a depth', run: discoverDepth, notByLeshan: 'no LwM2M 1.2' },
  { name: 'Attributes: refused as they should be', run: refuse },
]);
