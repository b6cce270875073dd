import type { RawChannel } from '../../../tools/server/raw';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { block, contentFormat, FakeClient, optionNumber, tlv } from './fakeClient';
import { FakeClock } from './fakeClock';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;
let raw: RawChannel;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
  await client.register('light', ['lt=0', 'lwm2m=1.1', 'b=U']);
  client.script = tlv('');
  raw = server.raw('light');
});

afterEach(async () => {
  raw.close();
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

const GET = { code: 'GET', token: Buffer.from('own'), options: [{ name: 'Uri-Path' as const, value: Buffer.from('3') }] };

test('bytes arrive as they are', async () => {
  raw.send(Buffer.from('40010001', 'hex'));
  expect(await client.packet(({ messageId, code }) => messageId === 1 && code === '0.01')).toMatchObject({ confirmable: true, token: Buffer.alloc(0) });
});

test('the answer to a packet is the channel\'s, and the server does not see it', async () => {
  const messageId = raw.sendPacket(GET);
  expect(await raw.next(({ token }) => token.equals(GET.token))).toMatchObject({ messageId, ack: true, code: '2.05' });
  // npm coap would answer an ACK that it does not know with a Reset.
  expect((await server.read('light', '/3')).code).toBe('2.05');
  expect(client.received.filter(({ reset }) => reset)).toEqual([]);
});

test('a message id can be used twice, and a block out of its place be sent', async () => {
  raw.sendPacket({ ...GET, messageId: 7 });
  raw.sendPacket({ ...GET, messageId: 7, options: [...GET.options, block('Block1', 1048575, false, 6)] as typeof GET.options });
  await raw.next(({ messageId }) => messageId === 7);
  await raw.next(({ messageId }) => messageId === 7);
  expect(client.requests().map((request) => [request.messageId, optionNumber(request, 'Block1')])).toEqual([[7, undefined], [7, 1048575 * 16 + 6]]);
});

test('requests of the server go on beside it', async () => {
  client.script = (request) => (request.token.equals(GET.token) ? undefined : { code: '2.05', options: [contentFormat(0)], payload: Buffer.from('Mote') });
  raw.sendPacket(GET);
  expect((await server.read('light', '/3/0/0')).leaves[0].value).toBe('Mote');
});

test('an exclusive channel plays the whole server', async () => {
  raw.close();
  raw = server.raw('light', { exclusive: true });
  client.send({ code: 'POST', messageId: 77, token: Buffer.from('u'), options: [{ name: 'Uri-Path', value: Buffer.from('rd') }] });
  const update = await raw.next(({ code }) => code === '0.02');
  raw.acknowledge(update);
  expect(await client.packet(({ messageId, ack }) => messageId === 77 && ack)).toMatchObject({ code: '0.00' });
  raw.close();
  // Closed, the server answers again.
  expect((await client.ask('GET', '/rd')).code).toBe('4.05');
});

test('waiting ends with the time that it is given', async () => {
  const waiting = expect(raw.next(() => false, 5)).rejects.toThrow('No such packet came within 5 s.');
  clock.advance(5000);
  await waiting;
});

test('a datagram that is no CoAP is kept as bytes', async () => {
  client.sendBytes(Buffer.from('ff', 'hex'));
  client.send({ code: '0.00', messageId: 5 });
  await raw.next(({ messageId }) => messageId === 5);
  expect(raw.received.map(({ bytes, packet }) => [bytes.toString('hex'), packet === undefined])).toEqual([['ff', true], ['40000005', false]]);
});
