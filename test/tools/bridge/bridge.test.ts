import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { decodeAnswer, Dns, encodeQuestion, Resolved } from '../../../src/net/dns';
import { cameAlong, decodeUdp, encodeUdp, Packet, readAddress, Route, udp, UdpBytes, UdpField, writePort } from '../../../src/net/udp';
import { startBridge, type Bridge, type BridgeOptions } from '../../../tools/bridge/bridge';
import { slipLine } from '../../../tools/bridge/slipLine';

const open = { pass: (deliver: () => void) => (deliver(), true) };
const shut = { pass: () => false };

let bridge: Bridge;
let captured: string[];
let server: Socket;
let port: number;

function start(options: Partial<BridgeOptions> = {}): void {
  bridge = startBridge({
    address: '10.0.0.1',
    fromBoards: open,
    toBoards: open,
    lookup: (name) => Promise.resolve(name === 'this' ? '127.0.0.1' : '192.0.2.7'),
    captured: (packet) => captured.push(Buffer.from(packet).toString('hex')),
    ...options,
  });
}

/** A board on a line, with the address that is told. */
function board(address: string): { line: Duplex; send(to: string, toPort: number, payload: Buffer, fromPort?: number): void; next(): Promise<Buffer> } {
  const [line, end] = duplexPair();
  bridge.attach(end);
  const arrived: Buffer[] = [];
  const slip = slipLine(line, (packet) => {
    arrived.push(packet);
    line.emit('packet');
  });
  return {
    line,
    send(to, toPort, payload, fromPort = 40000) {
      slip.send(packetOf(address, fromPort, to, toPort, payload));
    },
    async next() {
      while (arrived.length === 0) await once(line, 'packet');
      return arrived.shift()!;
    },
  };
}

function route(source: string, sourcePort: number, destination: string, destinationPort: number): Uint8Array {
  const row = new Uint8Array(Route.bytes);
  readAddress(source, row, Route.source);
  readAddress(destination, row, Route.destination);
  writePort(row, Route.sourcePort, sourcePort);
  writePort(row, Route.destinationPort, destinationPort);
  return row;
}

function packetOf(source: string, sourcePort: number, destination: string, destinationPort: number, payload: Buffer): Buffer {
  const packet = Buffer.concat([Buffer.alloc(UdpBytes.headers), payload]);
  encodeUdp(packet, payload.length, route(source, sourcePort, destination, destinationPort), 0);
  return packet;
}

/** The payload of a packet that has come to `address`:40000 from `source`. */
function payloadOf(packet: Buffer, address: string, source: string, sourcePort: number): Buffer {
  expect(decodeUdp(packet, packet.length, packet.length)).toBe(Packet.udp);
  expect(cameAlong(packet, route(address, 40000, source, sourcePort), 0)).toBe(true);
  return packet.subarray(udp[UdpField.payloadStart], udp[UdpField.payloadEnd]);
}

