/** Register, Update and De-register (LwM2M 1.1 Core 6.2). */
import { parseLinks } from '../../tools/server/linkFormat';
import { type DeviceOptions, smartLight, start, startRegistered } from './device';
import { Format, type Message } from './message';
import { instance, resource, tlv } from './tlv';

const QUIET = 'test/stack/apps/quiet';

/** A client with a lifetime, registered at time 2 (a millisecond each way). */
function registeredFor(lifetime: number, options: DeviceOptions = {}) {
  return startRegistered<typeof import('./apps/quiet')>(QUIET, {
    settings: { endpoint: 'sim', server: 'coap://server', lifetime },
    ...options,
  });
}

function summary({ code, path, query, text }: Message): string {
  return [code, path, ...query, text].filter((part) => part !== '').join(' ');
}

describe('Register', () => {
  test('LightweightM2M-1.1-int-101 Initial Registration: parameters and object list', () => {
    const { server } = smartLight();
    expect(server.requests).toHaveLength(1);
    const [register] = server.requests;
    expect(register.packet).toMatchObject({ confirmable: true, ack: false, reset: false });
    expect([register.code, register.path, register.format]).toEqual(['POST', '/rd', Format.link]);
    expect([...register.query].sort()).toEqual(['b=U', 'ep=sim', 'lt=300', 'lwm2m=1.1']);
    expect(register.packet.token.length).toBeLessThanOrEqual(8);
  });

  test('every instance is listed, object 0 is not', () => {
    const { server } = smartLight();
    const instances = parseLinks(server.requests[0].text).map(({ target }) => target).filter((target) => target.split('/').length === 3);
    expect(instances).toEqual(['/1/0', '/3/0', '/3303/0', '/3311/0']);
  });

  test('a version is told where it is not the one that lwm2m=1.1 implies', () => {
    const { server } = smartLight();
    const versions = new Map(parseLinks(server.requests[0].text).map(({ target, attributes }) => [target, attributes.get('ver')]));
    expect(versions.get('/3303') ?? versions.get('/3303/0')).toBe('1.1'); // not a core object, and not 1.0
    for (const target of ['/1/0', '/3/0', '/3311/0']) expect(versions.get(target)).toBeUndefined();
  });

  test('the root link, if any, comes first and says rt="oma.lwm2m"', () => {
    const { server } = smartLight();
    const links = parseLinks(server.requests[0].text);
    const root = links.findIndex(({ target }) => target === '/');
    expect(root).toBeLessThanOrEqual(0);
    if (root === 0) expect(links[0].attributes.get('rt')).toBe('oma.lwm2m');
  });

  test.each(['urn:uuid:12345678-90ab-cdef-1234-567890abcdef', 'Lämpchen №1', 'e'.repeat(64)])('endpoint name %s', (endpoint) => {
    const { server } = smartLight({ settings: { endpoint, server: 'coap://server', lifetime: 60 } });
    expect(server.registration.parameters.get('ep')).toBe(endpoint);
  });

  test.each([
    ['coap://server:5700', 'server', 5700],
    ['coap://192.0.2.7', '192.0.2.7', 5683],
    ['coap://[2001:db8::7]:61616', '2001:db8::7', 61616],
  ])('the server of %s', (uri, host, port) => {
    const { simulation } = start(QUIET, { settings: { endpoint: 'sim', server: uri, lifetime: 60 } });
    let heard = 0;
    simulation.listen(host, port, () => (heard += 1));
    simulation.run(100);
    expect(heard).toBe(1);
  });

  test.each([[['rd', '5a3f']], [['rd/5a3f']], [['a', 'b', 'c', 'd']], [['rd', 'x'.repeat(32)]], [['rd', 'é√']]])(
    'the location %j is used as it was given',
    (segments) => {
      const device = start(QUIET, { settings: { endpoint: 'sim', server: 'coap://server', lifetime: 60 } });
      const { server, simulation } = device;
      server.nextLocation = segments;
      simulation.run(60_000);
      const update = server.requests[1];
      expect(update.packet.options.map(({ name, value }) => [name, String(value)])).toEqual(segments.map((one) => ['Uri-Path', one]));
    },
  );

  test('until it is registered, a client carries out nothing for the server (Core 6.2.1)', () => {
    const { server, simulation } = start('firmware/smart-light/main');
    server.script = () => undefined;
    simulation.runUntil(() => server.requests.length === 1, 1000);
    const exchange = server.request('PUT', '/3311/0/5850', { payload: '1', format: Format.text });
    simulation.run(1000);
    expect(exchange.answers).toEqual([]);
    expect(simulation.leds[0]).toBe(0);
  });
});

