import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../../../build/paths';
import { ExitCode } from '../../../tools/exitCodes';

jest.setTimeout(120_000);

function flash(...args: string[]): [ExitCode | null, string] {
  const { status, stderr, stdout } = spawnSync('bash', [path.join(root, 'flash.sh'), ...args], { encoding: 'utf8', cwd: '/' });
  expect(stdout).toBe('');
  return [status, stderr];
}

const choice = /\nboards: .*\bespruino-esp32 .*\blinux\b.*\napps: {3}.*smart-light/;

test.each<[string, string[], ExitCode, RegExp]>([
  ['nothing', [], ExitCode.Usage, /^Type: npx mote flash BOARD APP \[PORT\]\n/],
  ['no app', ['linux'], ExitCode.Usage, /^Type: npx mote flash BOARD APP \[PORT\]\n/],
  ['a wrong board', ['espruino-esp23', 'smart-light'], ExitCode.Usage, /^There is no board "espruino-esp23"; did you mean "espruino-esp32"\?\n/],
  ['a board like none', ['nosuch', 'smart-light'], ExitCode.Usage, /^There is no board "nosuch"\nboards: /],
  ['a wrong app', ['linux', 'smart-ligth'], ExitCode.Usage, /^There is no app "smart-ligth"; did you mean "smart-light"\?\n/],
  ['a board for tests', ['sim', 'smart-light'], ExitCode.Usage, /^The board sim serves tests: nothing is flashed\.\nboards: (?!.*\bsim\b)/],
  ['a wrong option', ['--bord', 'linux'], ExitCode.Usage, /^error: unknown option '--bord'\n/],
])('%s: exit code 2, what to type, and what there is', (_, args, code, message) => {
  const [status, said] = flash(...args);
  expect([status, said]).toEqual([code, expect.stringMatching(message)]);
  expect(said).toMatch(choice);
});

test('a port that is not there: exit code 3, and those that are', () => {
  const [status, said] = flash('espruino-esp32', 'smart-light', '/dev/there-is-none');
  expect([status, said]).toEqual([ExitCode.NoPort, expect.stringMatching(/^There is no \/dev\/there-is-none\.\n(Ports:\n|No serial port is there\. )/)]);
});
