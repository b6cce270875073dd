import type { ParsedPacket } from 'coap-packet';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { urlOf } from '../../../tools/server/address';
import { emitted } from './emitted';
import { contentFormat, FakeClient, optionNumber, optionStrings, pathOf, tlv } from './fakeClient';
import { FakeClock } from './fakeClock';

const TLV = 11542;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
});

afterEach(async () => {
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

describe('operations', () => {
  beforeEach(() => client.register());

  test('come from the port that the client registered to', async () => {
    // The fake client's socket is not connected: what proves the port is that its answers reach the server's only one.
    client.script = tlv('e1 16da 01');
    const answer = await server.read('light', '/3311/0/5850');
    expect(answer).toMatchObject({ code: '2.05', format: TLV, leaves: [{ path: [3311, 0, 5850], type: 'Boolean', value: true }] });
  });

  const sent: [string, () => Promise<unknown>, object][] = [
    ['read', () => server.read('light', '/3/0'), { code: '0.01', path: '/3/0', accept: TLV }],
    ['read as text', () => server.read('light', '/3/0/0', { accept: 0 }), { code: '0.01', path: '/3/0/0', accept: 0 }],
    ['discover', () => server.discover('light', '/3'), { code: '0.01', path: '/3', accept: 40 }],
    ['write one value', () => server.write('light', '/3311/0/5850', true), { code: '0.03', path: '/3311/0/5850', format: 0, payload: '31' }],
    ['write one value in TLV', () => server.write('light', '/3311/0/5850', true, { format: TLV }), { code: '0.03', format: TLV, payload: 'e116da01' }],
    ['write an opaque value', () => server.write('light', '/5/0/0', hex('010203')), { code: '0.03', format: 42, payload: '010203' }],
    ['replace an instance', () => server.write('light', '/3311/0', { 5850: true, 5851: 40 }), { code: '0.03', path: '/3311/0', format: TLV, payload: 'e116da01e116db28' }],
    ['update an instance', () => server.write('light', '/3311/0', { 5851: 40 }, { update: true }), { code: '0.02', path: '/3311/0', format: TLV, payload: 'e116db28' }],
    ['update a multiple resource', () => server.write('light', '/3/0/11', { 1: 7 }, { update: true }), { code: '0.02', path: '/3/0/11', format: TLV, payload: '830b410107' }],
    ['write-attributes', () => server.writeAttributes('light', '/3303/0/5700', { pmin: 1, pmax: 10, gt: null }), { code: '0.03', query: ['pmin=1', 'pmax=10', 'gt'], format: undefined, payload: '' }],
    ['execute', () => server.execute('light', '/3/0/4'), { code: '0.02', path: '/3/0/4', format: undefined, payload: '' }],
    ['execute with arguments', () => server.execute('light', '/1/0/8', "0='U'"), { code: '0.02', format: 0, payload: Buffer.from("0='U'").toString('hex') }],
    ['create with an id', () => server.create('light', '/3311/1', { 5850: false }), { code: '0.02', path: '/3311', format: TLV, payload: '0401e116da00' }],
    ['create without an id', () => server.create('light', '/3311', { 5850: false }), { code: '0.02', path: '/3311', format: TLV, payload: 'e116da00' }],
    ['create without values', () => server.create('light', '/3311/2'), { code: '0.02', path: '/3311', payload: '0002' }],
    ['delete', () => server.delete('light', '/3311/1'), { code: '0.04', path: '/3311/1' }],
  ];
  test.each(sent)('%s sends its request', async (_, operate, expected) => {
    client.script = () => ({ code: '4.04' });
    await operate();
    const [, request] = [client.received[0], client.requests()[0]];
    const seen = {
      code: request.code,
      path: pathOf(request),
      query: optionStrings(request, 'Uri-Query'),
      accept: optionNumber(request, 'Accept'),
      format: optionNumber(request, 'Content-Format'),
      payload: request.payload.toString('hex'),
    };
    expect(seen).toMatchObject(expected);
    expect(request.confirmable).toBe(true);
  });

  test('zero is sent as an empty option (RFC 7252 3.2)', async () => {
    await server.read('light', '/3/0/0', { accept: 0 });
    expect(client.requests()[0].options.find(({ name }) => name === 'Accept')?.value).toHaveLength(0);
  });

  test('create tells where the new instance is', async () => {
    client.script = () => ({ code: '2.01', options: ['3311', '4'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) })) });
    expect(await server.create('light', '/3311')).toEqual({ code: '2.01', diagnostic: '', location: '/3311/4' });
  });

  test('discover reads links and their attributes', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(40)], payload: Buffer.from('</3303/0>;pmin=1,</3303/0/5700>;pmax=10') });
    const { links } = await server.discover('light', '/3303/0');
    expect(links.map(({ target, attributes }) => [target, ...attributes.entries()])).toEqual([
      ['/3303/0', ['pmin', '1']],
      ['/3303/0/5700', ['pmax', '10']],
    ]);
  });

  test('an error comes back with its code and what the client says of it', async () => {
    client.script = () => ({ code: '4.05', payload: Buffer.from('read only') });
    expect(await server.write('light', '/3303/0/5700', 20)).toEqual({ code: '4.05', diagnostic: 'read only' });
  });

  test('a separate response is taken and acknowledged, also when it comes without the ACK', async () => {
    let request: ParsedPacket | undefined;
    client.script = (packet) => {
      request = packet;
      return undefined;
    };
    const reading = server.read('light', '/3/0/0', { accept: 0 });
    await client.packet(({ code }) => code === '0.01');
    const messageId = client.send({ code: '2.05', token: request?.token, options: [contentFormat(0)], payload: Buffer.from('Mote') });
    expect((await reading).leaves[0].value).toBe('Mote');
    expect((await client.packet((packet) => packet.messageId === messageId)).ack).toBe(true);
  });

  test('a Reset is no answer', async () => {
    client.script = () => ({ code: '0.00', ack: false, reset: true, token: undefined });
    await expect(server.read('light', '/3/0')).rejects.toThrow('The client rejected the request with a Reset.');
  });

  test('silence ends after the answer timeout, and the client can be asked again', async () => {
    client.script = () => undefined;
    const reading = server.read('light', '/3/0');
    const silence = expect(reading).rejects.toThrow('No answer within 30 s.');
    await client.packet(({ code }) => code === '0.01');
    clock.advance(30_000);
    await silence;
    client.script = tlv('');
    expect((await server.read('light', '/3/0')).code).toBe('2.05');
  });

  test('one request at a time goes to a client (NSTART 1)', async () => {
    let open = 0;
    let most = 0;
    client.script = (request) => {
      most = Math.max(most, ++open);
      setImmediate(() => {
        open--;
        client.send({ code: '4.04', confirmable: false, ack: true, messageId: request.messageId, token: request.token });
      });
      return undefined;
    };
    await Promise.all(['/3/0', '/3303/0', '/3311/0', '/1/0'].map((path) => server.read('light', path)));
    expect(client.requests().map(pathOf)).toEqual(['/3/0', '/3303/0', '/3311/0', '/1/0']);
    expect(most).toBe(1);
  });

  test('an answer in blocks is put together (RFC 7959)', async () => {
    const text = 'Open Mobile Alliance, Lightweight M2M';
    client.script = (request) => {
      const asked = request.options.find(({ name }) => name === 'Block2')?.value[0] ?? 0;
      const number = asked >> 4;
      const more = 16 * (number + 1) < text.length ? 8 : 0;
      const block = { name: 'Block2', value: Buffer.of((number << 4) | more) };
      return { code: '2.05', options: [contentFormat(0), block], payload: Buffer.from(text.slice(16 * number, 16 * (number + 1))) };
    };
    expect((await server.read('light', '/3/0/0', { accept: 0 })).leaves[0].value).toBe(text);
    expect(client.requests()).toHaveLength(3);
  });

  test('a message of the client with the id of our request does not end it', async () => {
    client.script = () => undefined;
    const reading = server.read('light', '/3/0/0', { accept: 0 });
    const request = await client.packet(({ code }) => code === '0.01');
    client.send({ code: '0.00', messageId: request.messageId });
    await client.packet(({ reset, messageId }) => reset && messageId === request.messageId);
    client.send({ code: '2.05', confirmable: false, ack: true, messageId: request.messageId, token: request.token, options: [contentFormat(0)], payload: Buffer.from('x') });
    expect((await reading).leaves[0].value).toBe('x');
  });

  test('a payload that is not its format is an error of the answer', async () => {
    client.script = tlv('c8 00 14 41');
    await expect(server.read('light', '/3/0')).rejects.toThrow('the TLV ends inside a record');
  });

  test('the root path that the client announces goes before every path', async () => {
    await client.ask('POST', '/rd', { query: ['ep=rooted', 'lt=60', 'lwm2m=1.1'], format: 40, payload: '</mote>;rt="oma.lwm2m",</mote/3/0>' });
    await server.read('rooted', '/3/0');
    expect(pathOf(client.requests()[0])).toBe('/mote/3/0');
  });

  test('what cannot be asked is refused before anything is sent', async () => {
    await expect(server.read('lamp', '/3/0')).rejects.toThrow('lamp is not registered. Registered: light.');
    await expect(server.read('light', '3/0')).rejects.toThrow('"3/0" is not a path.');
    await expect(server.write('light', '/3311', {})).rejects.toThrow('An object is not written whole');
    await expect(server.execute('light', '/3/0')).rejects.toThrow('Only a resource can be executed');
    await expect(server.create('light', '/3311/0/5850')).rejects.toThrow('Only an instance can be created');
    await expect(server.delete('light', '/3311')).rejects.toThrow('An object cannot be deleted');
    await expect(server.writeAttributes('light', '/3', {})).rejects.toThrow('Name an attribute');
    expect(client.requests()).toEqual([]);
  });
});

