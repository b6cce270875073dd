import * as cborJs from 'cbor-js';
import type { ParsedPacket } from 'coap-packet';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { emitted } from './emitted';
import { contentFormat, FakeClient, optionNumber, optionStrings, pathOf, uintOption } from './fakeClient';
import { FakeClock } from './fakeClock';
import { vector, vectorBytes } from './vectors';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
  await client.register();
  client.script = () => ({ code: '2.05', options: [contentFormat(112)], payload: vectorBytes('sc-comp-resp') });
});

afterEach(async () => {
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

/** What a request says, with its SenML CBOR read by cbor-js. */
function said(request: ParsedPacket): object {
  const format = optionNumber(request, 'Content-Format');
  const records = format === 112 || format === 322 ? cborJs.decode(new Uint8Array(request.payload).buffer) : request.payload.toString();
  return { code: request.code, path: pathOf(request), format, accept: optionNumber(request, 'Accept'), records };
}

const VALUES = [
  { path: [3, 0, 0], type: 'String', value: 'Open Mobile Alliance' },
  { path: [3, 0, 9], type: 'Integer', value: 95 },
  { path: [1, 0, 1], type: 'Integer', value: 86400 },
];
const PATHS = ['/3/0/0', '/3/0/9', '/1/0/1'];

describe('Read-Composite', () => {
  test('asks with FETCH for a list of paths, and reads values of all of them', async () => {
    expect(await server.readComposite('light', PATHS)).toEqual({ code: '2.05', diagnostic: '', format: 112, leaves: VALUES });
    const [request] = client.requests();
    expect(said(request)).toEqual({ code: '0.05', path: '/', format: 112, accept: 112, records: [{ 0: '/3/0/0' }, { 0: '/3/0/9' }, { 0: '/1/0/1' }] });
    expect(request.payload.toString('hex')).toBe(vector('sc-fetch'));
  });
  test('in JSON, with an answer in LwM2M CBOR', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(11544)], payload: vectorBytes('lc-comp') });
    const { leaves } = await server.readComposite('light', ['/'], { format: 320, accept: 11544 });
    expect(leaves.map(({ value }) => value)).toEqual(['Open Mobile Alliance', 100, 86400]);
    expect(said(client.requests()[0])).toMatchObject({ format: 320, accept: 11544, records: '[{"n":"/"}]' });
  });
  test('nothing is an empty list', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(112)], payload: Buffer.of(0x80) });
    expect((await server.readComposite('light', ['/9'])).leaves).toEqual([]);
  });
  test('an error is an answer; what cannot be asked is not sent', async () => {
    client.script = () => ({ code: '4.01' });
    expect(await server.readComposite('light', PATHS)).toMatchObject({ code: '4.01', leaves: [] });
    await expect(server.readComposite('light', [])).rejects.toThrow('Name at least one path');
    await expect(server.readComposite('light', ['3/0'])).rejects.toThrow('"3/0" is not a path');
    expect(client.requests()).toHaveLength(1);
  });
  test('the alternate path stands before names', async () => {
    await client.ask('POST', '/rd', { query: ['ep=rooted', 'lt=60', 'lwm2m=1.1'], format: 40, payload: '</mote>;rt="oma.lwm2m",</mote/3/0>' });
    client.script = () => ({ code: '2.05', options: [contentFormat(110)], payload: Buffer.from('[{"n":"/mote/3/0/9","v":5}]') });
    expect((await server.readComposite('rooted', ['/3/0/9'])).leaves).toEqual([{ path: [3, 0, 9], type: 'Integer', value: 5 }]);
    expect(said(client.requests()[0])).toMatchObject({ path: '/mote', records: [{ 0: '/mote/3/0/9' }] });
  });
});

