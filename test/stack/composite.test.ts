/** Read-, Write- and Observe-Composite (LwM2M 1.1 Core 6.3.8, 6.3.9, 6.4.2; RFC 8132; lwm2m.md A.7). */
import type { Option } from 'coap-packet';
import { CborFloat } from '../../tools/server/cbor';
import { decodeSenmlCbor, decodeSenmlJson, encodeSenmlCbor, encodeSenmlJson, type SenmlRecord } from '../../tools/server/senml';
import { type Device, startRegistered } from './device';
import { Format, type Message, type Parts, uint } from './message';
import type { Exchange } from './server';
import { instance, multiple, resource, tlv } from './tlv';

type App = typeof import('./apps/portfolio');

const JSON_FORMAT = 110;
const CBOR_FORMAT = 112;
const ETCH_JSON = 320;
const ETCH_CBOR = 322;

function startPortfolio(config: Record<string, number> = {}): Device<App> {
  return startRegistered<App>('test/stack/apps/portfolio', { config, formats: 'all' });
}

function encode(records: readonly SenmlRecord[], format: number): Buffer {
  return (format === JSON_FORMAT || format === ETCH_JSON ? encodeSenmlJson : encodeSenmlCbor)(records, '');
}

function list(paths: readonly string[], format = CBOR_FORMAT): { payload: Buffer; format: number } {
  return { payload: encode(paths.map((name) => ({ name })), format), format };
}

/** What an answer holds, by path. */
function content(answer: Message): Record<string, unknown> {
  expect(answer.code).toBe('2.05');
  const records = (answer.format === JSON_FORMAT ? decodeSenmlJson : decodeSenmlCbor)(answer.payload);
  return Object.fromEntries(records.map(({ name, value }) => [name, value instanceof CborFloat ? value.value : value]));
}

/** Read-Composite. */
function read({ server }: Device<App>, paths: readonly string[], format = CBOR_FORMAT): Record<string, unknown> {
  const answer = server.ask('FETCH', '/', list(paths, format));
  expect(answer.format).toBe(format === ETCH_JSON ? JSON_FORMAT : format === ETCH_CBOR ? CBOR_FORMAT : format);
  return content(answer);
}

/** Write-Composite. @returns The code. */
function write({ server }: Device<App>, values: Readonly<Record<string, string | number | boolean | null>>, format = CBOR_FORMAT): string {
  const records = Object.entries(values).map(([name, value]): SenmlRecord => ({
    name,
    value,
    label: typeof value === 'string' ? 'vs' : typeof value === 'boolean' ? 'vb' : 'v',
  }));
  return server.ask('iPATCH', '/', { payload: encode(records, format), format }).code;
}

/** Observe-Composite. */
function observe({ server, simulation }: Device<App>, paths: readonly string[], query?: string): Exchange {
  const exchange = server.request('FETCH', '/', { ...list(paths), observe: 0, query });
  simulation.runUntil(() => exchange.answers.length > 0, 10_000);
  expect(exchange.answers[0].observe).toBeDefined();
  return exchange;
}

const identities = (id: number, values: Record<number, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`/16/${id}/0/${key}`, value]));

describe.each([JSON_FORMAT, CBOR_FORMAT, ETCH_JSON, ETCH_CBOR])('Read-Composite in format %i', (format) => {
  test('LightweightM2M-1.1-int-280 Successful Read-Composite Operation', () => {
    const device = startPortfolio();
    expect(read(device, ['/3/0/16', '/3/0/11/0', '/1/0'], format)).toEqual({
      '/3/0/16': 'U',
      '/3/0/11/0': 0,
      '/1/0/0': 1,
      '/1/0/1': expect.any(Number),
      '/1/0/6': true,
      '/1/0/7': 'U',
    });
  });

  test('LightweightM2M-1.1-int-229 Read-Composite Operation', () => {
    const device = startPortfolio();
    const found = read(device, ['/3', '/1/0/1', '/3/0/11/0'], format);
    expect(found).toMatchObject({ '/1/0/1': 300, '/3/0/11/0': 0, '/3/0/14': '+01:00' });
    expect(Object.keys(found).filter((path) => !path.startsWith('/3/'))).toEqual(['/1/0/1']);
  });

  test('LightweightM2M-1.1-int-281 Partially Successful Read-Composite', () => {
    expect(Object.keys(read(startPortfolio(), ['/1/0/1', '/1/0/7', '/1/0/8'], format))).toEqual(['/1/0/1', '/1/0/7']);
  });

  test('LightweightM2M-1.1-int-236 Read-Composite, Partial Presence', () => {
    const found = read(startPortfolio(), ['/1/0/1', '/3339/0/5522', '/3353/0/6030', '/16/3', '/3/0/14'], format);
    expect(Object.keys(found)).toEqual(['/1/0/1', '/3/0/14']);
  });

  test('nothing of it there is an empty pack', () => {
    expect(read(startPortfolio(), ['/3339/0/5522'], format)).toEqual({});
  });
});

