/** The way to the server: events come in, operations go out. */
import type { PageEvent, PageRequest, PageResponse } from '../web/views';
import { apply, store } from './store.js';

/** Listens to the server, now and after each break. @param changed Called when the store has changed. */
export function listen(changed: () => void): void {
  const events = new EventSource('events');
  events.addEventListener('message', ({ data }: MessageEvent<string>) => {
    store.connected = true;
    apply(JSON.parse(data) as PageEvent);
    changed();
  });
  events.addEventListener('error', () => {
    store.connected = false;
    changed();
  });
}

/** Has the server do an operation. @throws Error with a message for the person at the page. */
export async function perform(operation: string, request: PageRequest): Promise<PageResponse> {
  let response: Response;
  try {
    response = await fetch(`api/${operation}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch {
    throw new Error('The server does not answer. Is it still running?');
  }
  const answer = (await response.json()) as PageResponse;
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}