describe('observation', () => {
  const PATH = '/3303/0/5700';
  let token: Buffer;

  beforeEach(async () => {
    await client.register();
    client.script = (request) => {
      if (optionNumber(request, 'Observe') === 0) token = request.token;
      return { code: '2.05', options: [{ name: 'Observe', value: Buffer.of(5) }, contentFormat(0)], payload: Buffer.from('20.5') };
    };
    expect(await server.observe('light', PATH)).toMatchObject({ established: true, code: '2.05', leaves: [{ value: 20.5 }] });
  });

  function notify(sequence: number, value: string, confirmable = true): number {
    const observe = { name: 'Observe', value: Buffer.of(sequence >> 16, (sequence >> 8) & 255, sequence & 255) };
    return client.send({ code: '2.05', token, confirmable, options: [observe, contentFormat(0)], payload: Buffer.from(value) });
  }

  test.each([true, false])('notifications come as events (confirmable %p)', async (confirmable) => {
    const [notification] = await emitted(server, 'notification', () => notify(6, '21.5', confirmable));
    expect(notification).toMatchObject({ path: PATH, code: '2.05', time: clock.now(), leaves: [{ path: [3303, 0, 5700], type: 'Float', value: 21.5 }] });
    expect(notification.client.endpoint).toBe('light');
  });

  test('a confirmable notification is acknowledged', async () => {
    const messageId = notify(6, '21.5');
    expect((await client.packet((packet) => packet.messageId === messageId)).ack).toBe(true);
  });

  test('an overtaken or repeated notification is passed over, until 128 s have gone (RFC 7641 3.4)', async () => {
    const values: unknown[] = [];
    server.on('notification', ({ leaves }) => values.push(leaves[0].value));
    await emitted(server, 'notification', () => notify(8, '8'));
    const passedOver = [notify(7, '7'), notify(8, '8')];
    for (const messageId of passedOver) await client.packet((packet) => packet.messageId === messageId && packet.ack);
    expect(values).toEqual([8]);
    clock.advance(128_001);
    await emitted(server, 'notification', () => notify(7, '70'));
    expect(values).toEqual([8, 70]);
  });

  test('the sequence number wraps', async () => {
    clock.advance(128_001);
    await emitted(server, 'notification', () => notify(0xffffff, '1'));
    const [notification] = await emitted(server, 'notification', () => notify(0, '2'));
    expect(notification.leaves[0].value).toBe(2);
  });

  test('an error ends the observation', async () => {
    const [notification] = await emitted(server, 'notification', () => client.send({ code: '4.04', token }));
    expect(notification).toMatchObject({ code: '4.04', leaves: [] });
    expect(server.clients()[0].observations.size).toBe(0);
  });

  test('cancel asks with Observe 1 and the same token', async () => {
    await server.cancel('light', PATH);
    const request = client.requests()[client.requests().length - 1];
    expect([optionNumber(request, 'Observe'), request.token, pathOf(request)]).toEqual([1, token, PATH]);
    expect(server.clients()[0].observations.size).toBe(0);
    await expect(server.cancel('light', PATH)).rejects.toThrow(`${PATH} is not observed. Observed: nothing.`);
  });

  test('cancel by reset rejects the next notification', async () => {
    const before = client.requests().length;
    await server.cancel('light', PATH, 'reset');
    const messageId = notify(6, '21.5');
    expect((await client.packet((packet) => packet.messageId === messageId)).reset).toBe(true);
    expect(client.requests()).toHaveLength(before);
  });

  test('after it ends other requests still wait for their answers', async () => {
    await server.cancel('light', PATH, 'reset');
    client.script = () => undefined;
    const reading = server.read('light', '/3/0/0', { accept: 0 });
    const request = await client.packet(({ code, token: own }) => code === '0.01' && !own.equals(token));
    client.send({ code: '2.05', token: request.token, options: [contentFormat(0)], payload: Buffer.from('late') });
    expect((await reading).leaves[0].value).toBe('late');
  });

  test('observing again replaces the earlier observation', async () => {
    const earlier = token;
    await server.observe('light', PATH);
    const stale = client.send({ code: '2.05', token: earlier, options: [{ name: 'Observe', value: Buffer.of(9) }, contentFormat(0)], payload: Buffer.from('1') });
    expect((await client.packet((packet) => packet.messageId === stale)).reset).toBe(true);
    const [notification] = await emitted(server, 'notification', () => notify(6, '22'));
    expect(notification.leaves[0].value).toBe(22);
  });

  test('a notification that cannot be read is told as trouble', async () => {
    const [message] = await emitted(server, 'trouble', () => notify(6, 'warm'));
    expect(message).toBe(`light /3303/0/5700: The client's answer cannot be read, since "warm" is not the text of a Float.`);
  });

  test('a client that does not observe only answers', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(0)], payload: Buffer.from('1') });
    expect(await server.observe('light', '/3303/0/5701')).toMatchObject({ established: false, code: '2.05' });
    client.script = () => ({ code: '4.05' });
    expect(await server.observe('light', '/3/0/4')).toMatchObject({ established: false, code: '4.05', leaves: [] });
    expect([...server.clients()[0].observations.keys()]).toEqual([PATH]);
  });
});