describe('Read-Composite', () => {
  test('LightweightM2M-1.1-int-235 Read-Composite on root path', () => {
    const paths = Object.keys(read(startPortfolio(), ['/']));
    expect(paths).toEqual(expect.arrayContaining(['/1/0/1', '/3/0/14', '/3303/0/5700', '/16/0/0/3']));
    expect(paths.filter((path) => path.startsWith('/0/'))).toEqual([]);
  });

  test('the answer is in the format that Accept names', () => {
    const { server } = startPortfolio();
    const answer = server.ask('FETCH', '/', { ...list(['/1/0/1']), accept: JSON_FORMAT });
    expect([answer.format, content(answer)]).toEqual([JSON_FORMAT, { '/1/0/1': 300 }]);
    expect(server.ask('FETCH', '/', { ...list(['/1/0/1']), accept: 65000 }).code).toBe('4.06');
  });

  test.each<[string, Parameters<Device<App>['server']['ask']>[2], string]>([
    ['values in the list of paths', { payload: encode([{ name: '/1/0/1', value: 5, label: 'v' }], ETCH_CBOR), format: ETCH_CBOR }, '4.00'],
    ['no list', { payload: Buffer.from('ff', 'hex'), format: CBOR_FORMAT }, '4.00'],
    ['a path that is none', list(['/1/x']), '4.00'],
    ['a format that has no paths', { payload: tlv(resource(0, 1)), format: Format.tlv }, '4.15'],
    ['no format', { payload: encode([{ name: '/1' }], CBOR_FORMAT) }, '4.15'],
  ])('%s is refused', (_, parts, code) => {
    expect(startPortfolio().server.ask('FETCH', '/', parts).code).toBe(code);
  });

  test('a path of the request is refused: the payload has them', () => {
    expect(startPortfolio().server.ask('FETCH', '/3', list(['/3/0'])).code).toBe('4.00');
  });
});

describe.each([JSON_FORMAT, CBOR_FORMAT, ETCH_JSON, ETCH_CBOR])('Write-Composite in format %i', (format) => {
  test('LightweightM2M-1.1-int-230 Write-Composite Operation', () => {
    const device = startPortfolio();
    const before = device.server.requests.length;
    const written = { '/1/0/1': 61, '/1/0/6': true, ...identities(0, { 0: 'aa', 1: 'bb', 2: 'cc', 3: 'dd' }) };
    expect(write(device, written, format)).toBe('2.04');
    device.simulation.run(1000);
    expect(device.server.requests.slice(before).map(({ query }) => query)).toEqual([['lt=61']]);
    expect(read(device, Object.keys(written))).toEqual(written);
  });

  test('LightweightM2M-1.1-int-257 Write-Composite Operation (Server + Device)', () => {
    const device = startPortfolio();
    expect(write(device, { '/1/0/2': 101, '/1/0/6': true, '/3/0/13': 0 }, format)).toBe('2.04');
    expect(read(device, ['/1/0/2', '/1/0/6'])).toEqual({ '/1/0/2': 101, '/1/0/6': true });
  });
});

