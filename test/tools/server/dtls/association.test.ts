/** An association of the server, and what somebody without its keys can do to it. */
import { connected, delivered, Pair } from '../../../dtls/pair';

/** The records of a datagram. */
function records(datagram: Buffer): Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0; at < datagram.length; at += all[all.length - 1].length) all.push(datagram.subarray(at, at + 13 + datagram.readUInt16BE(at + 11)));
  return all;
}

/** What looks like a Finished, in epoch 1. */
const forged = Buffer.concat([Buffer.from('16fefd00010000000000090020', 'hex'), Buffer.alloc(32)]);

test.each([20, 450])('a Finished that was forged, with the one of the client %s ms behind it', (late) => {
  const pair = new Pair();
  pair.wire = (datagram, to) => {
    const parts = records(datagram);
    const finished = parts.findIndex((part) => part[4] === 1);
    if (to === 'client' || finished < 0) return delivered(datagram);
    return [[Buffer.concat(parts.slice(0, finished)), 1], [forged, 2], [Buffer.concat(parts.slice(finished)), late]];
  };
  pair.connect();
  pair.run(5000);
  expect(pair.events).toEqual(['protected']);
  expect(pair.security()?.identity).toBe('light');
});

test('a client that is known by its Connection ID is where it has sent from last', () => {
  const pair = connected();
  const { peer, moved } = { peer: { address: '192.0.2.7', port: 9 }, moved: { address: '192.0.2.1', port: 1000 } };
  pair.wire = () => [];
  pair.say('here');
  pair.server.receive(pair.sentTo('server').at(-1)!, peer);
  expect(pair.atServer).toEqual(['here']);
  expect(pair.server.security(peer)?.cid).toBe(true);
  expect(pair.server.security(moved)).toBeUndefined();
});
