/** Bootstrap (LwM2M 1.1 Core 6.1), by the cases of the OMA ETS. */
import { ClientEvent } from '../../src/engine/events';
import { accept, openSession, provision, securityOf, startBootstrap, termsOf, waitForRegistration } from './bootstrapServer';
import { Format, uint } from './message';
import { hex, instance, resource, tlv, values } from './tlv';

describe('client initiated', () => {
  test('LightweightM2M-1.1-int-0 Client Initiated Bootstrap: request, writes, Discover, Finish', () => {
    const device = startBootstrap();
    openSession(device);
    const { bootstrap } = device;
    const [request] = bootstrap.requests;
    expect([request.code, request.path, [...request.query].sort()]).toEqual(['POST', '/bs', ['ep=sim', 'pct=11542']]);
    expect(bootstrap.write('/0', securityOf(0, 1), Format.tlv)).toBe('2.04');
    expect(bootstrap.write('/1', termsOf(0, 1), Format.tlv)).toBe('2.04');
    expect(bootstrap.discover('/')).toBe(
      '</>;lwm2m=1.1,</0/0>;ssid=1;uri="coap://server",</0/1>;uri="coap://bs",</1/0>;ssid=1,</3/0>',
    );
    expect(bootstrap.ask('POST', '/bs').code).toBe('2.04');
  });

  test('LightweightM2M-1.1-int-1 Client Initiated Bootstrap Full: the client registers with the account it was given', () => {
    const device = startBootstrap();
    openSession(device);
    expect(provision(device, 101, 600)).toEqual(['2.04', '2.04', '2.04']);
    expect(waitForRegistration(device)).toBe(true);
    expect(device.server.registration.parameters.get('lt')).toBe('600');
    device.simulation.run(10);
    expect(values(device.server.read('/1/0', Format.tlv).payload)).toMatchObject({ 0: '65', 1: '0258', 7: hex('U') });
    expect(device.app.events).toEqual([ClientEvent.bootstrapComplete, ClientEvent.registrationComplete]);
  });

  test('LightweightM2M-1.1-int-4 Bootstrap Delete: all goes but the Bootstrap-Server', () => {
    const device = startBootstrap();
    openSession(device);
    const { bootstrap } = device;
    bootstrap.write('/0', securityOf(0, 1), Format.tlv);
    bootstrap.write('/1', termsOf(0, 1), Format.tlv);
    expect([bootstrap.ask('DELETE', '/0').code, bootstrap.ask('DELETE', '/1').code]).toEqual(['2.02', '2.02']);
    expect(bootstrap.discover('/')).toBe('</>;lwm2m=1.1,</0/1>;uri="coap://bs",</1>,</3/0>');
    expect(values(bootstrap.read('/1', Format.tlv).payload)).toEqual({});
    expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
    expect(waitForRegistration(device)).toBe(true);
  });

  test('LightweightM2M-1.1-int-5 Server Initiated Bootstrap: /1/x/9', () => {
    const device = startBootstrap({ server: 'coap://server' });
    waitForRegistration(device);
    device.simulation.run(10);
    expect(device.bootstrap.requests).toEqual([]);
    expect(device.server.execute('/1/0/9')).toBe('2.04');
    openSession(device);
    device.bootstrap.ask('DELETE', '/0');
    device.bootstrap.ask('DELETE', '/1');
    device.server.registrations.clear();
    expect(provision(device, 7, 900)).toEqual(['2.04', '2.04', '2.04']);
    expect(waitForRegistration(device)).toBe(true);
    expect(device.server.registration.parameters.get('lt')).toBe('900');
  });

  test('LightweightM2M-1.1-int-6 Bootstrap Sequence: servers that are known come first', () => {
    const device = startBootstrap({ server: 'coap://server' });
    expect(waitForRegistration(device)).toBe(true);
    device.simulation.run(600_000);
    expect(device.bootstrap.requests).toEqual([]);
  });

  test('LightweightM2M-1.1-int-7 Fallback to bootstrap: a server that does not exist', () => {
    const device = startBootstrap({ server: 'coap://nowhere' });
    openSession(device);
    expect(provision(device, 1)).toEqual(['2.04', '2.04', '2.04']);
    expect(waitForRegistration(device)).toBe(true);
  });

  test('LightweightM2M-1.1-int-8 Bootstrap Read: of object 1, also what no server reads', () => {
    const device = startBootstrap();
    openSession(device);
    const { bootstrap } = device;
    bootstrap.write('/1', termsOf(0, 1), Format.tlv);
    expect(bootstrap.write('/1/0/17', '3')).toBe('2.04');
    expect(values(bootstrap.read('/1/0', Format.tlv).payload)).toEqual({ 0: '01', 1: '012c', 6: '01', 7: hex('U'), 17: '03' });
    expect(values(bootstrap.read('/1', Format.tlv).payload)).toMatchObject({ '0/0': '01', '0/17': '03' });
    expect([bootstrap.read('/0').code, bootstrap.read('/3/0').code, bootstrap.read('/1/9').code]).toEqual(['4.05', '4.05', '4.04']);
  });

  test('LightweightM2M-1.1-int-9 Bootstrap and Configuration Consistency: half an account is refused, and can be mended', () => {
    const device = startBootstrap();
    openSession(device);
    expect(device.bootstrap.write('/1/0/5', '86400')).toBe('2.04');
    expect(device.bootstrap.ask('POST', '/bs').code).toBe('4.06');
    expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
    expect(waitForRegistration(device)).toBe(true);
  });
});

