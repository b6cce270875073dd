import { parse } from 'coap-packet';
import { StorageSlot } from '../../src/board';
import { SMART_LIGHT, start } from './device';

/** Message id and token of the first Register of each of three boots of a board whose noise is always the same. */
function firstRegisters(withSeed: boolean): string[] {
  const device = start(SMART_LIGHT);
  const { simulation } = device;
  simulation.board.random = () => 7;
  if (!withSeed) simulation.storage.slots.delete(StorageSlot.seed);
  return [1, 2, 3].map(() => {
    const before = simulation.datagrams.length;
    simulation.board.reboot();
    simulation.runUntil(() => simulation.datagrams.length > before, 20_000);
    const { messageId, token } = parse(Buffer.from(simulation.datagrams[before].bytes));
    return `${messageId} ${token.toString('hex')}`;
  });
}

test('two boots never begin with the same message id and token, even where the board gives the same noise', () => {
  const registers = firstRegisters(true);
  expect(new Set(registers).size).toBe(3);
  const [ids, tokens] = [0, 1].map((part) => new Set(registers.map((register) => register.split(' ')[part])));
  expect([ids.size, tokens.size]).toEqual([3, 3]);
});

test('without a seed they are the noise of the board', () => {
  expect(new Set(firstRegisters(false)).size).toBe(1);
});
