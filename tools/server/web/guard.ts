/**
 * Which requests the page's server takes. It has no password, so a page of another site must not reach it: neither by
 * posting to it (CSRF), nor through a name of its own that it points here (DNS rebinding).
 */
import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * @param host What the server was told to bind; a request may name it.
 * @returns Why the request is refused, or undefined.
 */
export function refusal(method: string, headers: IncomingHttpHeaders, host: string): string | undefined {
  const named = headers.host === undefined ? undefined : hostname(headers.host);
  // An address cannot be rebound; a name can, unless it is this machine's own.
  if (named === undefined || (isIP(named) === 0 && named !== 'localhost' && named !== host)) {
    return `Open this page by its address, not as "${headers.host ?? ''}".`;
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return `Requests from ${headers.origin} are not taken.`;
  }
  // A form of another site cannot send JSON without asking first, which is answered by the check above.
  if (method === 'POST' && headers['content-type'] !== 'application/json') return 'Send application/json.';
  if (method !== 'POST' && method !== 'GET' && method !== 'HEAD') return `${method} is not used here.`;
  return undefined;
}

/** The host of `host:port` or `[address]:port`. */
function hostname(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
