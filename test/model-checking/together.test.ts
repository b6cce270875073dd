/**
 * Requests that do not wait for each other, some of which the application answers later: answers and tables are those of
 * the same requests one after the other, in some order.
 */
import { createRandom } from '../../boards/sim/random';
import { ResourceId } from './ids';
import { type Operation, operationOf } from './operations';
import { Session } from './session';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const ROUNDS = 50;
type Together = Parameters<Session['performTogether']>[0][number];

/** Whether it can be one of several at once: its answer is one message, and it says itself where it goes. */
function isTogether(operation: Operation): operation is Together {
  if (!['read', 'replace', 'update', 'delete', 'writeComposite', 'create'].includes(operation.kind)) return false;
  if (operation.kind === 'create') return operation.id !== undefined;
  return operation.kind !== 'read' || operation.path.length > 1;
}

test.each(SEEDS)(`seed %i: ${ROUNDS} times three at once`, (seed) => {
  const random = createRandom(seed);
  const choose = (limit: number): number => Math.floor(random() * limit);
  const session = new Session(seed, { config: { messageBytes: 4096 } });
  for (let round = 0; round < ROUNDS; round++) {
    const operations: Together[] = [];
    if (choose(2) === 0) {
      const slow = [choose(2), ResourceId.slow];
      operations.push({ kind: 'replace', path: slow, values: [[slow, choose(3) + 125]], format: 0 });
    }
    while (operations.length < 3) {
      const operation = operationOf(choose);
      if (isTogether(operation)) operations.push(operation);
    }
    session.performTogether(operations);
  }
  expect(session.counts.answered).toBeGreaterThanOrEqual(3 * ROUNDS);
  expect(session.counts.refused).toBeLessThan(session.counts.answered);
});
