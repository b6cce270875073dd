/** Queue mode (LwM2M 1.1 Core 6.5): the server here takes a client that it has not heard of for 2 seconds for asleep. */
import assert from 'node:assert/strict';
import { onApp, type Scenario } from '../scenario';
import type { Session } from '../session';

const awakeSeconds = 2;
const integer = '/3442/0/120';

async function register(session: Session): Promise<void> {
  const awake = session.next('awake');
  const { queueMode, binding } = await session.register({ queueMode: true });
  assert.deepEqual({ queueMode, binding }, { queueMode: true, binding: ['U'] });
  await awake;
  assert.equal((await session.read(integer, 'TEXT')).code, '2.05');
  await session.next('sleeping');
}

/** What the server cannot send to a client that sleeps waits until its Update. */
async function wait(session: Session): Promise<void> {
  await session.register({ queueMode: true, lifetime: 12 });
  await session.next('sleeping');
  await assert.rejects(session.write(integer, 'TEXT', 5), /sleeping/);
  const awake = session.next('awake');
  const updated = session.next('updated');
  await awake;
  await updated;
  assert.deepEqual(await session.write(integer, 'TEXT', 5), { code: '2.04' });
  assert.equal((await session.read(integer, 'TEXT')).content, 5);
}

/** A client listens for as long as it said it would: a request just before the end of its time is answered. */
async function stayAwake(session: Session): Promise<void> {
  await session.register({ queueMode: true });
  for (let value = 0; value < 5; value++) {
    assert.deepEqual(await session.write(integer, 'TEXT', value), { code: '2.04' });
  }
  assert.deepEqual(session.seen('sleeping'), []);
}

export const queueing: readonly Scenario[] = onApp([
  { name: 'Queue mode: Register', run: register, server: { awakeSeconds } },
  { name: 'Queue mode: requests wait for the Update', run: wait, server: { awakeSeconds }, seconds: 25 },
  { name: 'Queue mode: it stays awake while it is spoken to', run: stayAwake, server: { awakeSeconds } },
]);
