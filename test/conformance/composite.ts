/** Composite operations: cases 229 to 236, 257, 280 and 281. */
import assert from 'node:assert/strict';
import type { Content } from '../interop/protocol';
import { senmlCbor, senmlJson } from '../interop/server';
import type { Session } from '../interop/session';
import { type Case, onLeshan } from './case';

type Values = Record<string, Content>;

async function read(session: Session, paths: readonly string[]): Promise<Values> {
  const results: Values[] = [];
  for (const formats of [senmlCbor, senmlJson]) {
    const { code, format, content } = await session.readComposite(paths, formats);
    assert.deepEqual([code, format], ['2.05', formats.accept]);
    results.push(content as Values);
  }
  assert.deepEqual(results[0], results[1], 'the two formats');
  return results[0];
}

/** The records of a SenML JSON pack by their full names. */
function recordsOf(payload: string): Record<string, object> {
  const records = JSON.parse(Buffer.from(payload, 'hex').toString()) as readonly { bn?: string; n?: string }[];
  const found: Record<string, object> = {};
  let base = '';
  for (const { bn, n = '', ...value } of records) {
    base = bn ?? base;
    const name = base + n;
    assert.deepEqual(found[name] ?? value, value, `two values of ${name}`); // paths within each other ask for it twice
    found[name] = value;
  }
  return found;
}

/** Leshan does not ask for paths within each other, so this request is a bare one. */
async function readBare(session: Session, paths: readonly string[]): Promise<Record<string, object>> {
  const payload = JSON.stringify(paths.map((n) => ({ n })));
  const answer = await session.coap({ method: 'FETCH', path: '/', format: 110, accept: 110, payload });
  assert.deepEqual([answer.code, answer.format], ['2.05', 'SENML_JSON']);
  return recordsOf(answer.payload ?? '');
}

async function readComposite(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const records = await readBare(session, ['/3', '/1/0', '/1/0/1', '/3/0/11/0']);
  const { '/1/0/0': shortServerId, '/1/0/1': lifetime, '/3/0/0': manufacturer, '/3/0/11/0': error } = records;
  assert.deepEqual([shortServerId, lifetime, manufacturer, error], [{ v: 1 }, { v: 86400 }, { vs: 'Mote' }, { v: 0 }]);
}

async function writeComposite(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const updated = session.next('updated');
  const values = { '/1/0/1': 61, '/1/0/6': true, '/16/0/0/0': 'aa', '/16/0/0/1': 'bb', '/16/0/0/2': 'cc', '/16/0/0/3': 'dd' };
  assert.deepEqual(await session.writeComposite(values), { code: '2.04' });
  assert.equal((await updated).lifetime, 61);
  assert.deepEqual((await session.read('/16/0/0')).content, { 0: 'aa', 1: 'bb', 2: 'cc', 3: 'dd' });
  assert.equal((await session.read('/1/0/1')).content, 61);
  assert.equal((await session.read('/1/0/6')).content, true);
}

async function readRoot(session: Session): Promise<void> {
  await session.register();
  const names = Object.keys(await readBare(session, ['/']));
  const objects = names.map((name) => name.split('/')[1]);
  assert.deepEqual(['0', '21', '23'].filter((id) => objects.includes(id)), []);
  const expected = ['/1/0/0', '/1/0/1', '/1/0/6', '/1/0/7', '/3/0/0', '/3/0/11/0', '/3/0/16'];
  assert.deepEqual(expected.filter((name) => !names.includes(name)), []);
}

async function readAbsent(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const content = await read(session, ['/1/0/1', '/3339/0/5522', '/3353/0/6030']);
  assert.deepEqual(content, { '/1/0/1': 86400, '/3339/0/5522': null, '/3353/0/6030': null });
}

async function writeServerAndDevice(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.writeComposite({ '/1/0/2': 101, '/1/0/6': true, '/3/0/13': 0 }), { code: '2.04' });
  assert.equal((await session.read('/1/0/2')).content, 101);
  assert.equal((await session.read('/1/0/6')).content, true);
  const { content: time } = await session.read('/3/0/13', 'TEXT');
  assert.ok(Number(time) < 5, `its clock says ${String(time)}`);
}

async function readSeveral(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const { '/1/0': server, ...others } = await read(session, ['/3/0/16', '/3/0/11/0', '/1/0']);
  assert.deepEqual(others, { '/3/0/16': 'U', '/3/0/11/0': 0 });
  const { 0: shortServerId, 1: lifetime, 7: binding } = server as Values;
  assert.deepEqual([shortServerId, lifetime, binding], [1, 86400, 'U']);
}

async function readPartially(session: Session): Promise<void> {
  await session.register({ lifetime: 86400 });
  const content = await read(session, ['/1/0/1', '/1/0/7', '/1/0/8']);
  assert.deepEqual(content, { '/1/0/1': 86400, '/1/0/7': 'U', '/1/0/8': null });
}

export const composite: readonly Case[] = [
  onLeshan(229, 'C.1', readComposite),
  onLeshan(230, 'C.12', writeComposite),
  onLeshan(235, 'C.1', readRoot),
  onLeshan(236, 'C.1', readAbsent),
  onLeshan(257, 'C.6', writeServerAndDevice),
  onLeshan(280, 'C.1', readSeveral),
  onLeshan(281, 'C.1', readPartially),
];
