/** The console's verbs for formats, composite operations, Send, queue mode and firmware. */
import * as cborJs from 'cbor-js';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { printEvents } from '../../../tools/server/repl/clients';
import { runCommand, startRepl, VERBS } from '../../../tools/server/repl/repl';
import { Session } from '../../../tools/server/repl/session';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { emitted } from './emitted';
import { block, blockOf, contentFormat, FakeClient, optionNumber, optionStrings, pathOf, uintOption } from './fakeClient';
import { FakeClock } from './fakeClock';
import { vectorBytes } from './vectors';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;
let session: Session;
let lines: string[];
let directory: string;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
  await client.register('light', ['lt=86400', 'lwm2m=1.2', 'b=U']);
  client.script = () => ({ code: '2.04' });
  lines = [];
  session = new Session(server, (line) => lines.push(line), VERBS);
  directory = mkdtempSync(join(tmpdir(), 'mote-'));
});

afterEach(async () => {
  await session.close();
  client.close();
  await server.close();
  rmSync(directory, { recursive: true });
});

async function type(line: string): Promise<string[]> {
  lines = [];
  const problem = await runCommand(session, line);
  return problem === undefined ? lines : [...lines, problem];
}

/** Code, path, query, Content-Format, Accept, and payload of the last request: text of text formats, CBOR read by cbor-js. */
function asked(): unknown[] {
  const [request] = client.requests().slice(-1);
  const format = optionNumber(request, 'Content-Format');
  const binary = format === 112 || format === 322 || format === 60;
  const payload = binary ? cborJs.decode(new Uint8Array(request.payload).buffer) : request.payload.toString();
  return [request.code, pathOf(request), ...optionStrings(request, 'Uri-Query'), format, optionNumber(request, 'Accept'), payload];
}

test.each<[string, unknown[]]>([
  ['write /3311/0/5850 on --cbor', ['0.03', '/3311/0/5850', 60, undefined, true]],
  ['write /3311/0/5850 on --format senml-json', ['0.03', '/3311/0/5850', 110, undefined, '[{"bn":"/3311/0/5850","vb":true}]']],
  ['write /3311/0 5851=40 --format=110', ['0.02', '/3311/0', 110, undefined, '[{"bn":"/3311/0/","n":"5851","v":40}]']],
  ['write /3311/0 5851=40 --lwm2m-json --replace', ['0.03', '/3311/0', 11543, undefined, '{"bn":"/3311/0/","e":[{"n":"5851","v":40}]}']],
  ['create /3311/1 5850=true --format senml-json', ['0.02', '/3311', 110, undefined, '[{"bn":"/3311/1/","n":"5850","vb":true}]']],
  ['delete /3/0/11/1', ['0.04', '/3/0/11/1', undefined, undefined, '']],
  ['attr /3342/0/5500 edge=1 con=0 hqmax=5 pmin', ['0.03', '/3342/0/5500', 'edge=1', 'con=0', 'hqmax=5', 'pmin', undefined, undefined, '']],
  ['exec /1/0/9', ['0.02', '/1/0/9', undefined, undefined, '']],
  ['writec /3311/0/5850=off /1/0/1=60', ['0.07', '/', 112, undefined, [{ 0: '/3311/0/5850', 4: false }, { 0: '/1/0/1', 2: 60 }]]],
  ['writec /2/0/2/101= --format senml-etch-json', ['0.07', '/', 320, undefined, '[{"n":"/2/0/2/101","v":null}]']],
])('%s', async (line, request) => {
  expect(await type(line)).toEqual([expect.stringContaining('2.04 Changed')]);
  expect(asked()).toEqual(request);
});

