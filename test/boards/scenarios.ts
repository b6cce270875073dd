/** What every board has to do, in this order: each scenario finds the board as the one before has left it. */
import { tolerance, type VariableUse } from '../../build/variables';
import type { Notification } from '../../tools/server/answers';
import type { LwM2mServer } from '../../tools/server/server';
import type { RunningBoard } from './rigs/rig';

export interface Subject {
  readonly server: LwM2mServer;
  readonly endpoint: string;
  readonly board: RunningBoard;
  /** Of the board, in the network of its rig. */
  readonly address?: string;
  /** What the build says of Espruino's variables. */
  readonly variables?: VariableUse;
  /** Bytes that its engine may have in use, of board.json; 0 when that has no budget. */
  readonly ram: number;
}

/** Seconds that anything may take. */
export const limit = 60;

/** Waits for an event of the server that `wanted` takes. Begin to wait before doing what leads to it. */
function event<T>(what: string, listen: (listener: (value: T) => void) => () => void, wanted: (value: T) => boolean, seconds = limit): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`no ${what} within ${seconds} s`))), seconds * 1000);
    const stop = listen((value) => {
      if (wanted(value)) end(() => resolve(value));
    });
    const end = (action: () => void): void => {
      clearTimeout(timer);
      stop();
      action();
    };
  });
}

export function registered({ server, endpoint }: Pick<Subject, 'server' | 'endpoint'>, seconds = limit): Promise<unknown> {
  return event<{ endpoint: string }>(
    'registration',
    (listener) => {
      server.on('registered', listener);
      return () => server.off('registered', listener);
    },
    (client) => client.endpoint === endpoint,
    seconds,
  );
}

/** The Update by which a client says where it is to be found now. */
function updated({ server, endpoint }: Subject): Promise<unknown> {
  return event<{ endpoint: string }>(
    'Update',
    (listener) => {
      server.on('updated', listener);
      return () => server.off('updated', listener);
    },
    (client) => client.endpoint === endpoint,
  );
}

function notified({ server }: Subject, path: string, value: unknown): Promise<unknown> {
  return event<Notification>(
    `notification of ${path} with ${String(value)}`,
    (listener) => {
      server.on('notification', listener);
      return () => server.off('notification', listener);
    },
    ({ leaves }) => leaves.some((leaf) => `/${leaf.path.join('/')}` === path && (value === undefined || leaf.value === value)),
  );
}

export function requireCode(answer: { code: string; diagnostic: string }, code: string): void {
  if (answer.code !== code) throw new Error(`answered ${answer.code} ${answer.diagnostic} instead of ${code}`);
}

/** Does it, and waits until the LED shows the brightness. */
async function shows({ board }: Subject, percent: number, act: () => unknown): Promise<void> {
  const from = board.output.lines.length;
  await act();
  await board.output.waitFor(`LED at ${percent} %`, (line) => board.brightness(line) === percent, from, limit);
}

