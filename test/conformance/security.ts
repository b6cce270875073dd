/** Security of the channel: cases 400 to 499. */
import assert from 'node:assert/strict';
import type { Session } from '../interop/session';
import { type Case, onLeshan } from './case';

/** Leshan's server is behind DTLS alone: what is registered and read is under the pre-shared key. */
async function preSharedKey(session: Session): Promise<void> {
  assert.match(session.uri, /^coaps:/);
  await session.register();
  const { code, content } = await session.read('/3/0');
  assert.equal(code, '2.05');
  assert.equal((content as Record<string, unknown>)[0], 'Mote');
}

export const security: readonly Case[] = [onLeshan(401, 'C.1', preSharedKey, { server: { secure: true } })];
