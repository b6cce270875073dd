/**
 * A model checker in miniature: random operations by a server and the application on a wire without loss, each compared
 * with the reference. A failure shrinks to the shortest sequence that shows it.
 */
import fc from 'fast-check';
import { type Operation, operationOf } from './operations';
import { Session } from './session';

/** An operation, made of numbers that shrink towards the simplest. */
class PerformCommand implements fc.Command<object, Session> {
  readonly operation: Operation;

  constructor(numbers: readonly number[]) {
    let index = 0;
    this.operation = operationOf((limit) => (numbers[index++] ?? 0) % limit);
  }

  check(): boolean {
    return true;
  }

  run(_model: object, session: Session): void {
    session.perform(this.operation);
  }

  toString(): string {
    return JSON.stringify(this.operation);
  }
}

const command = fc.array(fc.nat(10_000), { minLength: 4, maxLength: 24 }).map((numbers) => new PerformCommand(numbers));

test('whatever a server and the application do, the client answers and holds what the reference does', () => {
  const counts = { runs: 0, operations: 0, refused: 0 };
  const parameters: fc.Parameters<[Iterable<fc.Command<object, Session>>]> = { numRuns: 40 };
  fc.assert(
    fc.property(fc.commands([command], { maxCommands: 60, size: 'max' }), (commands) => {
      const session = new Session(1);
      fc.modelRun(() => ({ model: {}, real: session }), commands);
      session.settle();
      counts.runs += 1;
      counts.operations += session.counts.operations;
      counts.refused += session.counts.refused;
    }),
    parameters,
  );
  expect(counts.runs).toBe(40);
  expect(counts.refused).toBeLessThan(counts.operations);
});
