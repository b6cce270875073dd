import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../../build/paths';
import { scratch } from '../build/scratch';
import { start } from './programs';

jest.setTimeout(60_000); // All tests share the machine.

/** Takes a core when its console is gone, as an interpreter does that a shell starts again and again. */
const forEver = 'exec 9>"$0"; while :; do echo runs >&9; sleep 1; done';

const readers: ChildProcess[] = [];
afterEach(() => readers.splice(0).forEach((reader) => reader.kill()));

/** The other end of what `forEver` holds, which is closed when all that holds it has ended. */
function openEnd(): { pipe: string; runs: Promise<unknown>; isGone: Promise<unknown> } {
  const pipe = path.join(scratch({}), 'held');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  readers.push(reader);
  return { pipe, runs: once(reader.stdout, 'data'), isGone: once(reader, 'close') };
}

function startInProcess(pipe: string): ChildProcess {
  const program = `require('./build/run'); require('./test/tools/programs.ts').start('sh', ['-c', ${JSON.stringify(forEver)}, ${JSON.stringify(pipe)}], '.')`;
  return spawn(process.execPath, ['-e', program], { cwd: root, stdio: 'inherit' });
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('what was started ends with the process that started it, by %s, too', async (signal) => {
  const { pipe, runs, isGone } = openEnd();
  const starter = startInProcess(pipe);
  await runs;
  starter.kill(signal);
  await isGone;
});

test('what a program has started ends with it', async () => {
  const { pipe, runs, isGone } = openEnd();
  const { child, code } = start('sh', ['-c', `sh -c '${forEver}' "$0" & read -r _; exit 3`, pipe], root);
  await runs;
  child.stdin?.write('\n');
  expect(await code).toBe(3);
  await isGone;
});

test('it can be killed, with all that it has started, before and after it has ended', async () => {
  const { pipe, runs, isGone } = openEnd();
  const { kill } = start('sh', ['-c', `sh -c '${forEver}' "$0"; true`, pipe], root);
  await runs;
  await kill();
  await isGone;
  await kill();
});
