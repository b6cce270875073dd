import { once } from 'node:events';
import type { Packet, ParsedPacket } from 'coap-packet';
import { describeStep, startBootstrapServer, type BootstrapEvents, type BootstrapServer } from '../../../tools/server/bootstrap';
import { defaultConfig, parseConfig, type BootstrapConfig } from '../../../tools/server/bootstrapConfig';
import { decodeContent } from '../../../tools/server/content';
import { Definitions } from '../../../tools/server/definitions';
import { formatPath } from '../../../tools/server/path';
import { printBootstrap } from '../../../tools/server/repl/bootstrap';
import { contentFormat, FakeClient, optionNumber, pathOf, uintOption } from './fakeClient';
import { FakeClock } from './fakeClock';

const SERVER = 'coap://127.0.0.1:5683';
const definitions = new Definitions();

let clock: FakeClock;
let server: BootstrapServer;
let client: FakeClient;
let lines: string[];

async function start(config: BootstrapConfig): Promise<void> {
  clock = new FakeClock();
  server = await startBootstrapServer({ port: 0, clock, config });
  client = await FakeClient.open(server.port());
  client.script = willing;
  lines = [];
  printBootstrap(server, (line) => lines.push(line.replace(/:\d+$/, '')));
}

afterEach(async () => {
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

/** A client that does what it is told. */
function willing(request: ParsedPacket): Partial<Packet> {
  if (request.code === '0.01') return { code: '2.05', options: [contentFormat(40)], payload: Buffer.from('</>;lwm2m=1.1,</0/0>;uri="coap://b",</1>') };
  return { code: request.code === '0.04' ? '2.02' : '2.04' };
}

/** Asks for a bootstrap and waits for its end. */
async function bootstrap(end: keyof BootstrapEvents = 'finished', query: string[] = ['ep=light']): Promise<unknown[]> {
  const ended = once(server, end);
  expect((await client.ask('POST', '/bs', { query })).code).toBe('2.04');
  return ended;
}

const said = (request: ParsedPacket): unknown[] => [request.code, pathOf(request), optionNumber(request, 'Content-Format')];

describe('the steps of the defaults', () => {
  beforeEach(() => start(defaultConfig(SERVER)));

  test('provision one server without security', async () => {
    await bootstrap();
    const requests = client.requests();
    expect(requests.map(said)).toEqual([
      ['0.01', '/', undefined],
      ['0.04', '/0', undefined],
      ['0.04', '/1', undefined],
      ['0.03', '/0/1', 11542],
      ['0.03', '/1/0', 11542],
      ['0.02', '/bs', undefined],
    ]);
    expect(optionNumber(requests[0], 'Accept')).toBe(40);
    const values = (index: number, path: number[]): unknown[] =>
      decodeContent(11542, requests[index].payload, path, definitions).map((leaf) => [formatPath(leaf.path), Buffer.isBuffer(leaf.value) ? leaf.value.length : leaf.value]);
    expect(values(3, [0, 1])).toEqual([['/0/1/0', SERVER], ['/0/1/1', false], ['/0/1/2', 3], ['/0/1/3', 0], ['/0/1/4', 0], ['/0/1/5', 0], ['/0/1/10', 1]]);
    expect(values(4, [1, 0])).toEqual([['/1/0/0', 1], ['/1/0/1', 300], ['/1/0/6', false], ['/1/0/7', 'U']]);
  });

  test('are told one by one', async () => {
    await bootstrap();
    expect(lines).toEqual([
      'bootstrap | light asks, from 127.0.0.1',
      'bootstrap | light discover / 2.05 Content',
      'bootstrap |   / lwm2m=1.1',
      'bootstrap |   /0/0 uri=coap://b',
      'bootstrap |   /1',
      'bootstrap | light delete /0 2.02 Deleted',
      'bootstrap | light delete /1 2.02 Deleted',
      'bootstrap | light write /0/1 2.04 Changed',
      'bootstrap | light write /1/0 2.04 Changed',
      'bootstrap | light finish 2.04 Changed',
      'bootstrap | light is done and will register',
    ]);
  });

  test('come in the format that the client prefers (pct)', async () => {
    await bootstrap('finished', ['ep=light', 'pct=112']);
    expect(client.requests().map((request) => optionNumber(request, 'Content-Format'))).toEqual([undefined, undefined, undefined, 112, 112, undefined]);
  });

  test('a client that cannot be looked at is provisioned all the same', async () => {
    client.script = (request) => (request.code === '0.01' ? { code: '4.05' } : willing(request));
    await bootstrap();
    expect(client.requests()).toHaveLength(6);
  });

  test('a step that fails ends the session', async () => {
    client.script = (request) => (pathOf(request) === '/0/1' ? { code: '4.00', payload: Buffer.from('no room') } : willing(request));
    expect(await bootstrap('failed')).toEqual(['light', 'write /0/1 was answered 4.00']);
    expect(client.requests()).toHaveLength(4);
    expect(lines.slice(-2)).toEqual(['bootstrap | light write /0/1 4.00 Bad Request: "no room"', 'bootstrap | light failed: write /0/1 was answered 4.00']);
  });

  test('4.06 to Finish is a failure', async () => {
    client.script = (request) => (pathOf(request) === '/bs' ? { code: '4.06' } : willing(request));
    expect(await bootstrap('failed')).toEqual(['light', 'finish was answered 4.06']);
  });

  test('silence ends the session', async () => {
    client.script = () => undefined;
    const failed = once(server, 'failed');
    await client.ask('POST', '/bs', { query: ['ep=light'] });
    await client.packet(({ code }) => code === '0.01');
    clock.advance(30_000);
    expect(await failed).toEqual(['light', 'No answer within 30 s.']);
  });

  test('a client that asks again starts anew', async () => {
    client.script = () => undefined;
    await client.ask('POST', '/bs', { query: ['ep=light'] });
    const first = await client.packet(({ code }) => code === '0.01');
    client.script = willing;
    const finished = once(server, 'finished');
    await client.ask('POST', '/bs', { query: ['ep=light'] });
    client.send({ confirmable: false, ack: true, messageId: first.messageId, token: first.token, ...willing(first) });
    await finished;
    expect(client.requests().map(({ code }) => code)).toEqual(['0.01', '0.01', '0.04', '0.04', '0.03', '0.03', '0.02']);
  });

  test.each<[string, string, string[], string, string]>([
    ['POST', '/bs', [], '4.00', 'the ep parameter is missing'],
    ['POST', '/bs', ['ep=light', 'pct=0'], '4.15', 'prefers Content-Format 0'],
    ['POST', '/bs', ['ep=light', 'x=1'], '4.00', '"x=1" is not a parameter here'],
    ['GET', '/bs', ['ep=light'], '4.05', '/bs takes POST'],
    ['POST', '/rd', ['ep=light'], '4.04', 'a bootstrap server has /bs and /bspack'],
    ['POST', '/bspack', ['ep=light'], '4.05', '/bspack takes GET'],
  ])('%s %s with %p is refused with %s', async (method, path, query, code, reason) => {
    const refused = once(server, 'refused');
    expect((await client.ask(method, path, { query })).code).toBe(code);
    expect((await refused)[2]).toContain(reason);
    expect(client.requests()).toEqual([]);
  });

  test('the pack holds what the steps write', async () => {
    const packed = once(server, 'packed');
    const answer = await client.ask('GET', '/bspack', { query: ['ep=light', 'acc=</0/0>'], more: [uintOption('Accept', 112)] });
    expect([answer.code, optionNumber(answer, 'Content-Format')]).toEqual(['2.05', 112]);
    const leaves = decodeContent(112, answer.payload, [], definitions);
    expect(leaves.map(({ path }) => formatPath(path))).toEqual(['/0/1/0', '/0/1/1', '/0/1/2', '/0/1/3', '/0/1/4', '/0/1/5', '/0/1/10', '/1/0/0', '/1/0/1', '/1/0/6', '/1/0/7']);
    expect((await packed)[0]).toBe('light');
    expect(optionNumber(await client.ask('GET', '/bspack', { query: ['ep=light'], more: [uintOption('Accept', 11544)] }), 'Content-Format')).toBe(11544);
    expect((await client.ask('GET', '/bspack', { query: ['ep=light'], more: [uintOption('Accept', 11542)] })).code).toBe('4.06');
  });
});

describe('a configuration', () => {
  const parse = (text: string): BootstrapConfig => parseConfig(text, definitions);
  const STEPS = '{"steps":[{"discover":"/"},{"read":"/1"},{"delete":"/0"},{"write":"/0/1","content":{"0":"coap://x","3":"0a0b","1":false,"2":3},"format":"senml-cbor"},{"write":"/1","content":{"0":{"0":1}}},{"finish":true}]}';

  test('is read from JSON', async () => {
    const config = parse(STEPS);
    await start(config);
    expect(config.steps.map(describeStep)).toEqual(['discover /', 'read /1', 'delete /0', 'write /0/1', 'write /1', 'finish']);
    expect(config.steps[3]).toEqual({ kind: 'write', path: '/0/1', content: { 0: 'coap://x', 1: false, 2: 3, 3: Buffer.from('0a0b', 'hex') }, format: 112 });
    client.script = (request) =>
      pathOf(request) === '/1' && request.code === '0.01' ? { code: '2.05', options: [contentFormat(11542)], payload: Buffer.from('080003c1007b', 'hex') } : willing(request);
    await bootstrap();
    expect(lines).toContain('bootstrap |   /1/0/0 123');
    // TLV of an object names its instances.
    expect(client.requests()[4].payload.toString('hex')).toBe('0300c10001');
  });

  test.each([
    ['{', 'This is not JSON'],
    ['{}', 'It needs a list "steps".'],
    ['{"steps":[{"erase":"/0"}]}', 'Step 1 is not { "discover": "/" }'],
    ['{"steps":[{"write":"/1/0"}]}', 'Step 1 is not'],
    ['{"steps":[{"finish":true},{"delete":"0"}]}', 'Step 2: "0" is not a path.'],
    ['{"steps":[{"write":"/1/0","content":{"1":"soon"}}]}', '"soon" is not an Integer: write a whole number'],
    ['{"steps":[{"write":"/1/0","content":{"one":1}}]}', '"one" below /1/0 is not an id.'],
    ['{"steps":[{"write":"/1/0","content":{"1":null}}]}', '/1/0/1 is neither a text, a number nor true or false.'],
    ['{"steps":[{"write":"/1/0","content":{"1":1},"format":"json"}]}', '"json" is not a format'],
  ])('%s is refused', async (text, message) => {
    await start(defaultConfig(SERVER));
    expect(() => parse(text)).toThrow(message);
  });
});

test('a session can be played by hand', async () => {
  await start({ steps: [] });
  await client.ask('POST', '/bs', { query: ['ep=light'] });
  const peer = { address: '127.0.0.1', port: client.port() };
  expect((await server.request(peer, { method: 'DELETE', path: [] })).code).toBe('2.02');
  const raw = server.raw(peer);
  raw.sendPacket({ code: 'POST', token: Buffer.from('x'), options: [{ name: 'Uri-Path', value: Buffer.from('bs') }] });
  expect((await raw.next()).code).toBe('2.04');
  raw.close();
});
