/** Observe, Notify and Cancel (OMA ETS 301 to 303). The temperature is measured every 2 seconds. */
import assert from 'node:assert/strict';
import type { Answer, Message, Notification } from '../protocol';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

const temperature = '/3303/0/5700';
/** What a busy machine may add to the time between two notifications, or take from it, in seconds. */
const tolerance = 0.6;

/** Observes a path. @returns what its notifications are known by. */
async function observe(session: Session, path: string, answer: Answer): Promise<string> {
  const { observation, ...others } = await session.observe(path, answer.format as 'TLV');
  if (observation === undefined) assert.fail(`no observation of ${path}: ${JSON.stringify(others)}`);
  assert.deepEqual({ ...others, content: 0 }, { ...answer, content: 0 }, path);
  return observation;
}

/** The next notifications of an observation. */
async function notifications(session: Session, observation: string, count: number): Promise<Notification[]> {
  const all: Notification[] = [];
  while (all.length < count) {
    const notification = await session.next('notification', (each) => each.observation === observation);
    assert.equal(notification.error, undefined);
    all.push(notification);
  }
  return all;
}

function seconds(all: readonly Notification[]): number[] {
  return all.slice(1).map(({ milliseconds }, i) => (milliseconds - all[i].milliseconds) / 1000);
}

/** The first response of an observation and its notifications: all that has its token and an Observe option. */
function messagesOf(session: Session, observation: string): Message[] {
  return session.seen('message').filter(({ from, token, observe: sequence }) => from === 'client' && token.toLowerCase() === observation && sequence !== undefined);
}

async function observeResource(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, temperature, { code: '2.05', format: 'TEXT' });
  const all = await notifications(session, observation, 3);
  const values = all.map(({ content }) => Number(content));
  for (const [i, value] of values.entries()) {
    assert.ok(value >= 18 && value <= 24 && value !== values[i - 1], `${values.join()} are not news of a temperature`);
  }
  assert.ok(all.every(({ format }) => format === 'TEXT'));
  const messages = messagesOf(session, observation);
  const sequence = messages.map(({ observe: number }) => Number(number));
  assert.ok(sequence.every((number, i) => i === 0 || number > sequence[i - 1]), `${sequence.join()} does not rise (RFC 7641 4.4)`);
  assert.ok(messages.slice(1).every(({ type }) => type === 'CON'));
}

async function observeInstance(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, '/3303/0', { code: '2.05', format: 'TLV' });
  for (const { content, format } of await notifications(session, observation, 2)) {
    const sensor = content as Record<string, number>;
    assert.equal(format, 'TLV');
    assert.deepEqual(Object.keys(sensor), ['5601', '5602', '5603', '5604', '5700', '5701']);
    assert.ok(sensor[5601] <= sensor[5700] && sensor[5700] <= sensor[5602], JSON.stringify(sensor));
  }
}

async function observeObject(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, '/3311', { code: '2.05', format: 'TLV' });
  const created = notifications(session, observation, 1);
  assert.equal((await session.create('/3311/1', { 5850: true })).code, '2.01');
  const [{ content }] = await created;
  assert.deepEqual(Object.keys(content as object), ['0', '1']);
}

/** pmin holds changes back; pmax, which is here the default of the Server object, sends what has not changed. */
async function obeyPeriods(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/1/0', 'TLV', { 3: 3 }, 'UPDATE'), { code: '2.04' });
  assert.deepEqual(await session.writeAttributes(temperature, 'pmin=3&pmax=8'), { code: '2.04' });
  const changing = await observe(session, temperature, { code: '2.05', format: 'TEXT' });
  const constant = await observe(session, '/3303/0/5701', { code: '2.05', format: 'TEXT' });
  const [changes, repetitions] = await Promise.all([
    notifications(session, changing, 3).then(seconds),
    notifications(session, constant, 3).then(seconds),
  ]);
  assert.ok(
    changes.every((gap) => gap > 3 - tolerance && gap < 8 + tolerance),
    `${changes.join()} s between notifications of what changes, with pmin 3 and pmax 8`,
  );
  assert.ok(
    repetitions.every((gap) => Math.abs(gap - 3) < tolerance),
    `${repetitions.join()} s between notifications of what does not change, with /1/0/3 at 3`,
  );
}

/** st=100 keeps a temperature quiet, but for pmax. */
async function obeyStep(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeAttributes(temperature, 'st=100&pmax=5'), { code: '2.04' });
  const observation = await observe(session, temperature, { code: '2.05', format: 'TEXT' });
  const gaps = await notifications(session, observation, 2).then(seconds);
  assert.ok(Math.abs(gaps[0] - 5) < tolerance, `${gaps[0]} s between notifications, with st 100 and pmax 5`);
}

