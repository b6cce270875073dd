/**
 * How deep the calls of an Espruino image go: it registers with a server, which reads, writes, observes, executes and updates it, and
 * falls silent. Each call takes stack of the interpreter, and Espruino stops what runs out of it. The numbers are the same
 * each time.
 */
import { packageOf } from './espruino-flash';
import { BuildFailure } from './failure';
import { type StartedImage, withStarted } from './espruino-start';
import type { Minified } from './minify';
import { Peer } from './peer';

export interface CallDepth {
  readonly calls: number;
  /** How many there may be; see board.json. */
  readonly budget: number;
  /** The functions that called each other, the outermost first. */
  readonly chain: readonly string[];
  /** Whether the device has registered, so that what came then has been carried out. */
  readonly isRegistered: boolean;
}

/** Content formats: text, TLV. */
const text = { 'Content-Format': [] };
const tlv = { 'Content-Format': [45, 22] };

/**
 * Has a device that takes packages fetch one, if it takes URIs, drop it, take one that is pushed, and install it. It is so small that its
 * signature ends in the last block, and all is done at once that is due then.
 * @throws When a device that takes packages refuses this one.
 */
function update(server: Peer): void {
  const requireCode = (what: string, code: string, wanted: string): void => {
    if (code !== wanted) throw new Error(`${what} is answered ${code} instead of ${wanted}`);
  };
  server.content = packageOf(Buffer.from('"image"'));
  const isTold = server.request('0.03', '/5/0/1', text, server.packageUri);
  if (isTold === '4.04') return;
  if (isTold === '2.04') {
    server.passTime(120_000);
    requireCode('Cancel of a package that was to be fetched', server.request('0.02', '/5/0/10'), '2.04');
  }
  requireCode('a package', server.push('/5/0/0'), '2.04');
  requireCode('Update', server.request('0.02', '/5/0/2'), '2.04');
  server.passTime(10_000);
}

/** What a server and a user do with any device, and with a smart light. */
function useBoard(board: StartedImage): boolean {
  const server = new Peer(board);
  server.passTime(15_000);
  for (const path of ['/3', '/3/0', '/3/0/0', '/1/0', '/3303/0', '/3303/0/5700', '/3311', '/9999/0', '/3/0/99']) server.request('0.01', path);
  server.request('0.01', '/3', { Accept: [40] });
  server.request('0.01', '/3303/0/5700', { Observe: [] });
  server.request('0.01', '/3311/0', { Observe: [] });
  server.request('0.03', '/3311/0/5850', text, '1');
  server.request('0.03', '/3311/0/5851', text, '40');
  server.request('0.02', '/3311/0', tlv, '\xe1\x16\xda\x01\xe1\x16\xdb\x32');
  server.request('0.03', '/3311/0', tlv, '\xe1\x16\xda\x00\xe1\x16\xdb\x14');
  server.request('0.02', '/3311', tlv, '\x04\x01\xe1\x16\xda\x01');
  server.request('0.04', '/3311/1');
  board.tell('watch', { state: true });
  board.tell('watch', { state: false });
  server.request('0.02', '/3303/0/5605');
  server.request('0.03', '/1/0/1', text, '60');
  server.request('0.02', '/1/0/8');
  server.request('0.02', '/3/0/12');
  if (server.isRegistered) update(server);
  server.passTime(120_000);
  server.fallSilent();
  board.tell('watch', { state: true });
  server.passTime(600_000);
  return server.isRegistered;
}

/**
 * @param image Tokenised.
 * @param isSecured Whether it has DTLS; then its server is at coaps.
 * @throws NotCounted when it throws.
 */
export function measureCallDepth(name: string, { bytes = Buffer.alloc(0), names = {}, places }: Minified, budget: number, isSecured = false): CallDepth {
  const { isRegistered, deepest } = withStarted(bytes, name, (board) => ({ isRegistered: useBoard(board), deepest: board.deepest() }), isSecured);
  // A name of the sources stands behind the file that it is of.
  const chain = deepest.map((each) => names[each]?.split(' ').at(-1) ?? places?.get(Number(each)) ?? each);
  return { calls: chain.length, budget, chain, isRegistered };
}

/** @throws BuildFailure when calls go deeper than they may. */
export function requireCallDepth(image: string, { calls, budget, chain }: CallDepth): void {
  if (calls <= budget) return;
  throw new BuildFailure(
    `${image}: ${calls} calls are within each other, ${calls - budget} more than its budget of ${budget}, and the stack may be too small:\n` +
      `  ${chain.join(' > ')}\nHave functions return to their callers before others are called.`,
  );
}
