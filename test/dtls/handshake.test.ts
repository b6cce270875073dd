/** Who gets a handshake, and what is left of one that came to nothing. */
import { createHash } from 'node:crypto';
import { ContentType, HandshakeType } from '../../tools/server/dtls/protocol';
import { whole } from '../../tools/server/dtls/fragments';
import { verifyData } from '../../tools/server/dtls/keys';
import { Writer } from '../../tools/server/dtls/records';
import { CIPHER_SUITES } from '../../tools/server/dtls/suites';
import { clientHelloIn, helloMessage, messageIn, plain } from './forged';
import { connected, delivered, Pair } from './pair';

const nowhere = (): [] => [];

describe('a session is none before the server has shown the key', () => {
  const forgedId = Buffer.alloc(32, 0xaa);

  test.each<[string, (pair: Pair) => void]>([
    ['the link is closed', (pair) => pair.close()],
    ['the handshake begins anew', () => undefined],
    ['the server falls silent', (pair) => pair.run(100_000)],
  ])('a ServerHello was forged, and %s', (_what, then) => {
    const pair = new Pair({ wire: nowhere });
    pair.connect();
    pair.give(plain(ContentType.Handshake, helloMessage(0, forgedId)));
    then(pair);
    pair.connect();
    const offered = pair.sentTo('server').at(-1)!;
    const { hello, sequence } = clientHelloIn(offered);
    expect(hello.sessionId).toEqual(Buffer.alloc(0));

    // Resumed with the master secret of a link that never had one.
    const master = Buffer.alloc(48);
    const serverRandom = Buffer.alloc(32, 9);
    const answer = helloMessage(sequence, forgedId, serverRandom);
    const transcript = createHash('sha256').update(messageIn(offered)).update(answer).digest();
    const finished = whole({ type: HandshakeType.Finished, sequence: sequence + 1, body: verifyData(master, 'server', transcript) });
    const sealed = new Writer(1, 0, CIPHER_SUITES[0].derive(master, hello.random, serverRandom).write);
    pair.give(plain(ContentType.Handshake, answer));
    pair.give(sealed.seal(ContentType.Handshake, finished));
    pair.give(sealed.seal(ContentType.ApplicationData, Buffer.from('PUT /3/0/4')));
    expect(pair.atClient).toEqual([]);
    expect(pair.events).not.toContain('protected');
  });

  test('a session that was there is not resumed with the master secret of another', () => {
    const pair = connected();
    pair.close();
    pair.run(100);
    pair.wire = nowhere;
    pair.connect();
    pair.give(plain(ContentType.Handshake, helloMessage(0, forgedId)));
    pair.give(plain(ContentType.Handshake, whole({ type: HandshakeType.ServerHelloDone, sequence: 1, body: Buffer.alloc(0) })));
    expect(pair.sentTo('server').at(-1)![13]).toBe(HandshakeType.ClientKeyExchange);
    pair.close();
    pair.wire = delivered;
    pair.connect();
    pair.run(200);
    expect(pair.events).toEqual(['protected', 'protected']);
    expect(pair.security()?.resumed).toBe(true);
    expect(pair.talks()).toBe(true);
  });
});