describe('Update', () => {
  test.each([20, 60, 120, 186, 187, 300, 86_400])('a registration for %i s never lapses, and is not refreshed more often than twice', (lifetime) => {
    const { server, simulation } = registeredFor(lifetime);
    simulation.run(20 * lifetime * 1000);
    const times = server.requests.map(({ time }) => time);
    expect(server.requests.slice(1).map(summary)).toEqual(times.slice(1).map(() => 'POST /rd/1'));
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    expect(Math.max(...gaps)).toBeLessThan(lifetime * 1000);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(lifetime * 500);
  });

  test.each([120, 300, 3600])('with a lifetime of %i s all five transmissions of an Update come in time (RFC 7252 4.8.2: 45 s)', (lifetime) => {
    const { server, simulation } = registeredFor(lifetime);
    simulation.runUntil(() => server.requests.length === 2, lifetime * 1000);
    expect(server.requests[1].time + 45_000).toBeLessThan(lifetime * 1000);
  });

  test('a lifetime of 0 is for ever: no Update in a month', () => {
    const { server, simulation } = registeredFor(0);
    simulation.run(30 * 86_400_000);
    expect(server.requests.map(summary)).toEqual([expect.stringContaining('POST /rd ')]);
  });

  test('a lifetime of two weeks, longer than the clock of a board counts, is kept to the second', () => {
    const { server, simulation } = registeredFor(1_209_600);
    simulation.run(604_800_000);
    expect(server.requests).toHaveLength(1);
    simulation.run(604_800_000);
    expect(server.requests.map(summary)).toEqual([expect.stringContaining('lt=1209600'), 'POST /rd/1']);
  });

  test('the longest lifetime of the settings: no Update in a month', () => {
    const { server, simulation } = registeredFor(1_073_741_823);
    simulation.run(30 * 86_400_000);
    expect(server.requests.map(summary)).toEqual([expect.stringContaining('lt=1073741823')]);
  });

  test('LightweightM2M-1.1-int-102 Registration Update: a new lifetime is told at once, then kept', () => {
    const { server, simulation } = registeredFor(86_400);
    expect(server.write('/1/0/1', '20')).toBe('2.04');
    simulation.run(100);
    expect(server.requests.slice(1).map(summary)).toEqual(['POST /rd/1 lt=20']);
    simulation.run(200_000);
    expect(server.requests.slice(2).map(summary)).toEqual(server.requests.slice(2).map(() => 'POST /rd/1'));
    expect(server.requests.length).toBeGreaterThan(11);
    expect(server.registration.seen).toBeGreaterThan(simulation.time - 20_000);
  });

  test('LightweightM2M-1.1-int-107 Extending the lifetime of a registration', () => {
    const { server, simulation } = registeredFor(60);
    simulation.run(10_000);
    expect(server.write('/1/0/1', '120')).toBe('2.04');
    simulation.run(100);
    expect(server.requests.slice(1).map(summary)).toEqual(['POST /rd/1 lt=120']);
    simulation.run(119_000);
    expect(server.requests.slice(2).map(summary)).toEqual(['POST /rd/1']);
  });

  test('a lifetime of 0 that is written stops the Updates, another starts them again', () => {
    const { server, simulation } = registeredFor(60);
    server.write('/1/0/1', '0');
    simulation.run(86_400_000);
    expect(server.requests.slice(1).map(summary)).toEqual(['POST /rd/1 lt=0']);
    server.write('/1/0/1', '60');
    simulation.run(60_000);
    expect(server.requests.slice(2).map(summary)).toEqual(['POST /rd/1 lt=60', 'POST /rd/1']);
  });

  test('the application wants one: an Update without parameters', () => {
    const { app, server, simulation } = registeredFor(300);
    app.updateRegistration();
    simulation.run(1000);
    expect(server.requests.slice(1).map(summary)).toEqual(['POST /rd/1']);
  });

  test('LightweightM2M-1.1-int-104 Registration Update Trigger: an Update without parameters', () => {
    const { server, simulation } = registeredFor(20);
    simulation.run(5000);
    expect(server.execute('/1/0/8')).toBe('2.04');
    simulation.run(100);
    expect(server.requests.slice(1).map(summary)).toEqual(['POST /rd/1']);
    expect(server.requests[1].format).toBeUndefined();
    simulation.run(16_000);
    expect(server.requests.at(-1)?.time).toBeLessThan(25_000);
    expect(server.registration.seen).toBeGreaterThan(5000);
  });

  test("the trigger's argument 0='U' names the binding (Core E.2)", () => {
    const { server, simulation } = registeredFor(300);
    expect(server.execute('/1/0/8', "0='U'")).toBe('2.04');
    simulation.run(100);
    expect(server.requests).toHaveLength(2);
  });

  test('LightweightM2M-1.1-int-105 Discarded Register Update: 4.04 leads to a new Register', () => {
    const { server, simulation } = registeredFor(60);
    server.registrations.clear();
    server.nextLocation = ['rd', 'second'];
    simulation.run(90_000);
    expect(server.requests.slice(1, 4).map(summary)).toEqual(['POST /rd/1', expect.stringContaining('POST /rd ep=sim'), 'POST /rd/second']);
    expect(server.requests[2].time - server.requests[1].time).toBeLessThan(1000);
    expect(server.registration.location).toBe('/rd/second');
  });

  test('4.00 to an Update leads to a new Register as well (Core 6.2.2)', () => {
    const { server, simulation } = registeredFor(60);
    const usual = server.script;
    server.script = (request) => (request.path === '/rd' ? usual(request) : { code: '4.00' });
    simulation.run(60_000);
    expect(server.requests.slice(1, 3).map(({ path }) => path)).toEqual(['/rd/1', '/rd']);
  });

  test('instances that come and go are told: the list is complete, the parameters are left out', () => {
    const { server, simulation } = smartLight();
    server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, 0))), format: Format.tlv });
    simulation.run(100);
    const [, update] = server.requests;
    expect([update.code, update.path, update.query, update.format]).toEqual(['POST', '/rd/1', [], Format.link]);
    const first = parseLinks(server.requests[0].text).map(({ target }) => target);
    expect(parseLinks(update.text).map(({ target }) => target).sort()).toEqual(expect.arrayContaining([...first, '/3311/1']));

    server.ask('DELETE', '/3311/0');
    simulation.run(100);
    const targets = parseLinks(server.requests[2].text).map(({ target }) => target);
    expect(targets).toContain('/3311/1');
    expect(targets).not.toContain('/3311/0');
  });

  test('an object whose last instance went is listed by its own link', () => {
    const { server, simulation } = smartLight();
    server.ask('DELETE', '/3311/0');
    simulation.run(100);
    expect(parseLinks(server.requests[1].text).map(({ target }) => target)).toContain('/3311');
  });
});

