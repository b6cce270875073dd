/** Register, Update and De-register (OMA ETS 101 to 107). */
import assert from 'node:assert/strict';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

const rootLink = '</>;rt="oma.lwm2m";ct="0 42 60 110 112 11542 11544"';
const links = [rootLink, '</1/0>', '</3/0>', '</4>;ver=1.3', '</4/0>', '</3303>;ver=1.1', '</3303/0>', '</3311/0>'];

/** The requests that the client has sent to its registration, as `POST` or `POST lt=60`. */
function sentTo(session: Session, location: string): string[] {
  const requests = session.seen('message').filter(({ from, path }) => from === 'client' && path === `rd/${location}`);
  return requests.map(({ code, query }) => (query === '' ? code : `${code} ${query}`));
}

async function register(session: Session): Promise<void> {
  const { location, ...registered } = await session.register({ endpoint: 'lamp-7', lifetime: 120 });
  assert.match(location, /./);
  assert.deepEqual(registered, {
    event: 'registered',
    again: false,
    endpoint: 'lamp-7',
    lifetime: 120,
    version: '1.1',
    queueMode: false,
    rootPath: '/',
    binding: ['U'],
    formats: ['TEXT', 'LINK', 'OPAQUE', 'CBOR', 'SENML_JSON', 'SENML_CBOR', 'TLV', 'UNKNOWN'], // LwM2M CBOR
    objects: { 1: '1.1', 3: '1.1', 4: '1.3', 3303: '1.1', 3311: '1.0' },
    links,
  });
  const [{ from, type, code, path, query, format }] = session.seen('message');
  assert.deepEqual(
    { from, type, code, path, query, format },
    { from: 'client', type: 'CON', code: 'POST', path: 'rd', query: 'ep=lamp-7&lt=120&lwm2m=1.1&b=U', format: 40 },
  );
}

async function registerAnyName(session: Session): Promise<void> {
  const endpoint = 'urn:dev:Bücherlampe №5 = ☀';
  const registered = await session.register({ endpoint });
  assert.equal(registered.endpoint, endpoint);
}

async function updateLifetime(session: Session): Promise<void> {
  const { location } = await session.register({ lifetime: 120 });
  const updated = session.next('updated');
  assert.deepEqual(await session.write('/1/0/1', 'TEXT', 77), { code: '2.04' });
  assert.deepEqual(await updated, { event: 'updated', location, lifetime: 77 });
  assert.deepEqual(sentTo(session, location), ['POST lt=77']);
  assert.deepEqual(await session.read('/1/0/1', 'TEXT'), { code: '2.05', format: 'TEXT', content: 77 });
}

/** Three Updates, half a lifetime apart, are later than the end of the lifetime. */
async function updateInTime(session: Session): Promise<void> {
  const { location } = await session.register({ lifetime: 3 });
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(await session.next('updated'), { event: 'updated', location });
  }
  assert.deepEqual(sentTo(session, location), ['POST', 'POST', 'POST']);
  assert.deepEqual(session.seen('unregistered'), []);
  assert.equal(session.seen('registered').length, 1);
}

async function updateTrigger(session: Session): Promise<void> {
  const { location } = await session.register();
  const updated = session.next('updated');
  assert.deepEqual(await session.execute('/1/0/8'), { code: '2.04' });
  assert.deepEqual(await updated, { event: 'updated', location });
  assert.deepEqual(sentTo(session, location), ['POST']);
}

async function registerAgain(session: Session): Promise<void> {
  const { location } = await session.register({ lifetime: 6 });
  await session.read('/3/0/0'); // the server has done with the registration
  const refused = session.next('message', ({ from, code }) => from === 'server' && code === '4.04');
  const registered = session.next('registered');
  await session.restart();
  await refused;
  const { again, location: newLocation, lifetime } = await registered;
  assert.deepEqual({ again, lifetime }, { again: false, lifetime: 6 });
  assert.notEqual(newLocation, location);
  assert.deepEqual(await session.read('/3/0/0', 'TEXT'), { code: '2.05', format: 'TEXT', content: 'Mote' });
}

/** When an event comes, in milliseconds. */
function timed<Event>(coming: Promise<Event>): Promise<Event & { readonly at: number }> {
  const event = coming.then((each) => ({ ...each, at: performance.now() }));
  event.catch(() => undefined); // the scenario may fail before it looks
  return event;
}

async function disable(session: Session): Promise<void> {
  const { location } = await session.register();
  assert.deepEqual(await session.write('/1/0', 'TLV', { 5: 2 }, 'UPDATE'), { code: '2.04' });
  const unregistered = timed(session.next('unregistered'));
  const registered = timed(session.next('registered'));
  await session.disable();
  const left = await unregistered;
  assert.deepEqual([left.location, left.expired, left.replaced], [location, false, false]);
  const back = await registered;
  assert.equal(back.again, false);
  const seconds = (back.at - left.at) / 1000;
  assert.ok(seconds > 1.7 && seconds < 4, `back after ${seconds.toFixed(1)} s instead of 2`);
}

async function deregister(session: Session): Promise<void> {
  const { location } = await session.register();
  await session.read('/3/0/0'); // it answers once it knows that it is registered
  const unregistered = session.next('unregistered');
  assert.deepEqual(await session.terminate(), { code: 0, signal: null });
  assert.deepEqual(await unregistered, { event: 'unregistered', location, expired: false, replaced: false });
}

export const registration: readonly Scenario[] = [
  { name: 'Register: all parameters, links, versions and formats', run: register },
  { name: 'Register: whatever endpoint name', run: registerAnyName },
  { name: 'Update: when the lifetime is written', run: updateLifetime },
  { name: 'Update: before the lifetime is over', run: updateInTime },
  { name: 'Update: when /1/0/8 is executed', run: updateTrigger },
  { name: 'Register again: when the server has forgotten the client', run: registerAgain, seconds: 30 },
  { name: 'De-register: when /1/0/4 is executed, and Register after /1/0/5', run: disable },
  { name: 'De-register: when the process is asked to end', run: deregister },
];
