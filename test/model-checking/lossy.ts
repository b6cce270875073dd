/**
 * Random operations over a wire that loses 30 %, doubles and reorders: each is answered as the reference has it, nothing
 * is carried out twice, and the tables hold what they should (RFC 7252 4.2 to 4.5, RFC 7959, LwM2M 1.1 Core 6.3).
 */
import { createRandom } from '../../boards/sim/random';
import { operationOf } from './operations';
import { Session } from './session';

const SEEDS = 20;
export const OPERATIONS = 250;
const LOSS = 0.3;

/** 20 seeds from `first` on: 5,000 operations. */
export function seedsFrom(first: number): number[] {
  return Array.from({ length: SEEDS }, (_, index) => first + index);
}

/** Carries out the operations of a seed. @throws Error with the seed and the operation. */
export function checkSeed(seed: number): void {
  const random = createRandom(seed);
  const session = new Session(seed);
  for (let count = 1; count <= OPERATIONS; count++) {
    session.setWire(LOSS, LOSS, 4000);
    session.perform(operationOf((limit) => Math.floor(random() * limit)));
    if (count % 50 === 0) session.settle();
  }
  expect(session.counts.answered).toBeGreaterThan(OPERATIONS / 2);
}
