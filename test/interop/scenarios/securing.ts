/** DTLS with a pre-shared key (LwM2M 1.1 Transport 5.2): Californium's, with Connection IDs. */
import assert from 'node:assert/strict';
import type { BootstrapTask } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { Session } from '../session';

const secure = { secure: true };
const lifetime = 300;

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

/** The bootstrap server has a key of its own, and writes the one of the server. */
async function bootstrap(session: Session): Promise<void> {
  const { uri, psk } = session;
  if (psk === undefined) throw new Error('the server is to be secure');
  const server = await session.startBootstrap();
  const account = { 0: uri, 1: false, 2: 0, 3: Buffer.from(psk.identity).toString('hex'), 4: '', 5: psk.key, 10: 123 };
  const tasks: BootstrapTask[] = [
    { task: 'write', path: '/0/0', content: account },
    { task: 'write', path: '/1/0', content: { 0: 123, 1: lifetime, 6: true, 7: 'U' } },
  ];
  await server.setTasks(tasks);
  const [ended, registered] = [server.session(), session.next('registered')];
  session.start();
  assert.equal((await ended).failure, undefined);
  assert.equal((await registered).lifetime, lifetime);
  assert.equal((await session.read('/3/0/0')).content, 'Mote');
}

export const securing: readonly Scenario[] = [
  { name: 'DTLS: Register, Read, Write, Observe', run: operate, server: secure },
  { name: 'DTLS: Update and De-register', run: update, server: secure },
  ...onApp([
    { name: 'DTLS: Queue mode', run: sleep, server: { ...secure, awakeSeconds: 2 }, seconds: 25 },
    { name: 'DTLS: Bootstrap', run: bootstrap, server: secure },
  ]),
];