describe('Finish is refused', () => {
  test.each<[string, [string, Buffer][]]>([
    ['nothing was written', []],
    ['a Security instance without its Server', [['/0', securityOf(0, 1)]]],
    ['a Server instance without its Security', [['/1', termsOf(0, 1)]]],
    ['halves with different Short Server IDs', [['/0', securityOf(0, 1)], ['/1', termsOf(0, 2)]]],
    ['two instances with the same Short Server ID', [['/0', securityOf(0, 1)], ['/1', termsOf(0, 1)], ['/1', termsOf(1, 1)]]],
    ['two Bootstrap-Servers', [['/0', tlv(instance(2, resource(0, hex('coap://x')), resource(1, 1), resource(2, 3)))], ['/0', securityOf(0, 1)], ['/1', termsOf(0, 1)]]],
    ['no lifetime', [['/0', securityOf(0, 1)], ['/1', tlv(instance(0, resource(0, 1), resource(6, 1), resource(7, hex('U'))))]]],
    ['an empty URI', [['/0', securityOf(0, 1, '')], ['/1', termsOf(0, 1)]]],
    ['NoSec with a URI of DTLS', [['/0', securityOf(0, 1, 'coaps://server')], ['/1', termsOf(0, 1)]]],
  ])('%s', (_, writes) => {
    const device = startBootstrap();
    openSession(device);
    for (const [path, payload] of writes) expect(device.bootstrap.write(path, payload, Format.tlv)).toBe('2.04');
    expect(device.bootstrap.ask('POST', '/bs').code).toBe('4.06');
  });
});

describe('Bootstrap-Write', () => {
  test('what is replaced is gone; resources that are not known are ignored', () => {
    const device = startBootstrap();
    openSession(device);
    const { bootstrap } = device;
    const before = tlv(resource(0, 1), resource(1, 60), resource(2, 5), resource(6, 1), resource(7, hex('U')), resource(14, 9));
    expect(bootstrap.write('/1/0', before, Format.tlv)).toBe('2.04');
    expect(bootstrap.write('/1/0', tlv(resource(0, 1), resource(1, 70), resource(999, 1)), Format.tlv)).toBe('2.04');
    expect(values(bootstrap.read('/1/0', Format.tlv).payload)).toEqual({ 0: '01', 1: '46' });
  });

  test.each<[string, string, Buffer | string, number, string]>([
    ['of nothing', '/', termsOf(0, 1), Format.tlv, '4.00'],
    ['of an object that is not there', '/9', termsOf(0, 1), Format.tlv, '4.00'],
    ['of a whole instance as text', '/1/0', '1', Format.text, '4.15'],
    ['in a format that is not known', '/1', termsOf(0, 1), 12345, '4.15'],
    ['of a value out of range', '/1', tlv(instance(0, resource(0, 65535))), Format.tlv, '4.00'],
    ['of a value that is refused', '/1', tlv(instance(0, resource(0, 1), resource(7, hex('S')))), Format.tlv, '4.00'],
    ['of a malformed payload', '/1', Buffer.from('0801', 'hex'), Format.tlv, '4.00'],
    ['of more instances than there is room for', '/1', tlv(...[0, 1, 2, 3, 4, 5].map((id) => instance(id, resource(0, id + 1)))), Format.tlv, '4.13'],
  ])('%s is refused, and changes nothing', (_, path, payload, format, code) => {
    const device = startBootstrap();
    openSession(device);
    expect(device.bootstrap.write(path, payload, format)).toBe(code);
    expect(device.bootstrap.discover('/')).toBe('</>;lwm2m=1.1,</0/1>;uri="coap://bs",</1>,</3/0>');
  });

  test('in blocks (RFC 7959)', () => {
    const device = startBootstrap();
    openSession(device);
    const payload = securityOf(0, 1, `coap://${'s'.repeat(40)}`);
    const codes = [0, 1, 2, 3].map((number) => {
      const block = payload.subarray(16 * number, 16 * number + 16);
      const more = 16 * number + 16 < payload.length ? 8 : 0;
      const options = [{ name: 'Block1' as const, value: Buffer.from([16 * number + more]) }];
      return device.bootstrap.ask('PUT', '/0', { payload: block, format: Format.tlv, options }).code;
    });
    expect(codes).toEqual(['2.31', '2.31', '2.31', '2.04']);
    expect(device.bootstrap.discover('/0')).toContain('</0/0>;ssid=1;uri="coap://ssss');
  });
});

