import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { Aes, encryptBlock, expandKey } from '../../src/crypto/aes';

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('key expansion (FIPS 197 A.1)', () => {
  const schedule = new Uint8Array(Aes.schedule);
  expandKey(Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex'), 0, schedule, 0);
  expect(Buffer.from(schedule.subarray(16, 32)).toString('hex')).toBe('a0fafe1788542cb123a339392a6c7605');
  expect(Buffer.from(schedule.subarray(160)).toString('hex')).toBe('d014f9a8c9ee2589e13f0cc8b6630ca6');
});

test('any key and block, wherever they lie', () => {
  fc.assert(
    fc.property(bytes16, bytes16, fc.nat(20), (key, plain, at) => {
      const schedule = new Uint8Array(Aes.schedule + 2 * at);
      expandKey(Uint8Array.of(...new Uint8Array(at), ...key), at, schedule, at);
      const message = Uint8Array.of(...new Uint8Array(at), ...plain, 9);
      encryptBlock(schedule, at, message, at);
      const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      expect(Buffer.from(message.subarray(at, at + 16)).toString('hex')).toBe(cipher.update(plain).toString('hex'));
      expect([...message.subarray(0, at), message[at + 16]]).toEqual([...new Uint8Array(at), 9]);
      expect([...schedule.subarray(at + Aes.schedule)]).toEqual([...new Uint8Array(at)]);
    }),
  );
});
