/** CoAP over TCP (RFC 8323) on the simulated board: frames by the letter of the RFC, messages by npm coap-packet. */
import { generate, type Packet, parse, type ParsedPacket } from 'coap-packet';
import { createSimulation, type Simulation, type StreamEnd } from '../../boards/sim/board';
import { fresh } from '../fresh';
import { uint } from './message';

type App = typeof import('../../firmware/smart-light/main');

/** The far end of a stream: takes frames apart, answers Register, and asks. */
class Peer {
  readonly heard: ParsedPacket[] = [];
  readonly signals: Buffer[] = [];
  closed = 0;
  private buffer = Buffer.alloc(0);
  private tokens = 0;

  constructor(
    private readonly simulation: Simulation,
    private end: StreamEnd | undefined = undefined,
  ) {
    simulation.streams.listen('server', 5683, (opened) => {
      this.end = opened;
      this.buffer = Buffer.alloc(0);
      return { received: (bytes) => this.receive(Buffer.from(bytes)), closed: () => this.closed++ };
    });
  }

  close(): void {
    this.end?.close();
  }

  sendFrame(bytes: Buffer): void {
    this.end?.send(bytes);
  }

  send(packet: Packet): void {
    const message = generate({ messageId: 1, confirmable: false, ...packet }, 4096);
    const token = message[0] & 15;
    const length = message.length - 4 - token;
    const extension = length < 13 ? [] : length < 269 ? [length - 13] : [(length - 269) >> 8, (length - 269) & 255];
    const nibble = length < 13 ? length : length < 269 ? 13 : 14;
    this.sendFrame(Buffer.concat([Buffer.from([(nibble << 4) | token, ...extension, message[1]]), message.subarray(4)]));
  }

  ask(packet: Packet): ParsedPacket {
    const token = Buffer.from(`t${this.tokens++}`);
    this.send({ token, ...packet });
    const found = (): ParsedPacket | undefined => this.heard.find((each) => each.token.equals(token));
    this.simulation.runUntil(() => found() !== undefined, 5000);
    const answer = found();
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  private receive(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const nibble = this.buffer[0] >>> 4;
      const extra = nibble < 13 ? 0 : nibble - 12;
      if (this.buffer.length < 2 + extra) return;
      const length = nibble < 13 ? nibble : nibble === 13 ? 13 + this.buffer[1] : 269 + this.buffer.readUInt16BE(1);
      const token = this.buffer[0] & 15;
      const size = 2 + extra + token + length;
      if (this.buffer.length < size) return;
      const frame = this.buffer.subarray(0, size);
      this.buffer = this.buffer.subarray(size);
      const code = frame[1 + extra];
      if (code >>> 5 === 7) this.signals.push(Buffer.from(frame));
      else this.take(parse(Buffer.concat([Buffer.from([0x50 | token, code, 0, 1]), frame.subarray(2 + extra)])));
    }
  }

  private take(packet: ParsedPacket): void {
    this.heard.push(packet);
    if (packet.code === '0.02') this.send({ code: '2.01', token: packet.token, options: [{ name: 'Location-Path', value: Buffer.from('rd') }, { name: 'Location-Path', value: Buffer.from('1') }] });
  }
}

let simulation: Simulation;
let peer: Peer;

beforeEach(() => {
  simulation = createSimulation({ settings: { endpoint: 'light', server: 'coap+tcp://server', lifetime: 300 } });
  peer = new Peer(simulation);
  simulation.streams.chunk = 7;
  fresh(() => jest.requireActual<App>('../../firmware/smart-light/main')).main(simulation.board);
  simulation.run(500);
});

const path = (text: string): { name: string; value: Buffer }[] => text.split('/').slice(1).map((segment) => ({ name: 'Uri-Path', value: Buffer.from(segment) }));

test('the first message is a CSM with what the client can take; then comes Register, once', () => {
  expect(peer.signals.map((bytes) => bytes.toString('hex'))).toEqual(['40e122048020']);
  expect(peer.heard.map(({ code }) => code)).toEqual(['0.02']);
  expect(peer.heard[0].options.filter(({ name }) => name === 'Uri-Query').map(({ value }) => String(value))).toContain('ep=light');
  simulation.run(60_000);
  expect(peer.heard).toHaveLength(1); // nothing is sent again
});

test('requests are answered with their token, and the same request twice is carried out twice: streams have no duplicates', () => {
  const answer = peer.ask({ code: '0.01', options: path('/3/0/0') });
  expect([answer.code, answer.payload.length > 0]).toEqual(['2.05', true]);
  expect(peer.ask({ code: '0.03', options: [...path('/3311/0/5850'), { name: 'Content-Format', value: Buffer.alloc(0) }], payload: Buffer.from('1') }).code).toBe('2.04');
  expect(simulation.leds[0]).toBeGreaterThan(0);
});

test('notifications come one after the other, without acknowledgement, until the observation is cancelled', () => {
  const token = Buffer.from('obs');
  peer.send({ code: '0.01', token, options: [{ name: 'Observe', value: Buffer.alloc(0) }, ...path('/3311/0/5850')] });
  simulation.run(100);
  for (const value of ['1', '0', '1']) {
    peer.ask({ code: '0.03', options: [...path('/3311/0/5850'), { name: 'Content-Format', value: Buffer.alloc(0) }], payload: Buffer.from(value) });
    simulation.run(1000);
  }
  const told = (): string[] => peer.heard.filter((each) => each.token.equals(token)).map(({ payload }) => payload.toString());
  expect(told()).toEqual(['0', '1', '0', '1']);
  peer.send({ code: '0.01', token, options: [{ name: 'Observe', value: uint(1) }, ...path('/3311/0/5850')] });
  simulation.run(100);
  peer.ask({ code: '0.03', options: [...path('/3311/0/5850'), { name: 'Content-Format', value: Buffer.alloc(0) }], payload: Buffer.from('0') });
  simulation.run(5000);
  expect(told()).toHaveLength(5);
});

test('Ping is answered with Pong and its token; Abort and Release end the stream, and the client registers anew', () => {
  peer.sendFrame(Buffer.from('02e2abcd', 'hex'));
  simulation.run(100);
  expect(peer.signals[1].toString('hex')).toBe('02e3abcd');
  peer.sendFrame(Buffer.from('00e5', 'hex'));
  simulation.run(200_000);
  expect(peer.closed).toBe(1);
  expect(peer.signals.filter((bytes) => bytes[1] === 0xe1)).toHaveLength(2);
  expect(peer.heard.filter(({ code }) => code === '0.02')).toHaveLength(2);
});

test.each([
  ['an unknown critical option of a CSM (RFC 8323 5.3.1)', '10e130'],
  ['a frame that is larger than a message', 'f0ffffffff01'],
])('%s is answered with Abort', (_name, hex) => {
  peer.sendFrame(Buffer.from(hex, 'hex'));
  simulation.run(1000);
  expect(peer.signals.some((bytes) => bytes[1] === 0xe5)).toBe(true);
  expect(peer.closed).toBe(1);
});

test('a stream that breaks is opened anew, and so is one that cannot be opened', () => {
  peer.close();
  simulation.run(200_000);
  expect(peer.heard.filter(({ code }) => code === '0.02')).toHaveLength(2);
  expect(peer.ask({ code: '0.01', options: path('/3/0/0') }).code).toBe('2.05');
});
