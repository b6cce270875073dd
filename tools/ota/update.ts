/** The way of an update through object 5 (LwM2M 1.1 Core E.6), as the operator sees it. */
import { ExitCode, ToolFailure } from '../exitCodes';
import type { Operator } from './operator';

export const stateNames = ['idle', 'downloading', 'downloaded', 'updating'];
export const resultNames = [
  'initial',
  'updated',
  'no storage left for it',
  'out of memory',
  'connection lost while downloading',
  'integrity check failed: damaged, or signed by nobody the device trusts',
  'unsupported package: for another board, older than what runs, or a patch of another image',
  'invalid URI',
  'the update failed: the device went back to what ran before',
  'unsupported protocol',
  'cancelled',
  'deferred by the user',
];

const enum State {
  idle = 0,
  downloading = 1,
  downloaded = 2,
}

const enum Result {
  initial = 0,
  success = 1,
}

/** What object 5 says, and /3/0/3. */
export interface Status {
  readonly state: number;
  readonly result: number;
  readonly version: string;
}

/** Milliseconds between two looks at the device. */
const PAUSE = 500;

export async function readStatus(operator: Operator): Promise<Status> {
  return { state: Number(await operator.read('/5/0/3')), result: Number(await operator.read('/5/0/5')), version: await operator.read('/3/0/3') };
}

export function shownStatus({ state, result, version }: Status): string {
  return `State ${state} (${stateNames[state]}), Update Result ${result} (${resultNames[result]}), version ${version}`;
}

/** Looks at the device until `isOver`; it may be away meanwhile. @throws ToolFailure after `limit` seconds. */
async function follow(operator: Operator, limit: number, tell: (status: Status) => void, isOver: (status: Status) => boolean): Promise<Status> {
  const end = Date.now() + limit * 1000;
  let told = '';
  for (;;) {
    const status = await readStatus(operator).catch(() => undefined);
    if (status !== undefined && shownStatus(status) !== told) {
      told = shownStatus(status);
      tell(status);
    }
    if (status !== undefined && isOver(status)) return status;
    if (Date.now() > end) throw new ToolFailure(ExitCode.NoAnswer, `the device has not come further within ${limit} s${told === '' ? '' : `; the last it said: ${told}`}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function requireSuccess(what: string, code: string): void {
  if (!code.startsWith('2.')) throw new ToolFailure(ExitCode.Failed, `${what} was answered ${code}`);
}

export interface UpdateOptions {
  /** What the device gets: a package, or a URI where it is. */
  readonly source: Buffer | string;
  /** Whether it is installed as well. */
  readonly install: boolean;
  /** Seconds that download and installation may take, each. */
  readonly limit: number;
  tell(line: string): void;
}

/** Brings a package to a device, and has it installed. @throws ToolFailure when it does not come about. @returns The last status. */
export async function update(operator: Operator, { source, install, limit, tell }: UpdateOptions): Promise<Status> {
  const show = (status: Status): void => tell(shownStatus(status));
  const before = await readStatus(operator);
  show(before);
  // An empty package URI drops what is there, whatever the State (LwM2M 1.1 Core E.6).
  if (before.state !== State.idle) requireSuccess('dropping the package that is there', await operator.write('/5/0/1', ''));
  if (typeof source === 'string') {
    const code = await operator.write('/5/0/1', source);
    if (code === '4.05') throw new ToolFailure(ExitCode.Failed, 'the device takes no package URI (4.05). Has its image "firmwarePull": 1 in config.json? "mote ota push" writes the package itself');
    requireSuccess('the package URI', code);
  } else {
    let quarter = 0;
    const code = await operator.write('/5/0/0', source, (sent) => {
      const now = Math.floor((sent * 4) / source.length);
      if (now > quarter) tell(`${sent} of ${source.length} bytes`);
      quarter = now;
    });
    // What is wrong with a package is in the Update Result; an error that is not leaves nothing to wait for.
    if (!code.startsWith('2.') && (await readStatus(operator)).result <= Result.success) requireSuccess('the package', code);
  }
  const downloaded = await follow(operator, limit, show, ({ state, result }) => state === State.downloaded || (state === State.idle && result !== Result.initial));
  if (downloaded.state !== State.downloaded) throw new ToolFailure(ExitCode.Failed, `the device has refused the package: ${resultNames[downloaded.result]} (Update Result ${downloaded.result})`);
  if (!install) return downloaded;
  requireSuccess('Update', await operator.execute('/5/0/2'));
  const updated = await follow(operator, limit, show, ({ state, result }) => result !== Result.initial && (state === State.idle || state === State.downloaded));
  if (updated.result !== Result.success) throw new ToolFailure(ExitCode.Failed, `the device runs ${updated.version}: ${resultNames[updated.result]} (Update Result ${updated.result})`);
  return updated;
}
