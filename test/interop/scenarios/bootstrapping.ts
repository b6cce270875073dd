/** Bootstrap by Leshan's bootstrap server (LwM2M 1.1 Core 6.1), and the registration that follows it. */
import assert from 'node:assert/strict';
import type { BootstrapReport, BootstrapServer } from '../bootstrapServer';
import type { BootstrapTask, Content, Format } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { Server } from '../server';
import type { Session } from '../session';

const shortServerId = 123;
const lifetime = 300;

/** An account, as instances of objects 0 and 1. */
function security(uri: string, id = shortServerId): Content {
  return { 0: uri, 1: false, 2: 3, 3: '', 4: '', 5: '', 10: id };
}

function terms(id = shortServerId): Content {
  return { 0: id, 1: lifetime, 6: true, 7: 'U' };
}

function write(path: string, content: Content, format?: Format): BootstrapTask {
  return { task: 'write', path, content, format };
}

function accountOf(server: Server, format?: Format): BootstrapTask[] {
  return [write('/0/1', security(server.uri), format), write('/1/1', terms(), format)];
}

/** Each answer as `write /0/1 2.04`. */
function told({ answers }: BootstrapReport): string[] {
  return answers.map(({ task, path, code, error }) => [task, path, code ?? error].filter((part) => part !== undefined).join(' '));
}

/** Starts the client, which knows the bootstrap server only, and waits until its session has ended. */
async function begin(session: Session, tasks: readonly BootstrapTask[]): Promise<{ report: BootstrapReport; bootstrap: BootstrapServer }> {
  const bootstrap = await session.startBootstrap();
  await bootstrap.setTasks(tasks);
  const ended = bootstrap.session();
  session.start();
  return { report: await ended, bootstrap };
}

async function provision(session: Session, format: Format): Promise<void> {
  const registered = session.next('registered');
  const { report, bootstrap } = await begin(session, accountOf(session, format));
  assert.deepEqual(told(report), ['write /0/1 2.04', 'write /1/1 2.04', 'finish 2.04']);
  assert.equal(report.failure, undefined);
  const { lifetime: given } = await registered;
  assert.equal(given, lifetime);
  assert.equal((await session.read('/1/1/0')).content, shortServerId);
  const [request] = bootstrap.seen('message');
  assert.deepEqual({ code: request.code, path: request.path }, { code: 'POST', path: 'bs' });
  assert.ok(request.query.split('&').some((each) => each.startsWith('ep=')), request.query);
}

/** Whole objects, with an instance each. */
async function provisionObjects(session: Session): Promise<void> {
  const registered = session.next('registered');
  const { report } = await begin(session, [
    { task: 'delete', path: '/0' },
    { task: 'delete', path: '/1' },
    write('/0', { 1: security(session.uri) }),
    write('/1', { 1: terms() }),
  ]);
  assert.deepEqual(told(report), ['delete /0 2.02', 'delete /1 2.02', 'write /0 2.04', 'write /1 2.04', 'finish 2.04']);
  await registered;
}

async function discoverAll(session: Session): Promise<void> {
  const discover: BootstrapTask = { task: 'discover', path: '/' };
  const { report, bootstrap } = await begin(session, [discover, ...accountOf(session), discover, { task: 'discover', path: '/0' }]);
  assert.deepEqual(told(report), [
    'discover / 2.05', 'write /0/1 2.04', 'write /1/1 2.04', 'discover / 2.05', 'discover /0 2.05', 'finish 2.04',
  ]);
  const [before, , , after, object] = report.answers.map(({ links = [] }) => links);
  assert.ok(before[0].startsWith('</>;lwm2m='), before.join());
  assert.ok(before.some((link) => link.startsWith('</0/0>')), `the bootstrap server's account in ${before.join()}`);
  assert.ok(after.some((link) => link.startsWith('</0/1>') && link.includes('ssid=123') && link.includes(`uri="${session.uri}"`)), after.join());
  assert.ok(after.some((link) => link.startsWith('</1/1>') && link.includes('ssid=123')), after.join());
  assert.ok(object.every((link) => /^<\/(0(\/.*)?)?>/.test(link)), object.join());
  assert.equal(bootstrap.seen('bootstrapEnd').length, 1);
}

async function readBack(session: Session): Promise<void> {
  const { report } = await begin(session, [
    ...accountOf(session),
    { task: 'read', path: '/1' },
    { task: 'read', path: '/1/1', format: 'SENML_CBOR' },
  ]);
  assert.deepEqual(told(report).slice(2), ['read /1 2.05', 'read /1/1 2.05', 'finish 2.04']);
  const [, , object, instance] = report.answers.map(({ content }) => content);
  assert.deepEqual((object as Record<string, Content>)[1], instance);
  assert.equal((instance as Record<string, Content>)[0], shortServerId);
}

/** A bootstrap server may read objects 1 and 2 alone. */
async function refuseRead(session: Session): Promise<void> {
  const { report } = await begin(session, [...accountOf(session), { task: 'read', path: '/3/0' }, { task: 'read', path: '/0/1' }]);
  assert.deepEqual(told(report).slice(2), ['read /3/0 4.05', 'read /0/1 4.05', 'finish 2.04']);
}

