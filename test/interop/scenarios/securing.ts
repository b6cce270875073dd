/** DTLS with a pre-shared key (LwM2M 1.1 Transport 5.2): Californium's, with Connection IDs. */
import assert from 'node:assert/strict';
import { onApp, type Scenario } from '../scenario';
import type { Session } from '../session';

const secure = { secure: true };

async function operate(session: Session): Promise<void> {
  await session.register();
  assert.equal((await session.read('/3/0/0')).content, 'Mote');
  assert.deepEqual(await session.write('/3311/0/5851', 'TEXT', 40), { code: '2.04' });
  assert.equal((await session.read('/3311/0/5851')).content, 40);
  const { observation } = await session.observe('/3311/0/5850');
  const notified = session.next('notification', (event) => event.observation === observation);
  assert.deepEqual(await session.write('/3311/0/5850', 'TEXT', true), { code: '2.04' });
  assert.equal((await notified).content, true);
}

/** The registration is renewed and ended in the same association. */
async function update(session: Session): Promise<void> {
  await session.register();
  const updated = session.next('updated');
  assert.deepEqual(await session.execute('/1/0/8'), { code: '2.04' });
  await updated;
  const unregistered = session.next('unregistered');
  assert.equal((await session.terminate()).code, 0);
  await unregistered;
}

async function sleep(session: Session): Promise<void> {
  await session.register({ queueMode: true, lifetime: 12 });
  await session.next('sleeping');
  const [awake, updated] = [session.next('awake'), session.next('updated')];
  await awake;
  await updated;
  assert.equal((await session.read('/3/0/0')).content, 'Mote');
}

export const securing: readonly Scenario[] = [
  { name: 'DTLS: Register, Read, Write, Observe', run: operate, server: secure },
  { name: 'DTLS: Update and De-register', run: update, server: secure },
  ...onApp([
    { name: 'DTLS: Queue mode', run: sleep, server: { ...secure, awakeSeconds: 2 }, seconds: 25 },
  ]),
];