describe('Write-Composite', () => {
  beforeEach(() => {
    client.script = () => ({ code: '2.04' });
  });
  test('writes with iPATCH', async () => {
    expect(await server.writeComposite('light', { '/3311/0/5850': true, '/3303/0/5601': 1.5, '/1/0': { 2: 5, 7: 'U' } })).toEqual({ code: '2.04', diagnostic: '' });
    expect(said(client.requests()[0])).toEqual({
      code: '0.07', path: '/', format: 112, accept: undefined,
      records: [{ 0: '/3311/0/5850', 4: true }, { 0: '/3303/0/5601', 2: 1.5 }, { 0: '/1/0/2', 2: 5 }, { 0: '/1/0/7', 3: 'U' }],
    });
  });
  test('null removes a resource instance', async () => {
    await server.writeComposite('light', { '/2/0/2/101': null }, 322);
    expect(client.requests()[0].payload.toString('hex')).toBe(vector('sc-etch-del'));
  });
});

describe('Observe-Composite', () => {
  let token: Buffer;
  beforeEach(async () => {
    client.script = (request) => {
      const observe = optionNumber(request, 'Observe') === 0 ? [uintOption('Observe', 3)] : [];
      return { code: '2.05', options: [...observe, contentFormat(112)], payload: vectorBytes('sc-comp-resp') };
    };
    expect(await server.observeComposite('light', PATHS, { attributes: { pmin: 1, pmax: 10 } })).toMatchObject({ established: true, leaves: VALUES });
    [{ token }] = client.requests();
  });

  test('asks once for all paths', () => {
    const [request] = client.requests();
    expect([optionNumber(request, 'Observe'), optionStrings(request, 'Uri-Query')]).toEqual([0, ['pmin=1', 'pmax=10']]);
    expect(said(request)).toMatchObject({ code: '0.05', records: [{ 0: '/3/0/0' }, { 0: '/3/0/9' }, { 0: '/1/0/1' }] });
  });

  test('a notification has the values of all', async () => {
    const payload = Buffer.from('[{"n":"/3/0/9","v":7},{"n":"/1/0/1","v":60}]');
    const [notification] = await emitted(server, 'notification', () => client.send({ code: '2.05', token, options: [uintOption('Observe', 4), contentFormat(110)], payload }));
    expect(notification.path).toBe(PATHS.join(' '));
    expect(notification.leaves.map(({ value }) => value)).toEqual([7, 60]);
  });

  test('cancel repeats the list with Observe 1 and the same token', async () => {
    await server.cancel('light', PATHS.join(' '));
    const [first, last] = client.requests();
    expect([last.code, optionNumber(last, 'Observe'), last.token]).toEqual(['0.05', 1, token]);
    expect(last.payload).toEqual(first.payload);
    await expect(server.cancel('light', PATHS.join(' '))).rejects.toThrow('is not observed. Observed: nothing.');
  });

  test('cancel by reset rejects the next notification', async () => {
    await server.cancel('light', PATHS.join(' '), 'reset');
    const messageId = client.send({ code: '2.05', token, options: [uintOption('Observe', 4), contentFormat(112)], payload: Buffer.of(0x80) });
    expect((await client.packet((packet) => packet.messageId === messageId)).reset).toBe(true);
  });
});

describe('Send', () => {
  test('is answered, decoded and told, with time stamps', async () => {
    const payload = '[{"bn":"/3303/0/5700","bt":1700000000,"v":20.5},{"t":60,"v":21},{"bn":"/3/0/9","v":9,"t":0}]';
    const [sent] = await emitted(server, 'sent', async () => {
      expect((await client.ask('POST', '/dp', { format: 110, payload })).code).toBe('2.04');
    });
    expect(sent).toMatchObject({ format: 110, client: { endpoint: 'light' }, time: clock.now() });
    expect(sent.leaves.map(({ path, value, time }) => [path.join('/'), value, time])).toEqual([
      ['3303/0/5700', 20.5, 1700000000],
      ['3303/0/5700', 21, 1700000060],
      ['3/0/9', 9, 1700000000],
    ]);
  });

  test.each<[string, number, string, string, string]>([
    ['an object that was not registered', 110, '[{"n":"/6/0/0","v":1}]', '4.04', 'which it did not register'],
    ['a wrong value', 110, '[{"n":"/3/0/9","vs":"x"}]', '4.00', '/3/0/9: x is not an Integer'],
    ['a format without names', 0, 'x', '4.00', 'cannot be read'],
  ])('of %s is refused', async (_, format, payload, code, message) => {
    const [, error] = await emitted(server, 'refused', async () => {
      expect((await client.ask('POST', '/dp', { format, payload })).code).toBe(code);
    });
    expect(error.message).toContain(message);
  });

  test('of a stranger is refused', async () => {
    const stranger = await FakeClient.open(server.port());
    expect((await stranger.ask('POST', '/dp', { format: 110, payload: '[]' })).code).toBe('4.04');
    expect((await stranger.ask('GET', '/dp')).code).toBe('4.05');
    stranger.close();
  });
});