describe('changes that come while an Update is under way', () => {
  test('a lifetime written meanwhile is told by another', () => {
    const { server, simulation } = registeredFor(300);
    simulation.wire.toServer.filter = (bytes) => bytes[1] !== 2; // answers pass, POSTs are lost
    server.write('/1/0/1', '100');
    simulation.run(1000);
    server.write('/1/0/1', '200');
    simulation.run(1000);
    simulation.wire.toServer.filter = undefined;
    simulation.run(20_000);
    expect(server.registration.lifetime).toBe(200);
    const heard = server.requests.length;
    simulation.run(80_000);
    expect(server.requests).toHaveLength(heard);
  });

  test('instances that came meanwhile are told', () => {
    const { server, simulation } = smartLight();
    simulation.wire.toServer.filter = (bytes) => bytes[1] !== 2;
    server.execute('/1/0/8');
    simulation.run(1000);
    server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, 0))), format: Format.tlv });
    simulation.wire.toServer.filter = undefined;
    simulation.run(20_000);
    expect(server.registration.links.map(({ target }) => target)).toContain('/3311/1');
  });

  test('switched off meanwhile, the client takes its leave within the 2 s that it has', () => {
    const { server, simulation } = registeredFor(300);
    const usual = server.script;
    server.script = (request) => (request.code === 'DELETE' ? usual(request) : undefined);
    server.execute('/1/0/8');
    simulation.run(500);
    simulation.stop();
    simulation.run(2000);
    expect(server.requests.map(({ code }) => code)).toEqual(['POST', 'POST', 'DELETE']);
    expect(server.registrations.size).toBe(0);
  });
});

