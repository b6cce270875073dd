/** What a scenario is, and how one is run. */
import { type FirstServer, Session, type Surroundings } from './session';

/** The applications that scenarios run: a folder of firmware/, or one beside this file. */
export type Application = 'smart-light' | 'app' | 'json';

export interface Scenario {
  readonly name: string;
  /** How long it may take, in seconds; 20 unless told. */
  readonly seconds?: number;
  /** The smart light unless told. */
  readonly application?: Application;
  /** How the first server is started. */
  readonly server?: FirstServer;
  /** What Leshan's client lacks for it, or does otherwise, so that it proves nothing of the harness. */
  readonly notByLeshan?: string;
  /** Throws when the client does something else than it should. */
  run(session: Session): Promise<void>;
}

/** Scenarios of the application beside this file, which take a few seconds each unless they say more. */
export function onApp(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.map((scenario) => ({ application: 'app', seconds: 10, ...scenario }));
}

export interface Outcome {
  /** Why it failed; undefined when it passed. */
  readonly reason?: string;
  readonly seconds: number;
  /** What server and client said to each other. */
  readonly log: readonly string[];
}

const defaultSeconds = 20;

/** Rejects after a while, and says what the scenario was waiting for. */
function timeLimit(session: Session, seconds: number): { over: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const waited = session.fail(new Error('out of time'));
      const what = waited.length === 0 ? 'an answer' : `an event: ${waited.join(', ')}`;
      reject(new Error(`not done after ${seconds} s; it was waiting for ${what}`));
    }, seconds * 1000);
  });
  return { over, cancel: () => clearTimeout(timer) };
}

/** Runs a scenario with servers and a client of its own. */
export async function runScenario(scenario: Scenario, surroundings: Surroundings): Promise<Outcome> {
  const started = performance.now();
  const session = await Session.open(surroundings, scenario.server);
  const limit = timeLimit(session, scenario.seconds ?? defaultSeconds);
  let reason: string | undefined;
  try {
    const run = scenario.run(session);
    run.catch(() => undefined); // when the time is over, nobody waits for it
    await Promise.race([run, limit.over, session.broken]);
  } catch (error) {
    reason = (error as Error).message;
  }
  limit.cancel();
  await session.close();
  return { reason, seconds: (performance.now() - started) / 1000, log: session.log };
}