describe('the format that is asked for', () => {
  test.each([
    ['</>;ct="60 110 112 11544",</3/0>', 112],
    ['</>;ct=11542,</3/0>', 11542],
    ['</>;ct=11544,</3/0>', 11544],
    ['</>;ct=60,</3/0>', 11542],
    ['</3/0>', 11542],
  ])('of a client with %s is %d', async (payload, format) => {
    await client.ask('POST', '/rd', { query: ['ep=other', 'lt=60', 'lwm2m=1.2'], format: 40, payload });
    client.script = () => ({ code: '4.04' });
    await server.read('other', '/3');
    await server.observe('other', '/3');
    expect(client.requests().map((request) => optionNumber(request, 'Accept'))).toEqual([format, format]);
  });
  test('can be left to the client', async () => {
    client.script = () => ({ code: '4.04' });
    await server.read('light', '/3', { accept: null });
    expect(optionNumber(client.requests()[0], 'Accept')).toBeUndefined();
  });
});

describe('operations of 1.2', () => {
  beforeEach(() => {
    client.script = () => ({ code: '2.04' });
  });
  test('discover with a depth', async () => {
    await server.discover('light', '/3', 3);
    expect(optionStrings(client.requests()[0], 'Uri-Query')).toEqual(['depth=3']);
  });
  test('delete of a resource instance', async () => {
    await server.delete('light', '/3/0/11/1');
    expect([client.requests()[0].code, pathOf(client.requests()[0])]).toEqual(['0.04', '/3/0/11/1']);
    await expect(server.delete('light', '/3/0/11')).rejects.toThrow('A resource cannot be deleted');
  });
  test('observe with attributes of its own', async () => {
    await server.observe('light', '/3/0/9', { attributes: { pmin: 1, con: 1, edge: null } });
    expect(optionStrings(client.requests()[0], 'Uri-Query')).toEqual(['pmin=1', 'con=1', 'edge']);
  });
  test('create and write in other formats', async () => {
    await server.create('light', '/3311/1', { 5850: true }, 110);
    await server.write('light', '/3311/1/5851', 40, { format: 60 });
    expect(client.requests().map((request) => [optionNumber(request, 'Content-Format'), request.payload.toString('latin1')])).toEqual([
      [110, '[{"bn":"/3311/1/","n":"5850","vb":true}]'],
      [60, '\x18\x28'],
    ]);
  });
  test('a registration with a profile is told to send its list (4.09), one with letters of 1.2 is taken', async () => {
    expect((await client.ask('POST', '/rd', { query: ['ep=p', 'lt=60', 'lwm2m=1.2', 'pid=oma:x'] })).code).toBe('4.09');
    expect((await client.ask('POST', '/rd', { query: ['ep=p', 'lt=60', 'lwm2m=1.2', 'b=UMH', 'pid=oma:x'], format: 40, payload: '</3/0>' })).code).toBe('2.01');
    expect((await client.ask('POST', '/rd', { query: ['ep=p', 'lt=60', 'lwm2m=1.1', 'b=UM'], format: 40, payload: '</3/0>' })).code).toBe('4.00');
  });
});
