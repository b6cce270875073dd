/**
 * A server that lies: answers to nobody, blocks without end, floods, absurd answers to what the client sends. The client
 * takes bounded time and bounded tables for it, and goes on serving.
 */
import { generate, type Option, type Packet } from 'coap-packet';
import { createRandom } from '../../boards/sim/random';
import { type Device, type DeviceOptions, start, startRegistered } from '../stack/device';
import { Format, type Message, uint, writeRequest } from '../stack/message';

type Store = typeof import('../stack/apps/store');
type Sensor = typeof import('../stack/apps/sensor');
type Reporter = typeof import('../stack/apps/reporter');

const block = (name: 'Block1' | 'Block2', number: number, more: boolean, szx: number): Option[] => [
  { name, value: uint(16 * number + (more ? 8 : 0) + szx) },
];

const startStore = (options: DeviceOptions = {}): Device<Store> => startRegistered<Store>('test/stack/apps/store', options);
const startSensor = (): Device<Sensor> => startRegistered<Sensor>('test/stack/apps/sensor');

/** Service goes on: a Read is answered at once, one can observe, and the tables are not used up. */
function expectService({ server, simulation }: Pick<Device<Store>, 'server' | 'simulation'>): void {
  const from = simulation.time;
  expect(server.read('/3/0/16').text).toBe('U');
  expect(simulation.time - from).toBeLessThan(100);
  const exchanges = Array.from({ length: 8 }, () => server.observe('/1/0/1'));
  expect(exchanges.map(({ answers }) => answers[0].observe !== undefined)).toEqual(Array(8).fill(true));
  for (const { token } of exchanges) server.ask('GET', '/1/0/1', { observe: 1, token });
}

describe('answers that nobody has asked for', () => {
  test('10,000 with wrong tokens and wrong message ids: confirmable ones are reset, the others pass by', () => {
    const device = startStore();
    const { server, simulation } = device;
    const random = createRandom(1);
    const below = (limit: number): number => Math.floor(random() * limit);
    const from = server.heard.length;
    let confirmable = 0;
    for (let count = 0; count < 10_000; count++) {
      const type = below(4);
      if (count % 100 === 0) simulation.run(10);
      const packet: Packet = { code: ['2.01', '2.04', '2.05', '2.31', '4.04', '5.03'][below(6)], messageId: below(65536), token: Buffer.of(below(256)) };
      server.send(generate({ ...packet, confirmable: type === 0, ack: type === 2, reset: false }));
      confirmable += type === 0 ? 1 : 0;
    }
    simulation.run(60_000);
    const answers = server.heard.slice(from);
    expect(answers.every(({ packet }) => packet.reset)).toBe(true);
    expect(answers).toHaveLength(confirmable);
    expectService(device);
  });

  test('an answer to our Update with another token, or another message id, is none', () => {
    const device = startStore();
    const { server, simulation } = device;
    server.script = ({ packet }) => ({ code: '4.04', token: Buffer.from('other'), messageId: packet.messageId });
    simulation.run(240_000);
    const tries = server.heard.filter(({ packet, path }) => packet.code === '0.02' && path === '/rd/1').length;
    expect(tries).toBeGreaterThan(1); // sent again: the answer was not believed
    expect(tries).toBeLessThanOrEqual(10);
  });

  test.each(['to our requests', 'to our notifications'])('Resets without end %s', (what) => {
    const device = startSensor();
    const { app, server, simulation } = device;
    const { script } = server;
    if (what === 'to our requests') server.script = () => ({ code: '0.00', ack: false, reset: true, token: Buffer.alloc(0) });
    else server.confirm = 'reset';
    const from = simulation.datagrams.length;
    for (let second = 0; second < 3600; second++) {
      if (what === 'to our notifications') server.request('GET', '/3303/0/5700', { observe: 0 });
      app.measure(second);
      simulation.run(1000);
    }
    app.measure(-1); // the last observation is reset as well
    simulation.run(1000);
    const sent = simulation.datagrams.slice(from).filter(({ direction }) => direction === 'toServer').length;
    expect(sent).toBeLessThan(what === 'to our requests' ? 100 : 4 * 3600);
    server.script = script;
    server.confirm = 'ack';
    simulation.run(2 * 86_400_000);
    expectService(device);
  });

  test('10,000 Resets with any message id end no observation but the one they name', () => {
    const device = startSensor();
    const { app, server, simulation } = device;
    const exchange = server.observe('/3303/0/5700');
    app.measure(1);
    simulation.run(1000);
    const used = new Set(server.heard.map(({ packet }) => packet.messageId));
    for (let messageId = 0; messageId < 10_000; messageId++) if (!used.has(messageId)) server.send(generate({ code: '0.00', reset: true, messageId }));
    simulation.run(1000);
    app.measure(2);
    simulation.run(1000);
    expect(exchange.newest?.text).toBe('2.0');
  });
});

