/** What does not fit in one message (RFC 7959), both ways, up to 100 KB. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Block, Content, Message } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { Session } from '../session';

const data = '/19/0/0/0';
const opaque = '/3442/0/150';
const large = 100 * 1024;
/** More than the client has room for. */
const tooLarge = 200 * 1024;

/** Bytes in hex that repeat nowhere, always the same. */
function bytes(size: number): string {
  const blocks: string[] = [];
  for (let i = 0; i * 32 < size; i++) blocks.push(createHash('sha256').update(String(i)).digest('hex'));
  return blocks.join('').slice(0, size * 2);
}

/** Texts and numbers in hex are too long to be shown in a difference. */
function assertSame(actual: Content | undefined, expected: string): void {
  assert.equal(typeof actual, 'string');
  assert.equal((actual as string).length, expected.length, 'the length');
  assert.ok(actual === expected, 'the bytes differ');
}

function blocks(messages: readonly Message[], from: Message['from'], option: 'block1' | 'block2'): Block[] {
  return messages.filter((each) => each.from === from).flatMap((each) => each[option] ?? []);
}

async function writeLarge(session: Session, path: string): Promise<void> {
  await session.register();
  const content = bytes(large);
  assert.deepEqual(await session.write(path, 'OPAQUE', content), { code: '2.04' });
  const sent = blocks(session.seen('message'), 'server', 'block1');
  assert.ok(sent.length >= large / 1024 && sent.some(({ more }) => more), 'nothing was sent in blocks');
  assertSame((await session.read(path, 'OPAQUE')).content, content);
}

/** A large value changes, and its reading is never a mixture of both. */
async function replaceLarge(session: Session): Promise<void> {
  await session.register();
  const first = bytes(large);
  const second = bytes(3000).replaceAll('0', 'f');
  assert.deepEqual(await session.write(data, 'OPAQUE', first), { code: '2.04' });
  assert.deepEqual(await session.write(data, 'OPAQUE', second), { code: '2.04' });
  assertSame((await session.read(data, 'OPAQUE')).content, second);
}

/** The firmware of object 5, pushed to its Package: it is downloaded then (LwM2M 1.1 Core E.6). */
async function pushFirmware(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write('/5/0/0', 'OPAQUE', bytes(large)), { code: '2.04' });
  assert.equal((await session.read('/5/0/3', 'TEXT')).content, 2, 'State: downloaded');
  assert.equal((await session.read('/5/0/5', 'TEXT')).content, 0, 'Update Result');
  assert.deepEqual(await session.write('/5/0/0', 'OPAQUE', ''), { code: '2.04' });
  assert.equal((await session.read('/5/0/3', 'TEXT')).content, 0, 'State: idle, after an empty Package');
}

async function refuseTooLarge(session: Session): Promise<void> {
  await session.register();
  const before = bytes(16);
  assert.deepEqual(await session.write(opaque, 'OPAQUE', before), { code: '2.04' });
  assert.equal((await session.write(opaque, 'OPAQUE', bytes(tooLarge))).code, '4.13');
  assertSame((await session.read(opaque, 'OPAQUE')).content, before);
}

/** Several resources, in blocks of 64 bytes: refused or stored as a whole. */
async function writeInstance(session: Session): Promise<void> {
  await session.register();
  const text = 'grün ☀ '.repeat(30);
  const content = { 110: text, 120: 7, 1110: { 1: 'one', 2: text } };
  assert.deepEqual(await session.write('/3442/0', 'TLV', content, 'UPDATE'), { code: '2.04' });
  assert.ok(blocks(session.seen('message'), 'server', 'block1').every(({ size }) => size <= 64));
  assert.equal((await session.read('/3442/0/110')).content, text);
  assert.equal((await session.read('/3442/0/120')).content, 7);
  const bad = await session.write('/3442/0', 'SENML_JSON', { 110: 'x'.repeat(300), 4: { 0: 'read-only' } }, 'UPDATE');
  assert.equal(bad.code, '4.05');
  assert.equal((await session.read('/3442/0/110')).content, text);
}

/** The server asks for blocks of 64 bytes from the start. */
async function readSmall(session: Session): Promise<void> {
  await session.register();
  const content = bytes(1000);
  assert.deepEqual(await session.write(opaque, 'OPAQUE', content), { code: '2.04' });
  const { code, payload } = await session.coap({ method: 'GET', path: opaque, accept: 42, block2: { num: 0, size: 64 } });
  assert.equal(code, '2.05');
  assertSame(payload, content);
  const given = blocks(session.seen('message'), 'client', 'block2');
  assert.deepEqual(given.map(({ num }) => num), [...Array(16).keys()]);
  assert.ok(given.every(({ size }) => size === 64));
  assert.deepEqual(given.map(({ more }) => more), [...Array<boolean>(15).fill(true), false]);
}