describe('De-register', () => {
  test('LightweightM2M-1.1-int-103 Deregistration: Disable is answered, then the client leaves', () => {
    const { server, simulation } = registeredFor(300);
    const answered = server.ask('POST', '/1/0/4');
    expect(answered.code).toBe('2.04');
    simulation.run(1000);
    expect(server.requests.slice(1).map(summary)).toEqual(['DELETE /rd/1']);
    expect(server.requests[1].time).toBeGreaterThanOrEqual(answered.time);
    expect(server.registrations.size).toBe(0);
  });

  test('a disabled server is not heard, and after Disable Timeout (86400 s unless written) registered with again', () => {
    const { server, simulation } = registeredFor(300);
    server.execute('/1/0/4');
    simulation.run(1000);
    const exchange = server.request('GET', '/3/0/0');
    simulation.run(86_300_000);
    expect(exchange.answers).toEqual([]);
    expect(server.requests).toHaveLength(2);
    simulation.run(100_000);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2].time - server.requests[1].time).toBeCloseTo(86_400_000, -3);
    expect(server.read('/1/0/1').text).toBe('300');
  });

  test('Disable Timeout counts in seconds', () => {
    const { server, simulation } = registeredFor(300);
    expect(server.update('/1/0', tlv(resource(5, 30)))).toBe('2.04');
    server.execute('/1/0/4');
    simulation.run(60_000);
    const [, leaving, coming] = server.requests;
    expect([leaving.code, coming.path]).toEqual(['DELETE', '/rd']);
    expect(Math.abs(coming.time - leaving.time - 30_000)).toBeLessThan(200);
  });

  test('switched off, the client takes its leave and is silent', () => {
    const { server, simulation } = registeredFor(60);
    simulation.stop();
    simulation.run(3_600_000);
    expect(server.requests.slice(1).map(summary)).toEqual(['DELETE /rd/1']);
    const exchange = server.request('GET', '/3/0/16');
    simulation.run(3_600_000);
    expect(exchange.answers).toEqual([]);
  });

  test('switched off while the server takes the registration, it leaves as soon as it has it', () => {
    const { server, simulation } = start(QUIET);
    simulation.wire.toBoard.minDelay = 500;
    simulation.wire.toBoard.maxDelay = 500;
    simulation.run(100);
    simulation.stop();
    simulation.run(3_600_000);
    expect(server.requests.map(summary)).toEqual([summary(server.requests[0]), 'DELETE /rd/1']);
  });

  test('switched off while it is not registered, it just ends', () => {
    const { server, simulation } = start(QUIET);
    server.script = () => undefined;
    simulation.run(10);
    simulation.stop();
    simulation.run(10);
    const heard = server.heard.length;
    simulation.run(3_600_000);
    expect(server.heard.length).toBe(heard);
  });
});

describe('what every exchange of the client keeps to', () => {
  test('message ids are not used again within EXCHANGE_LIFETIME, tokens differ (RFC 7252 4.4, 5.3.1)', () => {
    const { server, simulation } = registeredFor(20);
    simulation.run(86_400_000);
    expect(server.requests.length).toBeGreaterThan(5000);
    const last = new Map<number, number>();
    for (const { packet, time } of server.requests) {
      expect(time - (last.get(packet.messageId) ?? -Infinity)).toBeGreaterThan(247_000);
      last.set(packet.messageId, time);
    }
    const tokens = server.requests.slice(0, 1000).map(({ packet }) => packet.token.toString('hex'));
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('two boots begin with different message ids and tokens', () => {
    const firsts = [1, 2, 3, 4].map((seed) => registeredFor(60, { seed }).server.requests[0].packet);
    expect(new Set(firsts.map(({ messageId }) => messageId)).size).toBe(4);
    expect(new Set(firsts.map(({ token }) => token.toString('hex'))).size).toBe(4);
  });

  test('NSTART is 1: a second request waits until the first is answered (RFC 7252 4.7)', () => {
    const { server, simulation } = registeredFor(300);
    simulation.wire.toServer.loss = 1;
    server.request('POST', '/1/0/8');
    simulation.run(1500);
    server.request('PUT', '/1/0/1', { payload: '400', format: Format.text });
    simulation.run(500);
    const sent = simulation.datagrams.filter(({ direction, bytes }) => direction === 'toServer' && bytes[0] >> 4 === 4);
    expect(new Set(sent.map(({ bytes }) => 256 * bytes[2] + bytes[3])).size).toBe(2); // Register and one Update
  });
});
