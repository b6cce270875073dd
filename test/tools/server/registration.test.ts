import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { emitted } from './emitted';
import { contentFormat, FakeClient, LIGHT, optionStrings, tlv } from './fakeClient';
import { FakeClock } from './fakeClock';


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

describe('Register', () => {
  test('answers 2.01 with the location rd/<id> and keeps what the client said', async () => {
    const [registered] = await emitted(server, 'registered', () => client.register('light', ['lt=300', 'lwm2m=1.1', 'b=UT', 'Q']));
    expect(registered).toMatchObject({
      endpoint: 'light',
      state: 'registered',
      lifetime: 300,
      version: '1.1',
      binding: 'UT',
      queueMode: true,
      peer: { address: '127.0.0.1', port: client.port() },
      expiresAt: clock.now() + 300_000,
    });
    expect(registered.links.map(({ target }) => target)).toEqual(['/1/0', '/3/0', '/3303/0', '/3311/0']);
    expect(server.clients()).toEqual([registered]);
  });

  test('tells the location that a later Update finds', async () => {
    const location = await client.register();
    expect(location).toMatch(/^\/rd\/[0-9a-f]{8}$/);
    const [updated] = await emitted(server, 'updated', async () => {
      expect((await client.ask('POST', location, { query: ['lt=600'] })).code).toBe('2.04');
    });
    expect(updated.lifetime).toBe(600);
  });

  test('reads queue mode of LwM2M 1.0 in the binding', async () => {
    const [registered] = await emitted(server, 'registered', () => client.register('old', ['lwm2m=1.0', 'b=UQ']));
    expect(registered).toMatchObject({ binding: 'U', queueMode: true, lifetime: 86_400 });
  });

  test('finds the endpoint name whole when it has an ampersand in it', async () => {
    const [registered] = await emitted(server, 'registered', () => client.register('a&b=c'));
    expect(registered.endpoint).toBe('a&b=c');
  });

  test.each<[string, string[], string, number | undefined, string]>([
    ['no ep', ['lt=300', 'lwm2m=1.1'], LIGHT, 40, '4.00'],
    ['no lwm2m', ['ep=x', 'lt=300'], LIGHT, 40, '4.00'],
    ['no lt in 1.1', ['ep=x', 'lwm2m=1.1'], LIGHT, 40, '4.00'],
    ['a lifetime that is no number', ['ep=x', 'lt=5m', 'lwm2m=1.1'], LIGHT, 40, '4.00'],
    ['a lifetime of more than 32 bits', ['ep=x', 'lt=4294967296', 'lwm2m=1.1'], LIGHT, 40, '4.00'],
    ['a version this server has not', ['ep=x', 'lt=300', 'lwm2m=9.9'], LIGHT, 40, '4.12'],
    ['queue mode of 1.0 in 1.1', ['ep=x', 'lt=300', 'lwm2m=1.1', 'b=UQ'], LIGHT, 40, '4.00'],
    ['queue mode of 1.1 in 1.0', ['ep=x', 'lt=300', 'lwm2m=1.0', 'b=U', 'Q'], LIGHT, 40, '4.00'],
    ['an unknown parameter', ['ep=x', 'lt=300', 'lwm2m=1.1', 'foo=1'], LIGHT, 40, '4.00'],
    ['a parameter twice', ['ep=x', 'ep=y', 'lt=300', 'lwm2m=1.1'], LIGHT, 40, '4.00'],
    ['no list of objects', ['ep=x', 'lt=300', 'lwm2m=1.1'], '', 40, '4.00'],
    ['a list that is not link-format', ['ep=x', 'lt=300', 'lwm2m=1.1'], '</3/0>,', 40, '4.00'],
    ['a list of another Content-Format', ['ep=x', 'lt=300', 'lwm2m=1.1'], LIGHT, 0, '4.00'],
    ['a list without Content-Format', ['ep=x', 'lt=300', 'lwm2m=1.1'], LIGHT, undefined, '4.00'],
  ])('refuses %s', async (_, query, payload, format, code) => {
    const [peer, error] = await emitted(server, 'refused', async () => {
      expect((await client.ask('POST', '/rd', { query, format, payload })).code).toBe(code);
    });
    expect(peer.port).toBe(client.port());
    expect(error.code).toBe(code);
    expect(server.clients()).toEqual([]);
  });

  test('refuses what is not a registration', async () => {
    expect((await client.ask('GET', '/rd')).code).toBe('4.05');
    expect((await client.ask('POST', '/nothing')).code).toBe('4.04');
    expect((await client.ask('POST', '/rd/00000000')).code).toBe('4.04');
    expect((await client.ask('DELETE', '/rd/00000000')).code).toBe('4.04');
  });

  test('answers a repeated Register with the same registration, and registers once', async () => {
    let count = 0;
    server.on('registered', () => count++);
    const packet = {
      code: 'POST',
      messageId: 77,
      token: Buffer.from('same'),
      options: [
        { name: 'Uri-Path', value: Buffer.from('rd') },
        contentFormat(40),
        ...['ep=light', 'lt=300', 'lwm2m=1.1'].map((query) => ({ name: 'Uri-Query', value: Buffer.from(query) })),
      ],
      payload: Buffer.from(LIGHT),
    };
    client.send(packet);
    client.send(packet);
    await client.ask('GET', '/rd');
    const replies = client.received.filter((reply) => reply.messageId === 77).map((reply) => optionStrings(reply, 'Location-Path'));
    expect(replies).toHaveLength(2);
    expect(replies[0]).toEqual(replies[1]);
    expect(count).toBe(1);
  });

  test('replaces the registration of a client that registers again, and forgets its observations', async () => {
    const first = await client.register();
    const observation = { code: '2.05', options: [{ name: 'Observe', value: Buffer.of(1) }, contentFormat(0)], payload: Buffer.from('20') };
    client.script = () => observation;
    await server.observe('light', '/3303/0/5700');
    const [{ token }] = client.requests();
    const second = await client.register();
    expect(second).not.toBe(first);
    expect((await client.ask('POST', first)).code).toBe('4.04');
    expect(server.clients()).toHaveLength(1);
    expect(server.clients()[0].observations.size).toBe(0);
    const stale = client.send({ ...observation, token });
    expect((await client.packet(({ messageId }) => messageId === stale)).reset).toBe(true);
  });

  test('rejects an unknown critical option with 4.02 and passes over an elective one', async () => {
    const request = { code: 'POST', token: Buffer.from('o'), options: [{ name: 'Uri-Path', value: Buffer.from('rd') }] };
    const critical = client.send({ ...request, options: [...request.options, { name: 65001, value: Buffer.of(1) }] });
    expect((await client.packet(({ ack, messageId }) => ack && messageId === critical)).code).toBe('4.02');
    const elective = client.send({ ...request, options: [...request.options, { name: 65000, value: Buffer.of(1) }] });
    expect((await client.packet(({ ack, messageId }) => ack && messageId === elective)).code).toBe('4.00');
  });
});

