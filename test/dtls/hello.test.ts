import fc from 'fast-check';
import { associations, Column, Secret, secrets, wipeKeys, wipeSession } from '../../src/dtls/associations';
import { Hello, hello, readHelloVerify, readServerHello } from '../../src/dtls/hello';
import { randoms } from '../../src/dtls/keys';
import { Alert } from '../../src/dtls/protocol';

interface Parts {
  version?: number[];
  session?: number[];
  suite?: number[];
  compression?: number;
  extensions?: number[];
}

function serverHello({ version = [254, 253], session = [], suite = [0xc0, 0xa8], compression = 0, extensions }: Parts): Uint8Array {
  const all = extensions === undefined ? [] : [extensions.length >>> 8, extensions.length & 255, ...extensions];
  return Uint8Array.from([...version, ...new Array<number>(32).fill(9), session.length, ...session, ...suite, compression, ...all]);
}

function read(parts: Parts): Alert {
  const bytes = serverHello(parts);
  return readServerHello(0, bytes, 0, bytes.length);
}

beforeEach(() => {
  wipeKeys(0);
  wipeSession(0);
});

test.each<[string, Parts, Alert]>([
  ['no extensions', {}, Alert.none],
  ['the extended master secret', { extensions: [0, 23, 0, 0] }, Alert.none],
  ['an extended master secret that says something', { extensions: [0, 23, 0, 1, 0] }, Alert.decodeError],
  ['an empty renegotiation_info', { extensions: [255, 1, 0, 1, 0] }, Alert.none],
  ['a renegotiation_info that says something (RFC 5746 3.4)', { extensions: [255, 1, 0, 2, 1, 7] }, Alert.handshakeFailure],
  ['an extension that was not offered', { extensions: [0, 22, 0, 0] }, Alert.unsupportedExtension],
  ['an extension that is cut off', { extensions: [0, 23, 0, 1] }, Alert.decodeError],
  ['DTLS 1.0', { version: [254, 255] }, Alert.protocolVersion],
  ['a suite that was not offered', { suite: [0, 0x8b] }, Alert.illegalParameter],
  ['compression', { compression: 1 }, Alert.illegalParameter],
  ['a session id that is too long', { session: new Array<number>(33).fill(1) }, Alert.decodeError],
  ['a Connection ID that is longer than it says', { extensions: [0, 54, 0, 2, 0, 1] }, Alert.illegalParameter],
  ['a Connection ID without a size', { extensions: [0, 54, 0, 0] }, Alert.illegalParameter],
])('a ServerHello with %s', (_name, parts, alert) => {
  expect(read(parts)).toBe(alert);
});

test('what a ServerHello says is taken', () => {
  expect(read({ session: [1, 2, 3], extensions: [0, 23, 0, 0, 0, 54, 0, 3, 2, 7, 8] })).toBe(Alert.none);
  expect([hello[Hello.isResumed], hello[Hello.isExtended], associations[Column.peerCid]]).toEqual([0, 1, 2]);
  expect([...randoms.subarray(32, 64)]).toEqual(new Array(32).fill(9));
  expect([...secrets.subarray(Secret.peerCid, Secret.peerCid + 2)]).toEqual([7, 8]);
});

test('a session is resumed when its id comes back, and as what it was (RFC 7627 5.3)', () => {
  secrets.set([0xa8], Secret.suite);
  secrets[Secret.sessionIdSize] = 3;
  secrets.set([1, 2, 3], Secret.sessionId);
  const extensions = [0, 23, 0, 0];
  expect([read({ session: [1, 2, 3], extensions }), hello[Hello.isResumed]]).toEqual([Alert.none, 1]);
  expect([read({ session: [1, 2, 4], extensions }), hello[Hello.isResumed]]).toEqual([Alert.none, 0]);
  expect([read({ session: [1, 2], extensions }), hello[Hello.isResumed]]).toEqual([Alert.none, 0]);
  expect(read({ session: [1, 2, 3] })).toBe(Alert.handshakeFailure);
});

test('any bytes are taken or refused', () => {
  const body = fc.oneof(fc.uint8Array({ maxLength: 120 }), fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.from([...serverHello({}), ...rest])));
  fc.assert(
    fc.property(body, (bytes) => {
      expect([-1, 40, 47, 50, 70, 110]).toContain(readServerHello(0, bytes, 0, bytes.length));
      expect(associations[Column.peerCid]).toBeLessThanOrEqual(32);
      expect(typeof readHelloVerify(bytes, 0, bytes.length)).toBe('boolean');
    }),
  );
});

test.each([
  [[254, 255, 2, 7, 8], true],
  [[254, 253, 2, 7, 8], true],
  [[254, 253, 0], false],
  [[254, 253, 3, 7, 8], false],
  [[254, 253, 1, 7, 8], false],
  [[3, 3, 2, 7, 8], false],
  [[254], false],
])('a HelloVerifyRequest of %j', (bytes, isGood) => {
  expect(readHelloVerify(Uint8Array.from(bytes), 0, bytes.length)).toBe(isGood);
});