export interface Scenario {
  readonly name: string;
  /** Whether the board runs what is broken, and complains. */
  readonly isBroken?: boolean;
  /** @returns false when the board has not what it is about. */
  run(subject: Subject): Promise<unknown>;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'read',
    async run({ server, endpoint }) {
      const answer = await server.read(endpoint, '/3/0');
      requireCode(answer, '2.05');
      const manufacturer = answer.leaves.find((leaf) => leaf.path.join('/') === '3/0/0')?.value;
      if (manufacturer !== 'Mote') throw new Error(`/3/0/0 is ${String(manufacturer)}`);
    },
  },
  {
    name: 'write LED',
    async run(subject) {
      const { server, endpoint } = subject;
      await shows(subject, 100, async () => requireCode(await server.write(endpoint, '/3311/0', { 5850: true, 5851: 100 }), '2.04'));
      await shows(subject, 40, async () => requireCode(await server.write(endpoint, '/3311/0/5851', 40), '2.04'));
    },
  },
  {
    name: 'observe',
    async run(subject) {
      const changed = notified(subject, '/3303/0/5700', undefined);
      requireCode(await subject.server.observe(subject.endpoint, '/3303/0/5700'), '2.05');
      await changed;
    },
  },
  {
    name: 'button',
    async run(subject) {
      requireCode(await subject.server.observe(subject.endpoint, '/3311/0/5850'), '2.05');
      await Promise.all([notified(subject, '/3311/0/5850', false), shows(subject, 0, () => subject.board.press())]);
    },
  },
  {
    name: 'prompt',
    async run({ board }) {
      const from = board.output.lines.length;
      const said = (line: string): boolean => /^>?smart-light$/.test(line);
      // Without a command, the prompt shows them all.
      if (board.command('')) await board.output.waitFor('help of the shell', (line) => /: show a value/.test(line), from, limit);
      return board.command('read 3/0/1') && board.output.waitFor('answer of the shell', said, from, limit);
    },
  },
  {
    name: 'variables',
    async run({ board, variables }) {
      if (board.variables === undefined || variables === undefined) return false;
      const { count, budget } = variables;
      // What is on its way, such as a notification, takes some: the least is what is in use all the time.
      let used = await board.variables();
      for (let again = 0; again < 2; again++) used = Math.min(used, await board.variables());
      console.log(`  ${used} variables in use, of ${budget}; the build counted ${count}`);
      if (!(used <= budget)) {
        throw new Error(`${used} variables are in use, ${used - budget} more than "variables" in board.json: turn features off or make tables smaller in config.json`);
      }
      if (Math.abs(count - used) * 100 > used * tolerance) {
        throw new Error(`${used} variables are in use where the build counted ${count}, more than ${tolerance} % off: mend build/variables.ts`);
      }
      return true;
    },
  },
  {
    name: 'memory',
    async run({ board, ram }) {
      if (board.memory === undefined || ram === 0) return false;
      const used = await board.memory();
      console.log(`  ${used} bytes of memory in use, of ${ram}`);
      if (!(used <= ram)) {
        throw new Error(`${used} bytes of memory are in use, ${used - ram} more than "ram" in board.json: turn features off or make tables smaller in config.json`);
      }
      return true;
    },
  },
  {
    name: 'network',
    async run(subject) {
      if (subject.address === undefined) return false;
      const answer = await subject.server.observe(subject.endpoint, '/4/0/4');
      requireCode(answer, '2.05');
      // The object looks at the network every 10 seconds, and the first look may have come before the address.
      return answer.leaves[0]?.value === subject.address ? true : notified(subject, '/4/0/4/0', subject.address);
    },
  },
  {
    name: 'reboot',
    async run(subject) {
      const { server, endpoint } = subject;
      const again = registered(subject);
      requireCode(await server.execute(endpoint, '/3/0/4'), '2.04');
      await again;
      const answer = await server.read(endpoint, '/3311/0/5850');
      requireCode(answer, '2.05');
    },
  },
  {
    name: 'sleep',
    async run(subject) {
      const { server, endpoint, board } = subject;
      if (board.sleep === undefined) return false;
      requireCode(await server.observe(endpoint, '/3311/0/5850'), '2.05');
      const heard = Promise.all([notified(subject, '/3311/0/5850', undefined), updated(subject)]);
      board.sleep();
      board.press();
      await heard; // its new socket has another port
      return requireValue(subject, '/4/0/8', 0x01c3d4e5);
    },
  },
];

/** Sends a package to the board, has it installed, and waits until the board is registered again. */
async function update(subject: Subject, content: Buffer): Promise<void> {
  const { server, endpoint } = subject;
  requireCode(await server.write(endpoint, '/5/0/0', content), '2.04');
  await requireValue(subject, '/5/0/3', 2); // Downloaded
  const again = registered(subject);
  requireCode(await server.execute(endpoint, '/5/0/2'), '2.04');
  await again;
}

async function requireValue({ server, endpoint }: Subject, resource: string, value: unknown): Promise<void> {
  const answer = await server.read(endpoint, resource);
  requireCode(answer, '2.05');
  const found = answer.leaves[0]?.value;
  if (found !== value) throw new Error(`${resource} is ${String(found)} instead of ${String(value)}`);
}

/** Of boards whose images are started by a boot stub: with packages of the next version, and of such as never register. */
export function updateScenarios(next: Buffer, broken: readonly Buffer[]): readonly Scenario[] {
  return [
    {
      name: 'update',
      async run(subject) {
        await update(subject, next);
        await requireValue(subject, '/3/0/3', '0.2.0');
        await requireValue(subject, '/5/0/5', 1);
      },
    },
    {
      name: 'roll back',
      isBroken: true,
      async run(subject) {
        for (const each of broken) {
          await update(subject, each);
          await requireValue(subject, '/3/0/3', '0.2.0');
          await requireValue(subject, '/5/0/5', 8);
          // The package is still there: an empty one makes room for the next (LwM2M 1.1 Core E.6).
          requireCode(await subject.server.write(subject.endpoint, '/5/0/0', Buffer.alloc(0)), '2.04');
        }
      },
    },
  ];
}