/** Everything may go but the account of the bootstrap server and the Device. */
async function deleteAll(session: Session): Promise<void> {
  const registered = session.next('registered');
  const { report } = await begin(session, [
    ...accountOf(session), { task: 'delete', path: '/' }, { task: 'discover', path: '/' }, ...accountOf(session),
  ]);
  assert.deepEqual(told(report).slice(2, 4), ['delete / 2.02', 'discover / 2.05']);
  const { links = [] } = report.answers[3];
  assert.ok(links.some((link) => link.startsWith('</0/0>')), `the bootstrap server's account in ${links.join()}`);
  assert.ok(links.some((link) => link.startsWith('</3/0>')), `the Device in ${links.join()}`);
  assert.ok(!links.some((link) => link.startsWith('</0/1>') || link.startsWith('</1/1>')), `what was deleted in ${links.join()}`);
  await registered;
}

/** A configuration that cannot work is refused at its end, and nobody is registered with. */
async function refuseInconsistent(session: Session): Promise<void> {
  const { report } = await begin(session, [write('/0/1', security(session.uri)), write('/1/1', terms(shortServerId + 1))]);
  assert.deepEqual(told(report), ['write /0/1 2.04', 'write /1/1 2.04', 'finish 4.06']);
  assert.equal(report.failure, 'FINISH_FAILED');
  assert.deepEqual(session.seen('registered'), []);
}

async function refuseEmpty(session: Session): Promise<void> {
  const { report } = await begin(session, []);
  assert.deepEqual(told(report), ['finish 4.06']);
}

/** What a bootstrap server has written is there after a power cut, and is not asked for again. */
async function survive(session: Session): Promise<void> {
  const first = session.next('registered');
  const { bootstrap } = await begin(session, accountOf(session));
  await first;
  const second = session.next('registered');
  await session.cutPower();
  assert.equal((await second).lifetime, lifetime);
  assert.equal(bootstrap.seen('bootstrapRequest').length, 1);
}

/** /1/x/9 sends the client back to its bootstrap server (LwM2M 1.1 Core 6.1.3). */
async function trigger(session: Session): Promise<void> {
  const registered = session.next('registered');
  const { bootstrap } = await begin(session, accountOf(session));
  await registered;
  await bootstrap.setTasks([write('/1/1/1', 77)]);
  const [ended, back] = [bootstrap.session(), session.next('registered')];
  assert.deepEqual(await session.execute('/1/1/9'), { code: '2.04' });
  assert.deepEqual(told(await ended), ['write /1/1/1 2.04', 'finish 2.04']);
  assert.equal((await back).lifetime, 77);
}

/** Two accounts and the rights of both, from one session. */
async function provisionTwo(session: Session): Promise<void> {
  const second = await session.startSecond();
  const both = [session.next('registered'), second.next('registered')];
  const { report } = await begin(session, [
    ...accountOf(session),
    write('/0/2', security(second.uri, 124)),
    write('/1/2', terms(124)),
    write('/2/0', { 0: 3442, 1: 0, 2: { 124: 1 }, 3: shortServerId }),
    write('/2/1', { 0: 3, 1: 0, 2: { 0: 1 }, 3: shortServerId }),
  ]);
  assert.deepEqual(told(report), [...['/0/1', '/1/1', '/0/2', '/1/2', '/2/0', '/2/1'].map((path) => `write ${path} 2.04`), 'finish 2.04']);
  await Promise.all(both);
  assert.equal((await second.read('/3442/0/120')).code, '2.05');
  assert.equal((await second.write('/3442/0/120', 'TEXT', 1)).code, '4.01');
  assert.deepEqual(await session.write('/3442/0/120', 'TEXT', 1), { code: '2.04' });
  assert.equal((await second.read('/3/0/0')).code, '2.05');
}

export const bootstrapping: readonly Scenario[] = onApp([
  { name: 'Bootstrap: an account, TLV', run: (session) => provision(session, 'TLV') },
  { name: 'Bootstrap: an account, SenML CBOR', run: (session) => provision(session, 'SENML_CBOR') },
  { name: 'Bootstrap: an account, SenML JSON', run: (session) => provision(session, 'SENML_JSON') },
  { name: 'Bootstrap: whole objects', run: provisionObjects },
  { name: 'Bootstrap: Discover', run: discoverAll },
  { name: 'Bootstrap: Read', run: readBack },
  { name: 'Bootstrap: Read, of what is not its business', run: refuseRead, notByLeshan: 'it says 4.00' },
  { name: 'Bootstrap: Delete everything', run: deleteAll },
  { name: 'Bootstrap: an inconsistent configuration', run: refuseInconsistent },
  { name: 'Bootstrap: no configuration', run: refuseEmpty, notByLeshan: 'it is content with nothing' },
  { name: 'Bootstrap: it outlives a power cut', run: survive, notByLeshan: 'it stores nothing' },
  { name: 'Bootstrap: when a server asks for it', run: trigger, seconds: 25 },
  { name: 'Bootstrap: two servers and their rights', run: provisionTwo, notByLeshan: 'one server at a time' },
]);