beforeEach(async () => {
  captured = [];
  server = createSocket('udp4').on('message', (message, from) => server.send(message.toString().toUpperCase(), from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  start();
});

afterEach(() => {
  bridge.close();
  server.close();
});

test.each(['10.0.0.1', '127.0.0.1'])('a server on this machine answers a board by %s, from the address it was asked at', async (address) => {
  const { send, next } = board('10.0.0.2');
  send(address, port, Buffer.from('hello'));
  expect(payloadOf(await next(), '10.0.0.2', address, port).toString()).toBe('HELLO');
  expect(bridge.counters).toMatchObject({ fromBoards: 1, bytesFromBoards: 5, toBoards: 1, bytesToBoards: 5, damaged: 0, lost: 0 });
  expect(captured.length).toBe(2);
});

test('boards with the same address and port on two lines each get their own answers', async () => {
  const boards = [board('10.0.0.2'), board('10.0.0.2')];
  boards.forEach(({ send }, i) => send('10.0.0.1', port, Buffer.from(`board ${i}`)));
  for (const [i, { next }] of boards.entries()) {
    expect(payloadOf(await next(), '10.0.0.2', '10.0.0.1', port).toString()).toBe(`BOARD ${i}`);
  }
});

test('a board keeps its port at the server from one datagram to the next', async () => {
  const seen: number[] = [];
  server.on('message', (_, from) => seen.push(from.port));
  const { send, next } = board('10.0.0.2');
  for (const text of ['one', 'two']) {
    send('10.0.0.1', port, Buffer.from(text));
    await next();
  }
  expect(seen[0]).toBe(seen[1]);
});

test('names are answered, and this machine by the address of the bridge', async () => {
  const { send, next } = board('10.0.0.2');
  for (const [name, expected] of [['lwm2m.example.org', [192, 0, 2, 7]], ['this', [10, 0, 0, 1]]] as const) {
    const to = Buffer.alloc(Dns.question);
    const question = to.subarray(0, encodeQuestion(to, 7, name));
    send('10.0.0.1', Dns.port, question);
    const answer = payloadOf(await next(), '10.0.0.2', '10.0.0.1', Dns.port);
    const address = new Uint8Array(4);
    expect(decodeAnswer(answer, 0, answer.length, question, question.length, address)).toBe(Resolved.address);
    expect([...address]).toEqual(expected);
  }
  expect(bridge.counters.names).toBe(2);
});

test('noise, damaged packets and what is no UDP are counted, and the next datagram goes through', async () => {
  const { line, send, next } = board('10.0.0.2');
  const packet = packetOf('10.0.0.2', 40000, '10.0.0.1', port, Buffer.from('x'));
  const wrong = Buffer.from(packet);
  wrong[28] ^= 1;
  const ping = Buffer.from('450000140000400040010000' + '0a0000020a000001', 'hex');
  ping.writeUInt16BE(0x26e7, 10);
  const raw = slipLine(line, () => undefined);
  line.write(Buffer.from('fffe00', 'hex'));
  raw.send(wrong);
  raw.send(ping);
  send('10.0.0.1', port, Buffer.from('hello'));
  expect(payloadOf(await next(), '10.0.0.2', '10.0.0.1', port).toString()).toBe('HELLO');
  expect(bridge.counters).toMatchObject({ fromBoards: 1, damaged: 1, other: 2 });
});

test('what nobody on the line has asked for does not get there', async () => {
  const { send, next } = board('10.0.0.2');
  const stranger = createSocket('udp4');
  server.once('message', (_, from) => stranger.send('unasked', from.port, '127.0.0.1'));
  send('10.0.0.1', port, Buffer.from('first'));
  await next();
  while (bridge.counters.unasked === 0) await new Promise(setImmediate);
  expect(bridge.counters.toBoards).toBe(1);
  stranger.close();
});

test.each(['fromBoards', 'toBoards'] as const)('what the path of %s loses is counted', async (way) => {
  bridge.close();
  start({ [way]: shut });
  board('10.0.0.2').send('10.0.0.1', port, Buffer.from('hello'));
  while (bridge.counters.lost === 0) await new Promise(setImmediate);
  expect(bridge.counters).toMatchObject({ lost: 1, toBoards: 0 });
});

test('a datagram too large for a line is dropped and counted', async () => {
  server.removeAllListeners('message').on('message', (_, from) => server.send(Buffer.alloc(1473), from.port, from.address));
  board('10.0.0.2').send('10.0.0.1', port, Buffer.from('hello'));
  while (bridge.counters.overrun === 0) await new Promise(setImmediate);
  expect(bridge.counters.toBoards).toBe(0);
});

test('a board may use more ports than there are sockets for one: the oldest goes', async () => {
  const { send, next } = board('10.0.0.2');
  for (let from = 1; from <= 70; from++) {
    send('10.0.0.1', port, Buffer.from('x'), from);
    await next();
  }
  expect(bridge.counters.toBoards).toBe(70);
});