test.each<[string, unknown[]]>([
  ['read /3/0 --accept lwm2m-cbor', ['0.01', '/3/0', undefined, 11544, '']],
  ['read /3/0 --accept none', ['0.01', '/3/0', undefined, undefined, '']],
  ['read /3/0 --accept 999', ['0.01', '/3/0', undefined, 999, '']],
  ['discover /3 --depth 3', ['0.01', '/3', 'depth=3', undefined, 40, '']],
  ['observe /3/0/9 pmin=1 --accept 110', ['0.01', '/3/0/9', 'pmin=1', undefined, 110, '']],
  ['readc /3/0/9 / --senml-json', ['0.05', '/', 112, 110, [{ 0: '/3/0/9' }, { 0: '/' }]]],
  ['readc /3/0/9 --format 320 --accept 322', ['0.05', '/', 320, 322, '[{"n":"/3/0/9"}]']],
  ['observec /3/0/9 /1 pmax=60', ['0.05', '/', 'pmax=60', 112, 112, [{ 0: '/3/0/9' }, { 0: '/1' }]]],
])('%s', async (line, request) => {
  client.script = () => ({ code: '4.06' });
  expect(await type(line)).toEqual([expect.stringContaining('4.06 Not Acceptable. The client does not answer in this format; try')]);
  expect(asked()).toEqual(request);
});

test.each<[string, string]>([
  ['read /3/0 --accept json', '"json" is not a format: write text, opaque, cbor, senml-json, senml-cbor, senml-etch-json, senml-etch-cbor, tlv, lwm2m-json, lwm2m-cbor, or a Content-Format number.'],
  ['read /3/0 --accept', '--accept needs a value after it.'],
  ['read /3/0 --block 100', '"100" is not a block size: write 16, 32, 64, 128, 256, 512 or 1024.'],
  ['read /3/0 --text=1', '--text has no value.'],
  ['readc', 'Name at least one path, as in /3/0/0 /3303/0/5700; / is everything.'],
  ['writec /3/0/9', '"/3/0/9" is not PATH=VALUE, as in /3311/0/5850=true.'],
  ['writec /3/0=5', '/3/0 holds several values: write each, as in /3/0/1=VALUE.'],
  ['writec /3311/0/5850=maybe', '"maybe" is not a Boolean: write true or false.'],
  ['cancelc /3/0/9', '/3/0/9 is not observed. Observed: nothing.'],
  ['push /5/0/0', 'Say which file: push PATH FILE [--block BYTES] [--format FORMAT]'],
  ['push /5/0/0 /no/such/file', "/no/such/file cannot be read: ENOENT: no such file or directory, open '/no/such/file'"],
  ['serve', 'Say which file: serve FILE [PORT] | serve FILE --stop'],
  ['serve /dev/null 70000', '"70000" is not a port: write a number up to 65535.'],
])('"%s" is answered with what to type', async (line, answer) => {
  expect(await type(line)).toEqual([answer]);
  expect(client.requests()).toEqual([]);
});

test('readc shows the values of all paths', async () => {
  client.script = () => ({ code: '2.05', options: [contentFormat(112)], payload: vectorBytes('sc-comp-resp') });
  expect(await type('readc /3/0/0 /3/0/9 /1/0/1')).toEqual([
    'light /3/0/0 /3/0/9 /1/0/1 2.05 Content',
    '  /3/0/0  Manufacturer   "Open Mobile Alliance"',
    '  /3/0/9  Battery Level  95 %',
    '  /1/0/1  Lifetime       86400 s',
  ]);
  client.script = () => ({ code: '2.05', options: [contentFormat(112)], payload: Buffer.of(0x80) });
  expect((await type('readc /9'))[1]).toBe('  The client has nothing of these, or nothing that may be read.');
});

test('observec, the list of what is observed, a notification, cancelc', async () => {
  printEvents(session);
  client.script = (request) => ({
    code: '2.05',
    options: [...(optionNumber(request, 'Observe') === 0 ? [uintOption('Observe', 1)] : []), contentFormat(110)],
    payload: Buffer.from('[{"n":"/3/0/9","v":90}]'),
  });
  expect(await type('observec /3/0/9 /3/0/10')).toEqual(['light /3/0/9 /3/0/10 2.05 Content', '  /3/0/9  Battery Level  90 %']);
  expect(await type('observe')).toEqual(['Observed: (/3/0/9 /3/0/10)']);
  const [{ token }] = client.requests();
  lines = [];
  await emitted(server, 'notification', () => client.send({ code: '2.05', token, options: [uintOption('Observe', 2), contentFormat(110)], payload: Buffer.from('[{"n":"/3/0/9","v":89},{"n":"/3/0/10","v":5}]') }));
  expect(lines).toEqual(['light /3/0/9 Battery Level 89 %', 'light /3/0/10 Memory Free 5']);
  expect(await type('cancelc /3/0/9 /3/0/10')).toEqual(['light /3/0/9 /3/0/10 2.05 Content']);
  await type('observec /3/0/9');
  expect(await type('cancelc /3/0/9 --reset')).toEqual(['light /3/0/9 will be cancelled at its next notification.']);
});

