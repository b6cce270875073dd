import { once } from 'node:events';
import type { ServerEvents } from '../../../tools/server/answers';
import type { LwM2mServer } from '../../../tools/server/server';

/** Does something that makes the server emit an event. @returns What the event carries. */
export async function emitted<E extends keyof ServerEvents>(server: LwM2mServer, name: E, act: () => unknown): Promise<ServerEvents[E]> {
  const event = once(server, name);
  await act();
  return (await event) as ServerEvents[E];
}
