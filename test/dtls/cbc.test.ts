/** TLS_PSK_WITH_AES_128_CBC_SHA256: records against the server's half, and such as padding oracles are made of. */
import { createCipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Secret } from '../../src/dtls/associations';
import { Suite } from '../../src/dtls/protocol';
import { fresh } from '../fresh';
import { expectNothing, flipped, intercepted } from './attacks/nothing';
import type { Pair } from './pair';

const { connected, secrets } = fresh(
  () => ({
    ...jest.requireActual<typeof import('./pair')>('./pair'),
    ...jest.requireActual<typeof import('../../src/dtls/associations')>('../../src/dtls/associations'),
  }),
  { dtlsCbc: 1 },
);

const withCbc = (): Pair => connected({ server: { suites: [Suite.pskAes128CbcSha256] } });

test('a handshake, data of every size up to some blocks, and a session that is resumed', () => {
  const pair = withCbc();
  expect(pair.security()?.suite).toBe('TLS_PSK_WITH_AES_128_CBC_SHA256');
  for (let size = 1; size < 70; size++) {
    const text = 'x'.repeat(size);
    expect(pair.say(text)).toBe(true);
    pair.answer(text);
    pair.run(20);
    expect([pair.atServer.at(-1), pair.atClient.at(-1)]).toEqual([text, text]);
  }
  pair.close();
  pair.run(100);
  pair.connect();
  pair.run(200);
  expect(pair.security()).toMatchObject({ resumed: true, suite: 'TLS_PSK_WITH_AES_128_CBC_SHA256' });
  expect(pair.talks()).toBe(true);
});

test('CCM beside it is as it was', () => {
  const pair = connected();
  expect(pair.security()?.suite).toBe('TLS_PSK_WITH_AES_128_CCM_8');
  expect(pair.talks()).toBe(true);
});

test('the initialisation vector is the encrypted sequence number, which nobody can tell beforehand', () => {
  const pair = withCbc();
  for (let i = 0; i < 5; i++) pair.say('the same');
  for (const record of pair.sentTo('server').slice(-5)) {
    const [header, cidSize] = [11, record.length - 13 - 64]; // a vector, and three blocks
    const ecb = createCipheriv('aes-128-ecb', secrets.subarray(Secret.clientCbcKey, Secret.clientCbcKey + 16), null);
    const block = Buffer.concat([record.subarray(3, header), Buffer.alloc(8)]);
    expect(record.subarray(13 + cidSize, 29 + cidSize)).toEqual(ecb.update(block));
  }
});

test('every bit of a record changed, and a record cut short anywhere', () => {
  const pair = withCbc();
  const record = intercepted(pair, 'off');
  expectNothing(pair, [...flipped(record), ...Array.from({ length: record.length }, (_, size) => record.subarray(0, size))]);
  pair.give(record);
  expect(pair.atClient).toContain('off');
});

/** A record of the server's whose blocks are as told: what is authenticated, and what is behind it. */
function sealed(sequence: number, content: Buffer, behind: Buffer): Buffer {
  const key = (at: Secret, size: number): Buffer => Buffer.from(secrets.subarray(at, at + size));
  const nonce = Buffer.from([0, 1, 0, 0, 0, 0, 0, sequence]);
  const start = Buffer.concat([nonce, Buffer.of(23, 254, 253, 0, content.length)]);
  const mac = createHmac('sha256', key(Secret.serverMac, 32)).update(start).update(content).digest();
  const iv = Buffer.alloc(16, sequence);
  const cipher = createCipheriv('aes-128-cbc', key(Secret.serverCbcKey, 16), iv).setAutoPadding(false);
  const fragment = Buffer.concat([iv, cipher.update(Buffer.concat([content, mac, behind])), cipher.final()]);
  return Buffer.concat([Buffer.of(23, 254, 253), nonce, Buffer.of(fragment.length >>> 8, fragment.length & 255), fragment]);
}

test('any padding that is right is taken, up to 256 bytes', () => {
  const pair = withCbc();
  const content = Buffer.from('0123456789abcdef');
  for (let blocks = 1; blocks <= 16; blocks++) {
    pair.give(sealed(100 + blocks, content, Buffer.alloc(16 * blocks, 16 * blocks - 1)));
    expect(pair.atClient).toHaveLength(blocks);
  }
});

test('padding that is wrong in any byte is not taken, even where the MAC would fit', () => {
  const pair = withCbc();
  const before = pair.state();
  const padding = fc.integer({ min: 1, max: 16 }).chain((blocks) => fc.uint8Array({ minLength: 16 * blocks, maxLength: 16 * blocks }));
  fc.assert(
    fc.property(padding, fc.nat(255), fc.boolean(), (bytes, at, isAlmost) => {
      const size = bytes.length;
      const wrong = isAlmost ? Buffer.alloc(size, size - 1) : Buffer.from(bytes);
      wrong[at % size] ^= isAlmost ? 1 + (at & 127) : 0;
      fc.pre(!wrong.equals(Buffer.alloc(size, size - 1)));
      pair.give(sealed(100, Buffer.from('0123456789abcdef'), wrong));
      expect(pair.state()).toEqual(before);
    }),
  );
  // The MAC is where it would be without padding, and the last byte does not say so.
  pair.give(sealed(100, Buffer.alloc(15, 1), Buffer.of(9)));
  pair.give(sealed(100, Buffer.alloc(15, 1), Buffer.of(200)));
  expect(pair.state()).toEqual(before);
  pair.give(sealed(100, Buffer.alloc(15, 1), Buffer.of(0)));
  expect(pair.atClient).toHaveLength(1);
});

test('a record of too few blocks', () => {
  const pair = withCbc();
  const record = (blocks: number): Buffer => Buffer.concat([Buffer.from('17fefd0001000000000064', 'hex'), Buffer.of(0, 16 * blocks), Buffer.alloc(16 * blocks)]);
  expectNothing(pair, [0, 1, 2, 3].map(record));
});