describe('blocks without end', () => {
  const config = { transfers: 2, transferBytes: 2048 };
  const send = ({ server }: Device<Store>, path: string, number: number, szx: number, more = true): string => {
    const payload = Buffer.alloc(16 << szx, number);
    return server.ask('PUT', path, { payload, format: Format.opaque, options: block('Block1', number, more, szx) }).code;
  };

  test.each([0, 2, 6])('Block1 that never ends, SZX %i: 4.13 when the room is used up, and the room is free again', (szx) => {
    const device = startStore({ config });
    for (let round = 0; round < 5; round++) {
      const codes: string[] = [];
      while (codes.at(-1) === '2.31' || codes.length === 0) codes.push(send(device, '/33000/0/1', codes.length, szx));
      expect(codes).toEqual([...Array<string>(2048 / (16 << szx)).fill('2.31'), '4.13']);
    }
    expect([send(device, '/33000/0/1', 0, 0), send(device, '/33000/1/1', 0, 0)]).toEqual(['2.31', '2.31']);
    expectService(device);
  });

  test('1,000 transfers that are begun and left: two are kept, the others wait', () => {
    const device = startStore({ config });
    const { server, simulation } = device;
    const codes = Array.from({ length: 1000 }, (_, count) => {
      const options = [...block('Block1', 0, true, 0), { name: 'Uri-Query', value: Buffer.from(`x=${count}`) }];
      return server.ask('PUT', '/33000/0/1', { payload: Buffer.alloc(16), format: Format.opaque, options }).code;
    });
    expect(codes.filter((code) => code === '2.31').length).toBeLessThanOrEqual(2);
    simulation.run(248_000);
    expect([send(device, '/33000/0/1', 0, 0), send(device, '/33000/0/1', 1, 0, false)]).toEqual(['2.31', '2.04']);
    expectService(device);
  });

  test('the size changes in the middle: taken where the next byte is the next, else 4.08', () => {
    const device = startStore({ config });
    // 64 bytes in SZX 2, then SZX 0: its block 4 begins at byte 64 (RFC 7959 2.3).
    expect([send(device, '/33000/0/1', 0, 2), send(device, '/33000/0/1', 4, 0), send(device, '/33000/0/1', 5, 0, false)]).toEqual(['2.31', '2.31', '2.04']);
    expect(device.server.read('/33000/0/1', Format.opaque).payload).toEqual(Buffer.from([...Array<number>(64).fill(0), ...Array<number>(16).fill(4), ...Array<number>(16).fill(5)]));
    expect([send(device, '/33000/0/1', 0, 2), send(device, '/33000/0/1', 1, 0)]).toEqual(['2.31', '4.08']);
  });

  test.each([1, 100, 4096, 65_535, 1_048_575])('block %i of nothing: 4.08 or 4.13 of a payload, 4.00 of a body', (number) => {
    const device = startStore({ config });
    for (let szx = 0; szx < 7; szx++) {
      for (const more of [false, true]) {
        expect(send(device, '/33000/0/1', number, szx, more)).toMatch(/^4\.(08|13)$/);
        const code = device.server.ask('GET', '/3', { options: block('Block2', number, more, szx) }).code;
        expect(code).toMatch(number === 1 && szx < 2 ? /^(2\.05|4\.00)$/ : /^4\.00$/);
      }
    }
    expect(device.server.read('/33000/0/1', Format.opaque).payload).toHaveLength(0);
    expectService(device);
  });

  test('a second body for the same resource while the first waits for its callback: neither is mixed with the other', () => {
    type Slow = typeof import('./apps/slow-text');
    const { app, server, simulation } = startRegistered<Slow>('test/faults/apps/slow-text', { config: { ...config, deferredBytes: 256 } });
    const path = '/32774/0/0';
    const put = (text: string, number: number, more: boolean) => {
      const exchange = server.request('PUT', path, { payload: text.repeat(16), format: Format.text, options: block('Block1', number, more, 0) });
      simulation.run(1000);
      return exchange;
    };
    put('a', 0, true);
    const first = put('b', 1, false);
    expect([first.acknowledged, first.answers.length]).toEqual([true, 0]);
    const second = [put('c', 0, true)];
    app.answer();
    simulation.run(1000);
    second.push(put('d', 1, false));
    if (app.waiting.length > 0) app.answer();
    simulation.run(1000);
    const codes = [first, ...second].map(({ answers }) => answers[0]?.code);
    const held = server.read(path).text;
    expect(['', 'a'.repeat(16) + 'b'.repeat(16), 'c'.repeat(16) + 'd'.repeat(16)]).toContain(held);
    expect(held.startsWith('a')).toBe(codes[0] === '2.04' && codes[2] !== '2.04');
    expect(held.startsWith('c')).toBe(codes[2] === '2.04');
  });
});