describe('Update and De-register', () => {
  test('an Update without parameters starts the lifetime anew', async () => {
    const location = await client.register();
    clock.advance(299_000);
    await emitted(server, 'updated', () => client.ask('POST', location));
    clock.advance(299_000);
    expect(server.clients()[0].state).toBe('registered');
  });

  test('an Update changes lifetime, binding and objects, and follows the client to its new port', async () => {
    const location = await client.register();
    const moved = await FakeClient.open(server.port());
    try {
      const query = ['lt=60', 'b=T'];
      const [updated] = await emitted(server, 'updated', () => moved.ask('POST', location, { query, format: 40, payload: '</1/0>,</3/0>' }));
      expect(updated).toMatchObject({ lifetime: 60, binding: 'T', peer: { port: moved.port() } });
      expect(updated.links).toHaveLength(2);
      moved.script = tlv('e1 16da 01');
      expect((await server.read('light', '/3311/0/5850')).leaves[0].value).toBe(true);
    } finally {
      moved.close();
    }
  });

  test.each(['ep=other', 'lwm2m=1.1', 'lt=x', 'b=UQ', 'pid=1'])('an Update with %s is refused', async (parameter) => {
    const location = await client.register();
    expect((await client.ask('POST', location, { query: [parameter] })).code).toBe('4.00');
  });

  test('De-register answers 2.02, and the location is gone', async () => {
    const location = await client.register();
    const [gone] = await emitted(server, 'deregistered', async () => {
      expect((await client.ask('DELETE', location)).code).toBe('2.02');
    });
    expect(gone.state).toBe('deregistered');
    expect((await client.ask('DELETE', location)).code).toBe('4.04');
    await expect(server.read('light', '/3/0')).rejects.toThrow('light is not registered. Registered: no client.');
  });

  test('a registration expires when its lifetime has passed, not before', async () => {
    await client.register();
    clock.advance(299_999);
    expect(server.clients()[0].state).toBe('registered');
    const [gone] = await emitted(server, 'expired', () => clock.advance(1));
    expect(gone).toMatchObject({ endpoint: 'light', state: 'expired', expiresAt: undefined });
  });

  test('lifetime 0 never ends', async () => {
    await client.register('light', ['lt=0', 'lwm2m=1.1']);
    expect(clock.timers()).toBe(0);
    expect(server.clients()[0].expiresAt).toBeUndefined();
  });

  test('accepts a location in one segment', async () => {
    const location = await client.register();
    const messageId = client.send({ code: 'DELETE', token: Buffer.from('d'), options: [{ name: 'Uri-Path', value: Buffer.from(location.slice(1)) }] });
    expect((await client.packet((packet) => packet.messageId === messageId)).code).toBe('2.02');
  });
});