async function observeTwo(session: Session): Promise<void> {
  await session.register();
  const light = await observe(session, '/3311/0/5850', { code: '2.05', format: 'TEXT' });
  const dimmer = await observe(session, '/3311/0/5851', { code: '2.05', format: 'TEXT' });
  const dimmed = notifications(session, dimmer, 1);
  await session.write('/3311/0/5851', 'TEXT', 30);
  assert.equal((await dimmed)[0].content, 30);
  const switched = notifications(session, light, 1);
  await session.write('/3311/0/5850', 'TEXT', true);
  assert.equal((await switched)[0].content, true);
  assert.deepEqual(session.seen('notification').map(({ observation }) => observation), [dimmer, light]);
}

/** What happens at the device is notified, and an unchanged value is not. */
async function observeButton(session: Session): Promise<void> {
  await session.register();
  const observation = await observe(session, '/3311/0/5850', { code: '2.05', format: 'TEXT' });
  for (const on of [true, false]) {
    const switched = notifications(session, observation, 1);
    await session.write('/3311/0/5850', 'TEXT', !on);
    session.pressButton();
    assert.equal((await switched)[0].content, on);
  }
}

/**
 * After a cancelled observation there is silence on it, while another, of the instance around it, goes on: two more of
 * its notifications show that there was something to tell.
 */
async function isSilent(session: Session, cancelled: string, other: string): Promise<void> {
  const before = messagesOf(session, cancelled).length;
  await notifications(session, other, 2);
  assert.equal(messagesOf(session, cancelled).length, before, 'a notification of what was cancelled');
}

async function cancelByRequest(session: Session): Promise<void> {
  await session.register();
  const cancelled = await observe(session, temperature, { code: '2.05', format: 'TEXT' });
  const other = await observe(session, '/3303/0', { code: '2.05', format: 'TLV' });
  await notifications(session, cancelled, 1);
  const { code, format } = await session.cancelByRequest(cancelled);
  assert.deepEqual({ code, format }, { code: '2.05', format: 'TEXT' });
  await isSilent(session, cancelled, other);
}

async function cancelByReset(session: Session): Promise<void> {
  await session.register();
  const cancelled = await observe(session, temperature, { code: '2.05', format: 'TEXT' });
  const other = await observe(session, '/3303/0', { code: '2.05', format: 'TLV' });
  await notifications(session, cancelled, 1);
  const reset = session.next('message', ({ from, type }) => from === 'server' && type === 'RST');
  await session.cancelByReset(cancelled);
  await reset;
  await isSilent(session, cancelled, other);
}

async function observeDeleted(session: Session): Promise<void> {
  await session.register();
  assert.equal((await session.create('/3311/1', { 5850: true })).code, '2.01');
  const observation = await observe(session, '/3311/1', { code: '2.05', format: 'TLV' });
  const last = session.next('message', ({ from, token, type }) => from === 'client' && token.toLowerCase() === observation && type === 'CON');
  assert.deepEqual(await session.delete('/3311/1'), { code: '2.02' });
  const { code, observe: sequence } = await last;
  assert.deepEqual({ code, sequence }, { code: '4.04', sequence: undefined });
}

async function refuseObserve(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = { '/0/0': '4.01', '/3200': '4.04', '/3303/9': '4.04', '/3/0/4': '4.05' };
  for (const [path, code] of Object.entries(codes)) {
    assert.deepEqual(await session.observe(path), { code }, path);
  }
}

export const observing: readonly Scenario[] = [
  { name: 'Observe: a resource', run: observeResource, seconds: 30 },
  { name: 'Observe: an instance', run: observeInstance, seconds: 30 },
  { name: 'Observe: an object', run: observeObject },
  { name: 'Observe: pmin and pmax', run: obeyPeriods, seconds: 60 },
  { name: 'Observe: st', run: obeyStep, seconds: 30 },
  { name: 'Observe: two at once', run: observeTwo },
  { name: 'Observe: what happens at the device', run: observeButton },
  { name: 'Observe: until it is deleted', run: observeDeleted },
  { name: 'Observe: refused as it should be', run: refuseObserve },
  { name: 'Cancel: by GET with Observe 1', run: cancelByRequest, seconds: 40 },
  { name: 'Cancel: by Reset', run: cancelByReset, seconds: 40 },
];
