/** A handshake that somebody tampers with, or floods: it is refused, or goes on, with bounded work. */
import { Cause } from '../../../src/dtls/owner';
import { Alert } from '../../../src/dtls/protocol';
import { connected, delivered, Pair, type Side, type Wire } from '../pair';

const enum Type {
  clientHello = 1,
  serverHello = 2,
  helloVerifyRequest = 3,
}

/** Bytes of the record header and of the handshake header. */
const HEADERS = 25;

/** Has the first message of a datagram of this type be changed on its way to one side. */
const tampered =
  (type: Type, side: Side, change: (body: Buffer) => Buffer): Wire =>
  (datagram, to) => {
    if (to !== side || datagram[0] !== 22 || datagram[13] !== type) return delivered(datagram);
    const end = 13 + datagram.readUInt16BE(11);
    return delivered(Buffer.concat([message(type, datagram[18], change(Buffer.from(datagram.subarray(HEADERS, end))), datagram[10]), datagram.subarray(end)]));
  };

/** A record with one handshake message. */
function message(type: number, sequence: number, body: Buffer, record = 0): Buffer {
  const header = Buffer.of(type, 0, 0, 0, 0, sequence, 0, 0, 0, 0, 0, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUIntBE(body.length, 9, 3);
  const length = header.length + body.length;
  return Buffer.concat([Buffer.of(22, 254, 253, 0, 0, 0, 0, 0, 0, 0, record, length >>> 8, length & 255), header, body]);
}

const replaced = (body: Buffer, at: number, ...bytes: number[]): Buffer => {
  body.set(bytes, at);
  return body;
};

/** Where the cipher suite of a ServerHello stands: behind version, random and session id. */
const suiteAt = (body: Buffer): number => 35 + body[34];

/** Of a ServerHello, the extension of this type made one that nobody knows. */
function withoutExtension(body: Buffer, from: number, type: number): Buffer {
  for (let at = from + 2; at < body.length; at += 4 + body.readUInt16BE(at + 2)) {
    if (body.readUInt16BE(at) === type) body.writeUInt16BE(0xfafa, at);
  }
  return body;
}

/** Where the extensions of a ClientHello begin. */
function extensionsOfClient(body: Buffer): number {
  const cookieAt = 35 + body[34];
  const suitesAt = cookieAt + 1 + body[cookieAt];
  const compressionAt = suitesAt + 2 + body.readUInt16BE(suitesAt);
  return compressionAt + 1 + body[compressionAt];
}

/** The alert that the client sent last, in the clear. */
function alertOf(pair: Pair): number | undefined {
  return pair.sentTo('server').filter((datagram) => datagram[0] === 21).at(-1)?.[14];
}

describe('a ServerHello that was tampered with ends the handshake at once', () => {
  test.each<[string, Alert, (body: Buffer) => Buffer]>([
    ['DTLS 1.0', Alert.protocolVersion, (body) => replaced(body, 0, 254, 255)],
    ['DTLS 1.3', Alert.protocolVersion, (body) => replaced(body, 0, 254, 252)],
    ['TLS_NULL_WITH_NULL_NULL', Alert.illegalParameter, (body) => replaced(body, suiteAt(body), 0, 0)],
    ['TLS_PSK_WITH_NULL_SHA256', Alert.illegalParameter, (body) => replaced(body, suiteAt(body), 0, 0xb0)],
    ['TLS_PSK_WITH_AES_128_CBC_SHA', Alert.illegalParameter, (body) => replaced(body, suiteAt(body), 0, 0x8c)],
    ['the signalling suite', Alert.illegalParameter, (body) => replaced(body, suiteAt(body), 0, 0xff)],
    ['compression', Alert.illegalParameter, (body) => replaced(body, suiteAt(body) + 2, 1)],
    ['an extension that was not offered', Alert.unsupportedExtension, (body) => withoutExtension(body, suiteAt(body) + 3, 23)],
    ['a session id that is too long', Alert.decodeError, (body) => replaced(body, 34, 33)],
    ['cut short', Alert.decodeError, (body) => body.subarray(0, 30)],
    ['cut short in its extensions', Alert.decodeError, (body) => body.subarray(0, -1)],
  ])('%s', (_what, alert, change) => {
    const pair = new Pair({ wire: tampered(Type.serverHello, 'client', change) });
    pair.connect();
    pair.run(100);
    expect(pair.events).toEqual([Cause.refused]);
    expect(alertOf(pair)).toBe(alert);
    expect(pair.say('ping')).toBe(false);
  });
});

describe('a hello that was tampered with without a trace is found out by Finished', () => {
  test.each<[string, Type, Side, (body: Buffer) => Buffer]>([
    ['the random of the server', Type.serverHello, 'client', (body) => replaced(body, 2, body[2] ^ 1)],
    ['the random of the client', Type.clientHello, 'server', (body) => replaced(body, 2, body[2] ^ 1)],
    ['the extended master secret taken out on the way to the server', Type.clientHello, 'server', (body) => withoutExtension(body, extensionsOfClient(body), 23)],
    ['the Connection ID taken out on the way to the server', Type.clientHello, 'server', (body) => withoutExtension(body, extensionsOfClient(body), 54)],
  ])('%s', (_what, type, side, change) => {
    const pair = new Pair({ wire: tampered(type, side, change), server: { cookies: false } });
    pair.connect();
    pair.run(100_000);
    expect(pair.events.length).toBe(1);
    expect([Cause.wrongKey, Cause.timeout]).toContain(pair.events[0]);
    expect(pair.security()).toBeUndefined();
  });
});

test('a Finished of another handshake, or of zeros, is none', () => {
  const pair = new Pair({ key: Buffer.alloc(16, 1) });
  pair.connect();
  pair.run(100_000);
  expect(pair.events).toEqual([Cause.wrongKey]);
});

test('a flood of HelloVerifyRequests: three are followed, and a handshake that begins later is none the worse', () => {
  const pair = new Pair({ wire: () => [] });
  pair.connect();
  for (let i = 0; i < 20_000; i++) {
    pair.give(message(Type.helloVerifyRequest, i & 7, Buffer.concat([Buffer.of(254, 255, 20), Buffer.alloc(20, i & 255)]), i & 255));
  }
  expect(pair.sentTo('server').length).toBe(4);
  pair.run(100_000);
  expect(pair.sentTo('server').length).toBe(9); // the last of them, sent again five times
  expect(pair.events).toEqual([Cause.timeout]);
  pair.wire = delivered;
  pair.connect();
  pair.run(200);
  expect(pair.events).toEqual([Cause.timeout, 'protected']);
  expect(pair.talks()).toBe(true);
});

test.each<[string, number]>([
  ['ClientHello', Type.clientHello],
  ['HelloRequest', 0],
  ['ServerKeyExchange', 12],
  ['Finished', 20],
])('a flood of %s before the server answers: nothing is sent for it but, once, an alert', (_what, type) => {
  const pair = new Pair({ wire: () => [] });
  pair.connect();
  for (let i = 0; i < 20_000; i++) pair.give(message(type, 0, Buffer.alloc(40, i & 255), i & 255));
  expect(pair.sentTo('server').length).toBeLessThanOrEqual(2);
});

test('a flood of forged hellos at a client that talks changes nothing', () => {
  const pair = connected();
  const before = pair.state();
  for (let i = 0; i < 5_000; i++) {
    for (const type of [Type.clientHello, Type.serverHello, Type.helloVerifyRequest]) pair.give(message(type, i & 255, Buffer.alloc(60, i & 255), i & 255));
  }
  expect(pair.state()).toEqual(before);
  expect(pair.talks()).toBe(true);
});

test('a flood of fragments of messages that never become whole takes no more than the one buffer, and the handshake goes on', () => {
  const pair = new Pair({ server: { cookies: false }, wire: () => [] });
  pair.connect();
  for (let i = 0; i < 20_000; i++) {
    const fragment = message(Type.serverHello, 1 + (i & 3), Buffer.alloc(10, i & 255), i & 255);
    fragment.writeUIntBE(1000 + (i & 63), 14, 3);
    fragment.writeUIntBE(i % 900, 19, 3);
    pair.give(fragment);
  }
  expect(pair.sentTo('server').length).toBe(1);
  pair.wire = delivered;
  pair.run(60_000);
  expect(pair.events).toEqual(['protected']);
});