describe('floods', () => {
  test('5,000 observations with different tokens, of which nothing is acknowledged', () => {
    const device = startSensor();
    const { app, server, simulation } = device;
    for (let count = 0; count < 5000; count++) {
      server.send(writeRequest('GET', '/3303/0/5700', { observe: 0, token: uint(count + 70_000), messageId: count }));
      if (count % 100 === 0) simulation.run(10);
    }
    simulation.run(1000);
    server.confirm = 'nothing';
    app.measure(1);
    const from = simulation.datagrams.length;
    simulation.run(3_600_000);
    const sent = simulation.datagrams.slice(from).filter(({ direction }) => direction === 'toServer').length;
    expect(sent).toBeLessThan(200);
    server.confirm = 'ack';
    simulation.run(86_400_000);
    expectService(device);
  });
});

describe('absurd answers', () => {
  const locations: [string, string[]][] = [
    ['no segment', []],
    ['an empty segment', ['']],
    ['a segment of 255 bytes', ['x'.repeat(255)]],
    ['100 segments', Array.from({ length: 100 }, (_, index) => `${index}`)],
    ['bytes that are no text', ['\u0000\u0001', '..', '/']],
    ['the path of an object', ['3', '0']],
  ];
  test.each(locations)('a Location of %s', (_name, segments) => {
    const device = start<Store>('test/stack/apps/store');
    const { server, simulation } = device;
    const { script } = server;
    const value = segments.map((segment): Option => ({ name: 'Location-Path', value: Buffer.from(segment) }));
    server.script = (request) => (request.path === '/rd' ? { code: '2.01', options: value } : { code: '2.04' });
    simulation.run(3_600_000);
    const requests = server.requests.filter(({ time }) => time > 1000).map(({ path }) => path);
    // It is used as it is, or the registration has failed; by no other path is anything sent.
    for (const path of requests) expect(['/rd', `/${segments.join('/')}`]).toContain(path);
    expect(server.requests.length).toBeLessThan(60);
    server.script = script;
    simulation.run(2 * 86_400_000);
    expectService(device);
  });

  /** A client that has more to send than a message of its holds. */
  const startReporter = (): Device<Reporter> => startRegistered<Reporter>('test/stack/apps/reporter', { config: { messageBytes: 160 }, formats: 'all' });
  const echo = ({ packet }: Message): Option[] => packet.options.filter(({ name }) => name === 'Block1');

  test.each<[string, (request: Message) => Partial<Packet>]>([
    ['2.31 for ever', (request) => ({ code: '2.31', options: echo(request) })],
    ['2.31 without Block1', () => ({ code: '2.31' })],
    ['2.31 for block 0, whichever it was', () => ({ code: '2.31', options: block('Block1', 0, true, 0) })],
    ['2.31 for a block far away', () => ({ code: '2.31', options: block('Block1', 1_000_000, true, 6) })],
    ['2.31 with the reserved size', () => ({ code: '2.31', options: block('Block1', 0, true, 7) })],
    ['4.08 for ever', (request) => ({ code: '4.08', options: echo(request) })],
    ['4.13 for ever', () => ({ code: '4.13', options: block('Block1', 0, true, 0) })],
    ['a Block2 without end', () => ({ code: '2.04', options: block('Block2', 0, true, 0), payload: Buffer.alloc(16) })],
  ])('%s, to a Send in blocks', (_name, answer) => {
    const device = startReporter();
    const { app, server, simulation } = device;
    const { script } = server;
    server.script = (request) => (request.path === '/dp' ? answer(request) : script(request));
    app.mute(false);
    expect(app.reportMany(8)).toBe(true);
    const from = server.requests.length;
    simulation.run(600_000);
    expect(server.requests.slice(from).filter(({ path }) => path === '/dp').length).toBeLessThan(100);
    expect(app.answers).toHaveLength(1); // it came to an end, and was told
    server.script = (request) => (request.path === '/dp' ? { code: '2.04' } : script(request));
    expect(app.report()).toBe(true);
    simulation.run(10_000);
    expect(app.answers[1]).toBe(0x44);
    expectService(device);
  });

  test('2.31 for ever to a Register in blocks', () => {
    const device = start<Reporter>('test/stack/apps/reporter', { config: { messageBytes: 128 } });
    const { server, simulation } = device;
    const { script } = server;
    server.script = (request) => ({ code: '2.31', options: echo(request) });
    simulation.run(3_600_000);
    expect(server.requests.length).toBeLessThan(200);
    server.script = (request) => {
      const [option] = echo(request);
      const more = option !== undefined && ((option.value.at(-1) ?? 0) & 8) !== 0;
      return more ? { code: '2.31', options: [option] } : script(request);
    };
    simulation.run(2 * 86_400_000);
    expect(server.read('/3/0/16').text).toBe('U');
  });

  test.each(['2.05', '2.31', '4.29', '5.03', '7.31'])('%s to every Update', (code) => {
    const device = startStore();
    const { server, simulation } = device;
    const { script } = server;
    server.script = (request) => (request.path === '/rd' ? script(request) : { code });
    simulation.run(86_400_000);
    expect(server.requests.length).toBeLessThan(8 * 300);
    server.script = script;
    simulation.run(2 * 86_400_000);
    expectService(device);
  });
});