test('a Send is printed with its time stamps', async () => {
  printEvents(session);
  await emitted(server, 'sent', () => client.ask('POST', '/dp', { format: 110, payload: '[{"n":"/3303/0/5700","t":1700000000,"v":21.5},{"n":"/3/0/9","v":90}]' }));
  expect(lines).toEqual([
    'light sent 2 values in senml-json:',
    'light /3303/0/5700 Sensor Value 21.5 at 2023-11-14T22:13:20Z',
    'light /3/0/9 Battery Level 90 %',
  ]);
});

describe('firmware', () => {
  const IMAGE = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) & 255));
  let file: string;

  beforeEach(() => {
    file = join(directory, 'light.bin');
    writeFileSync(file, IMAGE);
  });

  test('push writes a file in blocks, and says how far it is', async () => {
    client.script = (request) => {
      const [number, more, size] = blockOf(request, 'Block1') ?? [0, false, 0];
      return { code: more ? '2.31' : '2.04', options: [block('Block1', number, more, size)] };
    };
    expect(await type(`push /5/0/0 ${file} --block 256`)).toEqual(['  256 of 1000 bytes', '  512 of 1000 bytes', '  768 of 1000 bytes', 'light /5/0/0 2.04 Changed', '  1000 bytes written']);
    expect(Buffer.concat(client.requests().map(({ payload }) => payload)).equals(IMAGE)).toBe(true);
    expect(client.requests().map((request) => optionNumber(request, 'Content-Format'))).toEqual([42, 42, 42, 42]);
  });

  test('push in another format', async () => {
    await type(`push /5/0/0 ${file} --format tlv`);
    expect(client.requests()[0].payload.subarray(0, 4).toString('hex')).toBe('d00003e8');
  });

  test('serve offers a file until it is told to stop', async () => {
    const [line, hint] = await type(`serve ${file}`);
    const url = /coap:\/\/\S+/.exec(line)?.[0] ?? '';
    expect(line).toBe(`${file}, 1000 bytes, is at ${url}`);
    expect(hint).toBe(`  write /5/0/1 ${url}     has a client pull it`);
    const puller = await FakeClient.open(Number(new URL(url).port));
    expect((await puller.ask('GET', '/light.bin')).payload.equals(IMAGE)).toBe(true);
    puller.close();
    expect(await type(`serve ${file} --stop`)).toEqual([`${file} is served no more.`]);
    expect(session.fileServers.size).toBe(0);
    expect(await type(`serve ${file} ${server.port()}`)).toEqual([`UDP port ${server.port()} is in use. Leave it out, and a free one is taken.`]);
  });
});

test('a command to a sleeping client does not hold the console', async () => {
  const location = await client.register('light', ['lt=86400', 'lwm2m=1.1', 'b=U', 'Q']);
  clock.advance(93_000);
  client.script = () => ({ code: '2.05', options: [contentFormat(0)], payload: Buffer.from('Mote') });
  const input = new PassThrough();
  const output = new PassThrough();
  let text = '';
  output.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const repl = startRepl(server, { input, output, terminal: false });
  const held = once(server, 'held');
  input.write('read /3/0/0\nclients\n');
  await held;
  await client.ask('POST', location);
  await client.packet(({ code }) => code === '0.01');
  // The answer has gone through the socket when the next one of it has.
  await server.read('light', '/3/0/0');
  input.write('quit\n');
  await repl.ended;
  repl.close();
  const printed = text.trimEnd().split('\n').map((line) => line.slice(9));
  expect(printed[0]).toBe('light sleeps (queue mode): what you ask waits until it is heard from; 1 waiting.');
  expect(printed[1]).toContain('queue mode (1 waiting)');
  expect(printed).toContain('  /3/0/0  Manufacturer  "Mote"');
});
