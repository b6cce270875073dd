import dgram, { type Socket } from 'dgram';
import { once } from 'events';
import { networkInterfaces } from 'os';
import { closeLink, closeLinks, openLink, sendOnLink } from '../../../boards/linux/links';
import type { BoardEvents } from '../../../src/board';

/** What a link tells, and a promise of the next thing. */
function recordEvents(size = 64): { events: BoardEvents; happened: string[]; next: () => Promise<string> } {
  const happened: string[] = [];
  let wake: (event: string) => void = () => {};
  const note = (event: string): void => {
    happened.push(event);
    wake(event);
  };
  const buffer = new Uint8Array(size);
  const events: BoardEvents = {
    buffer,
    received: (link, length) => note(`received ${link} ${length} ${Buffer.from(buffer.subarray(0, length)).toString()}`),
    opened: (link, error) => note(`opened ${link} ${error}`),
    timer: () => note('timer'),
    stopping: () => note('stopping'),
    button: () => note('button'),
  };
  return { events, happened, next: () => new Promise((resolve) => (wake = resolve)) };
}

const sockets: Socket[] = [];

async function listen(address: string, port = 0): Promise<Socket> {
  const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
  sockets.push(socket);
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

function send(link: number, text: string): void {
  const bytes = Buffer.from(text);
  sendOnLink(link, bytes, bytes.length);
}

/** Has `act` called with the socket of each link that is opened from now on, as soon as it is made. */
function watchSockets(act: (socket: Socket) => void): void {
  const { createSocket } = dgram;
  jest.spyOn(dgram, 'createSocket').mockImplementation((options) => {
    const socket = createSocket(options);
    act(socket);
    return socket;
  });
}

afterEach(() => {
  jest.restoreAllMocks();
  closeLinks();
  for (const socket of sockets.splice(0)) socket.close();
});

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['localhost', '127.0.0.1', true], // IPv4 even where localhost is also ::1
  ['::1', '::1', hasIpv6], // a machine without IPv6 has to say that it cannot
])('opens %s, sends and receives', async (host, address, possible) => {
  const { events, happened, next } = recordEvents();
  const server = possible ? await listen(address) : undefined;
  openLink(events, 2, host, server === undefined ? 5683 : server.address().port, 0);
  expect(happened).toEqual([]);
  expect(await next()).toBe(`opened 2 ${possible ? 0 : 1}`);
  if (server === undefined) return;

  send(2, 'ping');
  const [bytes, { port }] = (await once(server, 'message')) as [Buffer, { port: number }];
  expect(bytes.toString()).toBe('ping');
  server.send('pong', port, address);
  expect(await next()).toBe('received 2 4 pong');
});

test('sends what the buffer held at the time', async () => {
  const { events, next } = recordEvents();
  const server = await listen('127.0.0.1');
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  await next();
  const buffer = Buffer.from('first and more');
  sendOnLink(0, buffer, 5);
  buffer.fill(0);
  const [bytes] = (await once(server, 'message')) as [Buffer];
  expect(bytes.toString()).toBe('first');
});

test('a datagram longer than the buffer is cut and its true length told; an empty one is a datagram too', async () => {
  const { events, next } = recordEvents(4);
  const server = await listen('127.0.0.1');
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  await next();
  sendOnLink(0, new Uint8Array(0), 0);
  const [bytes, { port }] = (await once(server, 'message')) as [Buffer, { port: number }];
  expect(bytes).toHaveLength(0);
  server.send('abcdefgh', port, '127.0.0.1');
  expect(await next()).toBe('received 0 8 abcd');
  server.send('', port, '127.0.0.1');
  expect(await next()).toBe('received 0 0 ');
});

test('hears its peer only', async () => {
  const { events, happened, next } = recordEvents();
  const server = await listen('127.0.0.1');
  const stranger = await listen('127.0.0.1');
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  await next();
  send(0, 'ping');
  const [, { port }] = (await once(server, 'message')) as [Buffer, { port: number }];
  stranger.send('from a stranger', port, '127.0.0.1');
  await new Promise((sent) => stranger.send('again', port, '127.0.0.1', sent));
  server.send('pong', port, '127.0.0.1');
  await next();
  expect(happened).toEqual(['opened 0 0', 'received 0 4 pong']);
});