describe('a session that fails', () => {
  test('without Finish, 247 s after the last command, all is as before; then the client asks again', () => {
    const device = startBootstrap({ server: 'coap://server' });
    waitForRegistration(device);
    device.simulation.run(10);
    device.server.execute('/1/0/9');
    openSession(device);
    device.bootstrap.ask('DELETE', '/1');
    device.bootstrap.write('/0', securityOf(0, 55, 'coap://elsewhere'), Format.tlv);
    device.server.registrations.clear();
    device.simulation.run(246_000);
    expect(device.server.registrations.size).toBe(0);
    device.simulation.run(2_000);
    expect(device.server.registrations.size).toBe(1);
    expect(values(device.server.read('/1/0', Format.tlv).payload)).toMatchObject({ 0: '01' });
    expect(device.app.events).toContain(ClientEvent.bootstrapFailure);
  });

  test('a Bootstrap-Server that refuses is asked again, after ever longer pauses', () => {
    const device = startBootstrap({ script: () => ({ code: '4.00' }) });
    device.simulation.run(60_000);
    const times = device.bootstrap.requests.map(({ time }) => Math.round(time / 1000));
    expect(times).toEqual([0, 3, 9, 21, 45]);
  });

  test('one that does not know the format is asked without it', () => {
    const device = startBootstrap({ script: (request) => ({ code: request.query.some((query) => query.startsWith('pct')) ? '4.15' : '2.04' }) });
    openSession(device, 2);
    expect(device.bootstrap.requests[1].query).toEqual(['ep=sim']);
    expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
  });
});

test('Client Hold Off Time: the client waits so long before it asks for a bootstrap', () => {
  const device = startBootstrap();
  openSession(device);
  const { bootstrap, server, simulation } = device;
  bootstrap.write('/0/1/11', '40');
  bootstrap.write('/0', securityOf(0, 1), Format.tlv);
  bootstrap.write('/1', tlv(instance(0, resource(0, 1), resource(1, 300), resource(6, 1), resource(7, hex('U')), resource(17, 1))), Format.tlv);
  server.script = () => ({ code: '4.03' }); // one attempt, which fails
  expect(bootstrap.ask('POST', '/bs').code).toBe('2.04');
  simulation.run(60_000);
  expect(bootstrap.requests).toHaveLength(2);
  expect(Math.round((bootstrap.requests[1].time - server.requests[0].time) / 1000)).toBe(40);
});

test('the purge of the account after Bootstrap-Server Account Timeout', () => {
  const device = startBootstrap();
  openSession(device);
  const { bootstrap, simulation } = device;
  expect(bootstrap.write('/0/1/12', '100')).toBe('2.04');
  provision(device);
  waitForRegistration(device);
  simulation.run(90_000);
  expect(device.server.execute('/1/0/9')).toBe('2.04');
  openSession(device, 2);
  provision(device);
  simulation.run(120_000);
  expect(device.server.execute('/1/0/9')).toBe('4.05');
});

test('LightweightM2M-1.2-int-12 Bootstrap via Bootstrap-Pack-Request', () => {
  const text = [
    { bn: '/0/0/', n: '0', vs: 'coap://server' }, { n: '1', vb: false }, { n: '2', v: 3 }, { n: '10', v: 9 },
    { bn: '/1/0/', n: '0', v: 9 }, { n: '1', v: 777 }, { n: '6', vb: true }, { n: '7', vs: 'U' },
  ];
  const answer = { code: '2.05', options: [{ name: 'Content-Format', value: Buffer.from([110]) }], payload: Buffer.from(JSON.stringify(text)) };
  const device = startBootstrap({ config: { version: 12, formatSenmlJson: 1 }, script: (request) => (request.path === '/bspack' ? answer : accept(request)) });
  expect(waitForRegistration(device)).toBe(true);
  expect(device.bootstrap.requests.map(({ code, path, query }) => [code, path, ...query])).toEqual([['GET', '/bspack', 'ep=sim', 'acc=</0/1>']]);
  expect(device.server.registration.parameters.get('lt')).toBe('777');
});