describe('Write-Composite', () => {
  test.each<[string, Record<string, string | number | boolean | null>, string]>([
    ['a resource that is not there', { '/9/0/0': 1 }, '4.04'],
    ['one that servers do not write', { '/1/0/0': 5 }, '4.05'],
    ['a value of another type', { '/3/0/14': 5 }, '4.00'],
    ['a value that the object refuses', { '/1/0/1': -1 }, '4.00'],
    ['an instance and no resource', { '/1/0': 1 }, '4.00'],
    ['Security', { '/0/0/0': 'coap://x' }, '4.01'],
  ])('with %s nothing is written', (_, wrong, code) => {
    const device = startPortfolio();
    expect(write(device, { '/16/0/0/0': 'x', ...wrong, '/16/0/0/1': 'y' })).toBe(code);
    expect(read(device, ['/16/0/0/0', '/16/0/0/1'])).toEqual(identities(0, { 0: 'identity 0', 1: 'identity 1' }));
  });

  test('null takes a resource instance away (RFC 8790)', () => {
    const device = startPortfolio();
    expect(write(device, { '/16/0/0/1': null, '/16/0/0/3': 'z' }, ETCH_CBOR)).toBe('2.04');
    expect(read(device, ['/16/0/0'])).toEqual(identities(0, { 0: 'identity 0', 2: 'identity 2', 3: 'z' }));
  });

  test('all it changes goes out as one notification', () => {
    const device = startPortfolio();
    const exchange = observe(device, ['/16/0/0/0', '/16/0/0/1', '/3/0/14']);
    write(device, identities(0, { 0: 'a', 1: 'b' }));
    device.simulation.run(1000);
    expect(exchange.answers.slice(1).map(content)).toEqual([{ ...identities(0, { 0: 'a', 1: 'b' }), '/3/0/14': '+01:00' }]);
  });
});