test('opening a link again closes the former', async () => {
  const { events, happened, next } = recordEvents();
  const server = await listen('127.0.0.1');
  const ports: number[] = [];
  for (let count = 0; count < 2; count++) {
    openLink(events, 0, '127.0.0.1', server.address().port, 0);
    await next();
    send(0, 'ping');
    const [, { port }] = (await once(server, 'message')) as [Buffer, { port: number }];
    ports.push(port);
  }
  server.send('to the former', ports[0], '127.0.0.1');
  server.send('pong', ports[1], '127.0.0.1');
  await next();
  expect(happened).toEqual(['opened 0 0', 'opened 0 0', 'received 0 4 pong']);
});

test('an error of an open link, as ICMP makes them, changes nothing', async () => {
  const { events, happened, next } = recordEvents();
  const server = await listen('127.0.0.1');
  let linkSocket: Socket | undefined;
  watchSockets((socket) => (linkSocket = socket));
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  await next();
  linkSocket?.emit('error', new Error('recvmsg ECONNREFUSED'));
  send(0, 'ping');
  await once(server, 'message');
  expect(happened).toEqual(['opened 0 0']);
});

test('a socket that cannot be connected is told once', async () => {
  const { events, happened, next } = recordEvents();
  watchSockets((socket) => process.nextTick(() => socket.emit('error', new Error('bind EADDRINUSE'))));
  openLink(events, 0, '127.0.0.1', 5683, 0);
  await next();
  send(0, 'lost');
  openLink(events, 1, 'no-such-host.invalid', 5683, 0);
  await next();
  expect(happened).toEqual(['opened 0 1', 'opened 1 1']);
});

test('a socket that is made but not connected takes no datagrams yet', async () => {
  const { events, next } = recordEvents();
  const server = await listen('127.0.0.1');
  const arrived: string[] = [];
  server.on('message', (bytes) => arrived.push(bytes.toString()));
  watchSockets(() => process.nextTick(() => send(0, 'too early')));
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  await next();
  send(0, 'open');
  await once(server, 'message');
  expect(arrived).toEqual(['open']);
});

test('what is sent before the link is open, or after it is closed, is lost', async () => {
  const { events, next } = recordEvents();
  const server = await listen('127.0.0.1');
  const arrived: string[] = [];
  server.on('message', (bytes) => arrived.push(bytes.toString()));
  send(0, 'never opened');
  openLink(events, 0, '127.0.0.1', server.address().port, 0);
  send(0, 'not open yet');
  await next();
  openLink(events, 1, '127.0.0.1', server.address().port, 0);
  await next();
  closeLink(1);
  closeLink(1);
  closeLink(7);
  send(1, 'closed');
  send(0, 'open');
  await once(server, 'message');
  expect(arrived).toEqual(['open']);
});

test('no event follows the closing of a link, also while it is being opened', async () => {
  const { events, happened, next } = recordEvents();
  const server = await listen('127.0.0.1');
  openLink(events, 0, 'localhost', server.address().port, 0);
  closeLink(0);
  openLink(events, 1, 'no-such-host.invalid', 5683, 0);
  closeLink(1);
  openLink(events, 1, 'localhost', server.address().port, 0);
  openLink(events, 1, 'localhost', server.address().port, 0); // closes the former
  await next();
  openLink(events, 2, 'no-such-host.invalid', 5683, 0); // looked up after the others
  await next();
  expect(happened).toEqual(['opened 1 0', 'opened 2 1']);
});

test('a server that restarts is heard again on the same link', async () => {
  const { events, happened, next } = recordEvents();
  const first = await listen('127.0.0.1');
  const { port } = first.address();
  openLink(events, 0, '127.0.0.1', port, 0);
  await next();
  sockets.splice(0);
  first.close();
  await once(first, 'close');
  // To a closed port: the kernel answers with ICMP "port unreachable".
  for (let count = 0; count < 3; count++) send(0, 'lost');
  const second = await listen('127.0.0.1', port);
  const message = once(second, 'message') as Promise<[Buffer, { port: number }]>;
  let heard = false;
  void message.then(() => (heard = true));
  while (!heard) {
    send(0, 'again'); // the first may be lost to an error that is still waiting in the socket
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [, { port: boardPort }] = await message;
  second.send('back', boardPort, '127.0.0.1');
  await next();
  expect(happened).toEqual(['opened 0 0', 'received 0 4 back']);
});
