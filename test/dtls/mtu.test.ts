/** Where messages are smaller than `dtlsMtu`, datagrams of a handshake are, too. */
import { Config } from '../../src/config';
import { fresh } from '../fresh';

const { connected } = fresh(() => jest.requireActual<typeof import('./pair')>('./pair'), { messageBytes: 256 });

test('a handshake with an identity that leaves no room for another message beside it', () => {
  const identity = 'i'.repeat(230);
  const key = Buffer.alloc(16, 1);
  const pair = connected({ identity, key, server: { psk: () => key } });
  expect(pair.events).toEqual(['protected']);
  expect(Config.dtlsMtu).toBeGreaterThan(256);
  expect(Math.max(...pair.sentTo('server').map(({ length }) => length))).toBeLessThanOrEqual(256);
});
