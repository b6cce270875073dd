/** What is sent, and sent again (RFC 6347 4.2.4). */
import { beginProtection, protect } from '../../src/dtls/transport';
import { ContentType, HandshakeType } from '../../src/dtls/protocol';
import { helloMessage, messageIn, plain } from './forged';
import { connected, delivered, Pair } from './pair';

test('a ClientHello that is sent again after a ServerHello is the same one', () => {
  const pair = new Pair({ wire: () => [] });
  pair.connect();
  pair.give(plain(ContentType.handshake, helloMessage(0, Buffer.alloc(32, 0xaa))));
  pair.run(1000);
  const [first, second, ...others] = pair.sentTo('server').map((datagram) => messageIn(datagram).toString('hex'));
  expect(second).toBe(first);
  expect(others).toEqual([]);
});

test('a ServerHelloDone that is lost is asked for with a cookie that fits still', () => {
  let lost = 0;
  const pair = new Pair({
    server: { mtu: 130, clock: { now: () => 0, after: () => ({ cancel: () => undefined }) } }, // it sends nothing by itself
    wire: (datagram, to) => (to === 'client' && datagram.includes(Buffer.from([14, 0, 0, 0])) && lost++ === 0 ? [] : delivered(datagram)),
  });
  pair.connect();
  pair.run(10_000);
  expect(lost).toBeGreaterThan(1);
  expect(pair.events).toEqual(['protected']);
});

describe('the last flight of a handshake that resumes a session, lost, while another link waits for its own', () => {
  const isHello = (datagram: Buffer): boolean => datagram[0] === ContentType.handshake && datagram[13] === HandshakeType.clientHello;
  const hellos = (pair: Pair): number => pair.sentTo('server').filter(isHello).length;

  /** The server waits for the flight, and link 1 for its handshake. */
  function waiting(): Pair {
    const pair = connected();
    pair.close();
    pair.run(100);
    pair.sent.length = 0;
    let lost = 0;
    pair.wire = (datagram, to) => (to === 'server' && datagram[0] === ContentType.changeCipherSpec && lost++ === 0 ? [] : delivered(datagram));
    pair.connect();
    protect(1, true);
    beginProtection(1);
    pair.run(100);
    expect(lost).toBe(1);
    expect(pair.security()).toBeUndefined();
    expect(hellos(pair)).toBe(2); // without a cookie, and with it
    return pair;
  }

  test('is sent again when the server asks for it', () => {
    const pair = waiting();
    pair.run(1000);
    expect(pair.security()?.resumed).toBe(true);
    expect(hellos(pair)).toBe(2);
    pair.run(3500);
    expect(hellos(pair)).toBe(3);
  });

  test('need not be asked for when the server talks', () => {
    const pair = waiting();
    pair.run(1000);
    pair.answer('hello');
    pair.run(10);
    expect(hellos(pair)).toBe(3);
  });
});