describe('Observe-Composite', () => {
  const gaps = ({ answers }: Exchange): number[] => answers.slice(1).map(({ time }, i) => Math.round((time - answers[i].time) / 1000));

  test('LightweightM2M-1.1-int-304 Observe-Composite Operation', () => {
    const device = startPortfolio();
    expect(device.server.writeAttributes('/1/0/1', 'pmin=30&pmax=45')).toBe('2.04');
    const paths = ['/1/0/1', '/3/0/11/0', '/3/0/16'];
    const exchange = observe(device, paths);
    device.simulation.run(91_000);
    expect(gaps(exchange)).toEqual([45, 45]);
    for (const answer of exchange.answers) expect(Object.keys(content(answer))).toEqual(paths);
  });

  test('LightweightM2M-1.1-int-305 Cancel Observation-Composite', () => {
    const device = startPortfolio();
    const paths = ['/1/0/1', '/3303/0/5700'];
    const exchange = observe(device, paths);
    const answer = device.server.ask('FETCH', '/', { ...list(paths), observe: 1, token: exchange.token });
    expect([answer.observe, content(answer)]).toEqual([undefined, { '/1/0/1': 300, '/3303/0/5700': 20 }]);
    device.app.measure(30);
    device.simulation.run(200_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('LightweightM2M-1.1-int-308 Observe-Composite and Creating Object Instance', () => {
    const device = startPortfolio();
    device.server.writeAttributes('/16/0', 'pmin=30&pmax=45');
    const exchange = observe(device, ['/16/0', '/16/1']);
    expect(Object.keys(content(exchange.answers[0]))).toEqual(['/16/0/0/0', '/16/0/0/1', '/16/0/0/2', '/16/0/0/3']);
    const payload = tlv(instance(1, multiple(0, { 0: Buffer.from('new') })));
    expect(device.server.ask('POST', '/16', { payload, format: Format.tlv }).code).toBe('2.01');
    device.simulation.run(50_000);
    expect(content(exchange.answers[1])).toMatchObject({ '/16/0/0/0': 'identity 0', '/16/1/0/0': 'new' });
  });

  test('LightweightM2M-1.1-int-309 Observe-Composite and Deleting Object Instance', () => {
    const device = startPortfolio();
    device.server.ask('POST', '/16', { payload: tlv(instance(1, multiple(0, { 0: Buffer.from('new') }))), format: Format.tlv });
    device.simulation.run(1000);
    const exchange = observe(device, ['/16/0/0/0', '/16/1']);
    expect(content(exchange.answers[0])).toEqual({ '/16/0/0/0': 'identity 0', '/16/1/0/0': 'new' });
    expect(device.server.ask('DELETE', '/16/1').code).toBe('2.02');
    device.simulation.run(1000);
    expect(content(exchange.answers[1])).toEqual({ '/16/0/0/0': 'identity 0' });
  });

  test('LightweightM2M-1.1-int-310 Observe-Composite and modification of parameter values', () => {
    const device = startPortfolio();
    const exchange = observe(device, ['/1/0/7', '/3/0']);
    device.server.writeAttributes('/3', 'pmax=5');
    device.simulation.run(26_000);
    expect(gaps(exchange).slice(1, 4)).toEqual([5, 5, 5]);
  });

  test('a change of any path is told with all of them, at its pmin', () => {
    const device = startPortfolio();
    device.server.writeAttributes('/3303/0/5700', 'pmin=10');
    const exchange = observe(device, ['/3303/0/5700', '/16/0/0/0']);
    device.app.measure(30);
    device.simulation.run(5000);
    expect(exchange.answers).toHaveLength(1);
    write(device, { '/16/0/0/0': 'now' });
    device.simulation.run(100);
    expect(content(exchange.answers[1])).toEqual({ '/3303/0/5700': 30, '/16/0/0/0': 'now' });
    device.simulation.run(60_000);
    expect(exchange.answers).toHaveLength(2);
  });

  test('each path has its own conditions, and its own number', () => {
    const device = startPortfolio();
    device.server.writeAttributes('/3303/0/5700', 'gt=50&st=5');
    const exchange = observe(device, ['/1/0/1', '/3303/0/5700']);
    const counts = [24, 25, 29, 51, 49].map((value) => {
      device.app.measure(value);
      device.simulation.run(1000);
      return exchange.answers.length;
    });
    expect(counts).toEqual([1, 2, 2, 3, 4]);
    device.server.write('/1/0/1', '600');
    device.simulation.run(1000);
    expect(exchange.answers).toHaveLength(5);
    device.app.measure(53); // 4 from what was told with the lifetime; the other side of gt
    device.simulation.run(1000);
    expect(exchange.answers).toHaveLength(6);
  });

  test('attributes of its own hide those of the paths (LwM2M 1.2 Core 6.4.2)', () => {
    const device = startPortfolio();
    device.server.writeAttributes('/3303/0/5700', 'pmax=100');
    const exchange = observe(device, ['/3303/0/5700', '/1/0/1'], 'pmin=2&pmax=10');
    device.simulation.run(25_000);
    expect(gaps(exchange)).toEqual([10, 10]);
  });

  test.each(['gt=5', 'edge=1', 'pmin=x', 'foo'])('?%s is 4.00', (query) => {
    const { server } = startPortfolio();
    expect(server.ask('FETCH', '/', { ...list(['/3303/0/5700']), observe: 0, query }).code).toBe('4.00');
  });

  test('without room for all paths it is a plain answer', () => {
    const device = startPortfolio({ observations: 2 });
    const answer = device.server.ask('FETCH', '/', { ...list(['/1/0/1', '/3/0/14', '/3303/0/5700']), observe: 0 });
    expect([answer.observe, Object.keys(content(answer))]).toEqual([undefined, ['/1/0/1', '/3/0/14', '/3303/0/5700']]);
    expect(observe(device, ['/1/0/1', '/3/0/14']).answers).toHaveLength(1);
  });

  test('the root path is observed as a whole', () => {
    const device = startPortfolio();
    const exchange = observe(device, ['/']);
    device.app.measure(33);
    device.simulation.run(1000);
    expect(content(exchange.answers[1])['/3303/0/5700']).toBe(33);
  });
});

describe('answers and notifications in blocks', () => {
  const large = { textBytes: 4000, messageBytes: 256, transfers: 1, transferBytes: 1500 };
  const paths = ['/3/0/14', '/16/0'];

  const block = (name: 'Block1' | 'Block2', number: number, more: boolean, szx: number): Option => ({
    name,
    value: uint(number * 16 + (more ? 8 : 0) + szx),
  });

  function block2(message: Message): number {
    const option = message.packet.options.find(({ name }) => name === 'Block2');
    if (option === undefined) throw new Error('no Block2');
    return (option.value as Buffer).reduce((value: number, byte: number) => value * 256 + byte, 0);
  }

  /** Asks for the blocks behind the first. @param repeated What each of the requests repeats. */
  function rest({ server }: Device<App>, first: Message, repeated: Parts = {}): Message {
    const parts = [first];
    for (let number = 1; (block2(parts[number - 1]) & 8) !== 0; number++) {
      const options = [block('Block2', number, false, block2(first) & 7)];
      const next = server.ask('FETCH', '/', { ...repeated, options });
      expect([next.code, next.format]).toEqual(['2.05', CBOR_FORMAT]);
      parts.push(next);
    }
    return { ...first, payload: Buffer.concat(parts.map(({ payload }) => payload)) };
  }

  function startLarge(): Device<App> {
    const device = startPortfolio(large);
    for (const id of [0, 1, 2, 3]) expect(write(device, identities(0, { [id]: `${id}`.repeat(200) }))).toBe('2.04');
    return device;
  }

  const expected = { '/3/0/14': '+01:00', ...identities(0, { 0: '0'.repeat(200), 1: '1'.repeat(200), 2: '2'.repeat(200), 3: '3'.repeat(200) }) };

  test.each(['with', 'without'])('the other blocks are asked for %s the list', (kind) => {
    const device = startLarge();
    const first = device.server.ask('FETCH', '/', list(paths));
    expect(content(rest(device, first, kind === 'with' ? list(paths) : {}))).toEqual(expected);
  });

  test('after a list in blocks, and in smaller ones (RFC 7959 3.3)', () => {
    const device = startLarge();
    const { payload, format } = list([...paths, '/99/0/1', '/99/0/2', '/99/0/3']);
    const send = (number: number, more: boolean): Message =>
      device.server.ask('FETCH', '/', { format, payload: payload.subarray(number * 16, (number + 1) * 16), options: [block('Block1', number, more, 0)] });
    const last = Math.floor((payload.length - 1) / 16);
    for (let number = 0; number < last; number++) expect(send(number, true).code).toBe('2.31');
    const first = send(last, false);
    const second = device.server.ask('FETCH', '/', { options: [block('Block2', 2, false, 2)] });
    expect([block2(first) & 7, block2(second)]).toEqual([2, 2 * 16 + 8 + 2]);
    expect(content(rest(device, first))).toEqual(expected);
  });

  test('the list that came last is the one that goes on; after EXCHANGE_LIFETIME none is', () => {
    const device = startLarge();
    device.server.ask('FETCH', '/', list(paths));
    const first = device.server.ask('FETCH', '/', list(['/16/0']));
    expect(Object.keys(content(rest(device, first)))).toEqual(Object.keys(expected).slice(1));
    const next = (): string => device.server.ask('FETCH', '/', { options: [block('Block2', 1, false, 2)] }).code;
    expect(next()).toBe('2.05');
    device.simulation.run(248_000);
    expect(next()).toBe('4.08');
  });

  test('a list gives way to a payload in blocks', () => {
    const device = startLarge();
    device.server.ask('FETCH', '/', list(paths));
    const put = (number: number, more: boolean): string =>
      device.server.ask('PUT', '/16/0/0/0', { format: Format.text, payload: 'x'.repeat(16), options: [block('Block1', number, more, 0)] }).code;
    expect([put(0, true), put(1, false)]).toEqual(['2.31', '2.04']);
    expect(device.server.ask('FETCH', '/', { options: [block('Block2', 1, false, 2)] }).code).toBe('4.08');
  });

  test('a notification goes on without the list, and so does the answer that comes after it', () => {
    const device = startLarge();
    const exchange = observe(device, paths);
    expect(content(rest(device, exchange.answers[0]))).toEqual(expected);
    const other = device.server.ask('FETCH', '/', list(['/16/0']));
    write(device, { '/3/0/14': '+02:00' });
    device.simulation.run(1000);
    expect(content(rest(device, exchange.answers[1]))).toEqual({ ...expected, '/3/0/14': '+02:00' });
    expect(content(rest(device, device.server.ask('FETCH', '/', list(['/16/0']))))).toEqual(content(rest(device, other, list(['/16/0']))));
  });
});