test.each<[string, string]>([['4.04', ''], ['2.05', '[{"n":"/0/0/0","vs":"coap://server"}]'], ['2.05', '[{']])(
  'a Bootstrap-Pack that is no use (%s %s) is followed by a Bootstrap-Request',
  (code, payload) => {
    const options = payload === '' ? [] : [{ name: 'Content-Format', value: Buffer.from([110]) }];
    const answer = { code, options, payload: Buffer.from(payload) };
    const device = startBootstrap({ config: { version: 12, formatSenmlJson: 1 }, script: (request) => (request.path === '/bspack' ? answer : accept(request)) });
    openSession(device, 2);
    expect(device.bootstrap.requests[1].path).toBe('/bs');
    expect(device.bootstrap.discover('/0')).toContain('</0/1>;uri="coap://bs"');
    expect(device.bootstrap.discover('/0')).not.toContain('</0/0>');
    expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
  },
);

describe('a Bootstrap-Pack in blocks', () => {
  const text = [
    { bn: '/0/0/', n: '0', vs: 'coap://server' }, { n: '1', vb: false }, { n: '2', v: 3 }, { n: '10', v: 9 },
    { bn: '/1/0/', n: '0', v: 9 }, { n: '1', v: 777 }, { n: '6', vb: true }, { n: '7', vs: 'U' },
  ];
  const pack = Buffer.from(JSON.stringify(text));
  const last = Math.ceil(pack.length / 64) - 1;

  /** A Bootstrap-Server that gives it in blocks of 64 bytes; `change` makes other options or numbers of the n-th answer. */
  function startPack(change: (nth: number) => { tag?: number; number?: number } = () => ({}), config: Readonly<Record<string, number>> = {}) {
    const asked: number[] = [];
    const device = startBootstrap({
      config: { version: 12, formatSenmlJson: 1, ...config },
      script: (request) => {
        if (request.path !== '/bspack') return accept(request);
        const option = request.packet.options.find(({ name }) => name === 'Block2');
        const wanted = option === undefined ? 0 : [...option.value].reduce((sum, byte) => 256 * sum + byte, 0) >>> 4;
        asked.push(wanted);
        const { tag = 1, number = wanted } = change(asked.length);
        const more = number < last ? 8 : 0;
        const options = [
          { name: 'ETag' as const, value: Buffer.from([tag]) },
          { name: 'Content-Format' as const, value: Buffer.from([110]) },
          { name: 'Block2' as const, value: uint(16 * number + more + 2) },
        ];
        return { code: '2.05', options, payload: pack.subarray(64 * number, 64 * number + 64) };
      },
    });
    return { device, asked };
  }

  test('is put together', () => {
    const { device, asked } = startPack();
    expect(waitForRegistration(device)).toBe(true);
    expect(asked).toEqual(Array.from({ length: last + 1 }, (_, number) => number));
    expect(device.server.registration.parameters.get('lt')).toBe('777');
  });

  test.each([[1152, 6], [1103, 5], [592, 5], [591, 4], [336, 4], [335, 2]])('is asked for in blocks that fit %i bytes', (messageBytes, szx) => {
    const { device } = startPack(undefined, { messageBytes });
    openSession(device, 1);
    const { options } = device.bootstrap.requests[0].packet;
    expect(options.find(({ name }) => name === 'Block2')?.value).toEqual(szx === 6 ? undefined : Buffer.from([szx]));
  });

  test.each<[string, Parameters<typeof startPack>, number]>([
    ['that changes meanwhile', [(nth) => ({ tag: nth })], 2],
    ['whose blocks do not follow each other', [(nth) => (nth === 2 ? { number: 2 } : {})], 2],
    ['whose first block comes for ever', [() => ({ number: 0 })], 2],
    ['that is larger than "transferBytes"', [() => ({}), { transferBytes: 128 }], 3],
  ])('%s is followed by a Bootstrap-Request', (_, parameters, requests) => {
    const { device, asked } = startPack(...parameters);
    openSession(device, requests + 1);
    expect(asked).toHaveLength(requests);
    expect(device.bootstrap.requests[requests].path).toBe('/bs');
    expect(provision(device)).toEqual(['2.04', '2.04', '2.04']);
  });
});