test('the address of a server', async () => {
  expect(server.url()).toBe(`coap://127.0.0.1:${server.port()}`);
  expect(urlOf('coap', '::1', 5683)).toBe('coap://[::1]:5683');
  // Bound to every address, it shows one that a device can reach.
  expect(urlOf('http', '0.0.0.0', 80)).toMatch(/^http:\/\/(?!0\.0\.0\.0)\d+\.\d+\.\d+\.\d+:80$/);
});

describe('the socket', () => {
  test('a ping is answered with one Reset (RFC 7252 4.3)', async () => {
    const messageId = client.send({ code: '0.00' });
    await client.packet(({ reset }) => reset);
    await client.ask('GET', '/rd');
    expect(client.received.filter((packet) => packet.messageId === messageId)).toHaveLength(1);
  });

  test('bytes that are not CoAP are passed over', async () => {
    for (const bytes of ['', '00', '40', 'ffffffffff', '400100', '6f01ffff']) client.sendBytes(hex(bytes));
    expect((await client.ask('GET', '/rd')).code).toBe('4.05');
    expect(client.received).toHaveLength(1);
  });

  test('a busy port is an error', async () => {
    await expect(startServer({ port: server.port() })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('closing ends what is under way', async () => {
    const other = await startServer({ port: 0, clock });
    const lamp = await FakeClient.open(other.port());
    await lamp.register('lamp');
    lamp.script = () => undefined;
    const reading = expect(other.read('lamp', '/3/0')).rejects.toThrow('The server was closed.');
    const queued = expect(other.read('lamp', '/1/0')).rejects.toThrow('The server was closed.');
    await lamp.packet(({ code }) => code === '0.01');
    await other.close();
    await Promise.all([reading, queued]);
    lamp.close();
  });
});
