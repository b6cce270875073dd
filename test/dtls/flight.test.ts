/** What is sent, and sent again (RFC 6347 4.2.4). */
import { ContentType } from '../../tools/server/dtls/protocol';
import { helloMessage, messageIn, plain } from './forged';
import { delivered, Pair } from './pair';

test('a ClientHello that is sent again after a ServerHello is the same one', () => {
  const pair = new Pair({ wire: () => [] });
  pair.connect();
  pair.give(plain(ContentType.Handshake, helloMessage(0, Buffer.alloc(32, 0xaa))));
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
