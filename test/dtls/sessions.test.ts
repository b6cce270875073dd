/** Whose session may be resumed. */
import { Config } from '../../src/config';
import { connected } from './pair';

/** A session of a client with this identity; then another client with its storage. */
function resumes(before: string, after: string): boolean | undefined {
  const key = Buffer.alloc(16, 1);
  const pair = connected({ identity: before, key, server: { psk: () => key } });
  pair.close();
  pair.run(100);
  pair.identity = after;
  pair.connect();
  pair.run(200);
  return pair.security()?.resumed;
}

test('that of the same identity and key, and of no other', () => {
  expect(resumes('light', 'light')).toBe(true);
  expect(resumes('light', 'lamp')).toBe(false);
});

test('none where identity and key are too long to be looked at whole: the key may be another one', () => {
  const key = Buffer.alloc(16, 1);
  const known = Buffer.from(key);
  const pair = connected({ identity: 'i'.repeat(Config.messageBytes - 15), key, server: { psk: () => known } });
  expect(pair.talks()).toBe(true);
  pair.close();
  pair.run(100);
  key[15] = 2;
  pair.connect();
  pair.run(200);
  expect(pair.security()).toBeUndefined();
});