/** A request and a response that are both too long. */
async function readComposite(session: Session): Promise<void> {
  await session.register();
  const text = 'y'.repeat(2000);
  assert.deepEqual(await session.write('/3442/0/110', 'TEXT', text), { code: '2.04' });
  const paths = [110, 120, 125, 130, 140, 160, 170].map((id) => `/3442/0/${id}`);
  const { code, content } = await session.readComposite(paths);
  assert.equal(code, '2.05');
  assert.equal((content as Record<string, Content>)['/3442/0/110'], text);
  assert.equal(Object.keys(content as object).length, paths.length);
  assert.notDeepEqual(blocks(session.seen('message'), 'server', 'block1'), []);
  assert.notDeepEqual(blocks(session.seen('message'), 'client', 'block2'), []);
}

/** The server asks for the rest of a notification without repeating the list of paths. */
async function notifyComposite(session: Session): Promise<void> {
  await session.register();
  const paths = ['/3442/0/110', '/3442/0/120'];
  const { code, observation } = await session.observeComposite(paths);
  assert.equal(code, '2.05');
  for (const text of ['n'.repeat(2000), 'm'.repeat(3000)]) {
    const notified = session.next('notification', (each) => each.observation === observation);
    assert.deepEqual(await session.write('/3442/0/110', 'TEXT', text), { code: '2.04' });
    const { content, error } = await notified;
    assert.equal(error, undefined);
    assert.equal((content as Record<string, Content>)['/3442/0/110'], text);
    assert.equal(Object.keys(content as object).length, paths.length);
  }
}

async function discover(session: Session): Promise<void> {
  await session.register({ sensors: 60 });
  const { code, links = [] } = await session.discover('/3303');
  assert.equal(code, '2.05');
  const instances = links.filter((link) => /^<\/3303\/\d+>/.test(link));
  assert.equal(instances.length, 60);
  assert.ok(blocks(session.seen('message'), 'client', 'block2').length > 1);
}

/** The first block of a notification comes by itself; the server asks for the others (RFC 7959 2.6). */
async function notify(session: Session): Promise<void> {
  await session.register();
  const { observation } = await session.observe(opaque, 'OPAQUE');
  for (const size of [2000, 3000]) {
    const notified = session.next('notification', (each) => each.observation === observation);
    const content = bytes(size);
    assert.deepEqual(await session.write(opaque, 'OPAQUE', content), { code: '2.04' });
    const { content: given, error } = await notified;
    assert.equal(error, undefined);
    assertSame(given, content);
  }
}

async function register(session: Session): Promise<void> {
  const { links } = await session.register({ sensors: 120 });
  assert.equal(links.filter((link) => /^<\/3303\/\d+>/.test(link)).length, 120);
  assert.ok(blocks(session.seen('message'), 'client', 'block1').length > 1);
  const updated = session.next('updated');
  assert.equal((await session.create('/3442/1', { 120: 1 })).code, '2.01');
  assert.ok((await updated).links?.includes('</3442/1>'));
}

/** What is read in blocks goes on while other requests come in between. */
async function interleave(session: Session): Promise<void> {
  await session.register();
  const content = bytes(large);
  assert.deepEqual(await session.write(data, 'OPAQUE', content), { code: '2.04' });
  const reading = session.read(data, 'OPAQUE');
  for (let value = 0; value < 20; value++) {
    assert.deepEqual(await session.write('/3442/0/120', 'TEXT', value), { code: '2.04' });
    assert.equal((await session.read('/3442/0/120', 'TEXT')).content, value);
  }
  assertSame((await reading).content, content);
}

const smallBlocks = { server: { blockSize: 64 } };

export const blockwise: readonly Scenario[] = onApp([
  { name: 'Block-wise: 100 KB to a resource and back', run: (session) => writeLarge(session, opaque), seconds: 20 },
  { name: 'Block-wise: 100 KB to a resource instance and back', run: (session) => writeLarge(session, data), seconds: 20 },
  { name: 'Block-wise: a large value is replaced', run: replaceLarge, seconds: 20 },
  { name: 'Block-wise: 100 KB of firmware', run: pushFirmware, seconds: 20, notByLeshan: 'no object 5' },
  { name: 'Block-wise: too large', run: refuseTooLarge, seconds: 20, notByLeshan: 'it has more room' },
  { name: 'Block-wise: an instance in blocks of 64 bytes', run: writeInstance, ...smallBlocks, notByLeshan: 'it takes the read-only resource' },
  { name: 'Block-wise: read in blocks of 64 bytes', run: readSmall },
  { name: 'Block-wise: Read-Composite, request and response', run: readComposite, ...smallBlocks },
  { name: 'Block-wise: Observe-Composite, notifications', run: notifyComposite, notByLeshan: 'Wireshark takes a first block of its for the whole' },
  { name: 'Block-wise: Discover', run: discover },
  { name: 'Block-wise: notifications', run: notify },
  { name: 'Block-wise: Register', run: register },
  { name: 'Block-wise: other requests in between', run: interleave, seconds: 20 },
]);
