/** Access control between several servers (LwM2M 1.1 Core 8, E.3; lwm2m.md A.9). */
import { type Device, start } from './device';
import { Format } from './message';
import { Server } from './server';
import { instance, multiple, resource, tlv, values } from './tlv';

type App = typeof import('./apps/shared');

const READ = 1;
const WRITE = 2;
const EXECUTE = 4;
const DELETE = 8;
const CREATE = 16;
/** The object, and the id that stands for it in object 2. */
const OBJECT = 32770;
const ANY = 65535;

interface Shared extends Device<App> {
  /** The servers 101 and 102. */
  readonly first: Server;
  readonly second: Server;
}

function startShared(app = 'shared', formats: 'basic' | 'all' = 'basic'): Shared {
  const device = start<App>(`test/stack/apps/${app}`, { formats, config: { servers: 3, objects: 8, instances: 32, resources: 400, resourceInstances: 40 } });
  const second = new Server(device.simulation, 'second');
  device.simulation.runUntil(() => device.server.registrations.size + second.registrations.size === (app === 'shared' ? 2 : 1), 10_000);
  device.simulation.run(100);
  return { ...device, first: device.server, second };
}

describe('a single server', () => {
  test('may do everything', () => {
    const { first, app } = startShared('single');
    app.control(0, [OBJECT, 0], 102, {});
    expect(first.read(`/${OBJECT}/0`).code).toBe('2.05');
    expect(first.write(`/${OBJECT}/0/0`, '5')).toBe('2.04');
    expect(first.ask('POST', `/${OBJECT}`, { payload: tlv(resource(0, 7)), format: Format.tlv }).code).toBe('2.01');
    expect(app.controlled(1, 101)).toBeUndefined();
    expect(first.ask('DELETE', `/${OBJECT}/0`).code).toBe('2.02');
  });
});

describe('LightweightM2M-1.1-int-950 Multi-Servers Registration', () => {
  test('both servers are registered with', () => {
    const { first, second } = startShared();
    expect([first.registrations.size, second.registrations.size]).toEqual([1, 1]);
  });
});

test('LightweightM2M-1.1-int-951 Multi-Servers & Attributes', () => {
  const { first, second, app } = startShared();
  app.control(0, [3, 0], ANY, { 101: READ, 102: READ });
  expect(first.writeAttributes('/3/0', 'pmin=2&pmax=10')).toBe('2.04');
  expect(second.writeAttributes('/3/0', 'pmin=15&pmax=50')).toBe('2.04');
  expect(first.discover('/3/0')).toMatch(/^<\/3\/0>;pmin=2;pmax=10,/);
  expect(second.discover('/3/0')).toMatch(/^<\/3\/0>;pmin=15;pmax=50,/);
});

describe('the rights on an instance', () => {
  const operations: Record<string, [right: number, done: string, ask: (server: Server) => string]> = {
    Read: [READ, '2.05', (server) => server.read(`/${OBJECT}/0`).code],
    'Read of a resource': [READ, '2.05', (server) => server.read(`/${OBJECT}/0/0`).code],
    Observe: [READ, '2.05', (server) => server.ask('GET', `/${OBJECT}/0/0`, { observe: 0 }).code],
    'Write-Attributes': [READ, '2.04', (server) => server.writeAttributes(`/${OBJECT}/0/0`, 'pmin=1')],
    Write: [WRITE, '2.04', (server) => server.write(`/${OBJECT}/0/0`, '5')],
    'Write (partial update)': [WRITE, '2.04', (server) => server.update(`/${OBJECT}/0`, tlv(resource(0, 6)))],
    'Delete of a resource instance': [WRITE, '2.02', (server) => server.ask('DELETE', `/${OBJECT}/0/1/1`).code],
    Execute: [EXECUTE, '2.04', (server) => server.execute(`/${OBJECT}/0/2`)],
    Delete: [DELETE, '2.02', (server) => server.ask('DELETE', `/${OBJECT}/0`).code],
    Discover: [0, '2.05', (server) => server.read(`/${OBJECT}/0`, Format.link).code],
  };
  const every = READ + WRITE + EXECUTE + DELETE + CREATE;

  test.each(Object.entries(operations))('%s', (_, [right, done, ask]) => {
    const refused = right === 0 ? done : '4.01';
    for (const [owner, acl, expected] of [
      [102, { 101: right }, done],
      [102, { 101: every - right }, refused],
      [101, {}, done],
      [101, { 101: every - right }, refused],
      [102, { 0: right }, done],
      [102, { 0: every - right }, refused],
      [102, { 0: every, 101: 0 }, refused],
      [102, {}, refused],
      [ANY, { 102: every }, refused],
    ] as const) {
      const { first, app } = startShared();
      app.control(0, [OBJECT, 0], owner, acl);
      expect([owner, acl, ask(first)]).toEqual([owner, acl, expected]);
    }
  });

  test('without an instance of object 2 nobody has rights', () => {
    const { first, second } = startShared();
    expect([first, second].map((server) => server.read(`/${OBJECT}/0/0`).code)).toEqual(['4.01', '4.01']);
    expect(first.read(`/${OBJECT}/5/0`).code).toBe('4.04'); // what is not there comes first
  });
});

describe('an object', () => {
  test('is read without the instances that may not be', () => {
    const { first, second, app } = startShared();
    app.control(0, [OBJECT, 0], 101, {});
    app.control(1, [OBJECT, 1], 102, {});
    const read = (server: Server): string[] => Object.keys(values(server.read(`/${OBJECT}`, Format.tlv).payload));
    expect(read(first)).toEqual(['0/0', '0/1/0', '0/1/1']);
    expect(read(second)).toEqual(['1/0', '1/1/0', '1/1/1']);
  });

  test('attributes can always be written', () => {
    const { first } = startShared();
    expect(first.writeAttributes(`/${OBJECT}`, 'pmin=1')).toBe('2.04');
    expect(first.writeAttributes(`/${OBJECT}/0`, 'pmin=1')).toBe('4.01');
  });

  test('is observed without them', () => {
    const { first, simulation, app } = startShared();
    app.control(0, [OBJECT, 0], 101, {});
    const exchange = first.observe(`/${OBJECT}`, { accept: Format.tlv });
    app.setValue(1, 50);
    simulation.run(1000);
    expect(exchange.answers).toHaveLength(1);
    app.setValue(0, 51);
    simulation.run(1000);
    expect(exchange.answers.map(({ payload }) => values(payload)['0/0'])).toEqual(['00', '33']);
  });
});

describe('Create', () => {
  const create = (server: Server): string =>
    server.ask('POST', `/${OBJECT}`, { payload: tlv(instance(2, resource(0, 7))), format: Format.tlv }).code;

  test('needs its right on the object', () => {
    const { first, second, app } = startShared();
    app.control(0, [OBJECT, ANY], ANY, { 101: CREATE, 102: 15 });
    expect(create(second)).toBe('4.01');
    expect(create(first)).toBe('2.01');
  });

  test('makes the server the owner: it alone has rights', () => {
    const { first, second, app } = startShared();
    app.control(0, [OBJECT, ANY], ANY, { 101: CREATE });
    expect(create(first)).toBe('2.01');
    expect(values(first.read('/2/1', Format.tlv).payload)).toEqual({ '0': '00008002', '1': '02', '3': '65' });
    expect([first.read(`/${OBJECT}/2/0`).text, second.read(`/${OBJECT}/2/0`).code]).toEqual(['7', '4.01']);
    // It shares it.
    expect(first.update('/2/1', tlv(multiple(2, { 102: READ })))).toBe('2.04');
    expect([second.read(`/${OBJECT}/2/0`).text, second.write(`/${OBJECT}/2/0`, '8')]).toEqual(['7', '4.01']);
  });

  test('is refused when object 2 has no room', () => {
    const { first, app } = startShared();
    app.control(0, [OBJECT, ANY], ANY, { 101: CREATE });
    for (let id = 1; id < 8; id++) app.control(id, [3, id], ANY, {});
    expect(create(first)).toBe('5.03');
    expect(first.discover(`/${OBJECT}`)).not.toContain(`/${OBJECT}/2`);
  });

  test('what controls an instance goes with it', () => {
    const { first, app } = startShared();
    app.control(0, [OBJECT, ANY], ANY, { 101: CREATE });
    create(first);
    expect(app.controlled(1, 101)).toBeDefined();
    expect(first.ask('DELETE', `/${OBJECT}/2`).code).toBe('2.02');
    expect(app.controlled(1, 101)).toBeUndefined();
    expect(app.controlled(0, 101)).toBeDefined();
  });

  test('the servers are told of both instances', () => {
    const { first, second, simulation, app } = startShared();
    app.control(0, [OBJECT, ANY], ANY, { 101: CREATE });
    create(first);
    simulation.run(1000);
    for (const server of [first, second]) {
      expect(server.registration.links.map(({ target }) => target)).toEqual(expect.arrayContaining(['/2/0', '/2/1', `/${OBJECT}/2`]));
    }
  });
});

describe('object 2 itself', () => {
  function startOwned(): Shared {
    const device = startShared();
    device.app.control(0, [OBJECT, 0], 102, { 101: 15, 102: 15 });
    return device;
  }

  test('every server may read it', () => {
    const { first } = startOwned();
    expect([first.read('/2').code, first.read('/2/0').code, first.read('/2/0/2/101').code]).toEqual(['2.05', '2.05', '2.05']);
  });

  test('its owner alone may write', () => {
    const { first, second } = startOwned();
    expect(first.update('/2/0', tlv(multiple(2, { 101: 31 })))).toBe('4.01');
    expect(first.write('/2/0/3', '101')).toBe('4.01');
    expect(second.write('/2/0/2/101', '1')).toBe('2.04');
    expect([first.read(`/${OBJECT}/0/0`).code, first.write(`/${OBJECT}/0/0`, '1')]).toEqual(['2.05', '4.01']);
    expect(second.write('/2/0/3', '101')).toBe('2.04');
    expect(second.write('/2/0/3', '102')).toBe('4.01');
  });

  test.each([['-1', '4.00'], ['32', '4.00'], ['31', '2.04'], ['0', '2.04']])('an ACL of %s is %s', (value, code) => {
    expect(startOwned().second.write('/2/0/2/101', value)).toBe(code);
  });

  test('its owner alone may delete', () => {
    const { first, second } = startOwned();
    expect(first.ask('DELETE', '/2/0').code).toBe('4.01');
    expect(second.ask('DELETE', '/2/0').code).toBe('2.02');
    expect(second.read(`/${OBJECT}/0`).code).toBe('4.01');
  });

  test('no server creates one', () => {
    const { first } = startOwned();
    const payload = tlv(resource(0, OBJECT), resource(1, 1), resource(3, 101));
    expect(first.ask('POST', '/2', { payload, format: Format.tlv }).code).toBe('4.01');
  });
});

describe('notifications', () => {
  test.each(['/32770/0/0', '/32770/0'])('of %s stop while the right to read is lost', (path) => {
    const { first, second, simulation, app } = startShared();
    app.control(0, [OBJECT, 0], 102, { 101: READ });
    const exchange = first.observe(path);
    second.write('/2/0/2/101', '0');
    app.setValue(0, 70);
    simulation.run(1000);
    expect(exchange.answers).toHaveLength(1);
    second.write('/2/0/2/101', '1');
    app.setValue(0, 71);
    simulation.run(1000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05', '2.05']);
  });

  test('no pmax breaks the silence', () => {
    const { first, second, simulation, app } = startShared();
    app.control(0, [OBJECT, 0], 102, { 101: READ });
    first.writeAttributes(`/${OBJECT}/0/0`, 'pmax=10');
    const exchange = first.observe(`/${OBJECT}/0/0`);
    simulation.run(10_500);
    expect(exchange.answers).toHaveLength(2);
    second.write('/2/0/2/101', '0');
    simulation.run(60_000);
    expect(exchange.answers).toHaveLength(2);
    second.write('/2/0/2/101', '1');
    simulation.run(11_000);
    expect(exchange.answers).toHaveLength(3);
  });

  test('each server has its own observations', () => {
    const { first, second, simulation, app } = startShared();
    app.control(0, [OBJECT, 0], ANY, { 0: READ });
    second.writeAttributes(`/${OBJECT}/0/0`, 'gt=50');
    const exchanges = [first, second].map((server) => server.observe(`/${OBJECT}/0/0`));
    app.setValue(0, 20);
    simulation.run(1000);
    expect(exchanges.map(({ answers }) => answers.length)).toEqual([2, 1]);
    app.setValue(0, 60);
    simulation.run(1000);
    expect(exchanges.map(({ answers }) => answers.length)).toEqual([3, 2]);
  });
});

describe('composite operations', () => {
  const body = (records: object[]): { payload: Buffer; format: number } => ({ payload: Buffer.from(JSON.stringify(records)), format: 110 });
  const names = (message: { text: string }): string[] =>
    (JSON.parse(message.text) as { bn?: string; n?: string }[]).reduce<[string, string[]]>(
      ([base, all], { bn = base, n = '' }) => [bn, [...all, bn + n]],
      ['', []],
    )[1];
  const [first0, second0] = [`/${OBJECT}/0/0`, `/${OBJECT}/1/0`];

  test('a read leaves out what the server may not read; with nothing left it is 4.01', () => {
    const { first, second, app } = startShared('shared', 'all');
    app.control(0, [OBJECT, 0], 101, {});
    app.control(1, [OBJECT, 1], ANY, { 0: READ });
    const read = (server: Server, ...paths: string[]) => server.ask('FETCH', '/', body(paths.map((n) => ({ n }))));
    expect(names(read(first, first0, second0))).toEqual([first0, second0]);
    expect(names(read(second, first0, second0))).toEqual([second0]);
    expect(read(second, first0).code).toBe('4.01');
    expect(names(read(second, `/${OBJECT}`)).filter((name) => name.endsWith('/0/0'))).toEqual([]);
  });

  test('a write needs the right on every instance', () => {
    const { first, app } = startShared('shared', 'all');
    app.control(0, [OBJECT, 0], 101, {});
    app.control(1, [OBJECT, 1], 102, { 101: READ });
    const write = (...paths: string[]) => first.ask('iPATCH', '/', body(paths.map((n) => ({ n, v: 77 })))).code;
    expect(write(first0, second0)).toBe('4.01');
    expect(first.read(first0).text).toBe('0');
    expect(write(first0)).toBe('2.04');
    expect(first.read(first0).text).toBe('77');
  });

  test('notifications leave out what may not be read any more, and stop with the last of it', () => {
    const { first, second, simulation, app } = startShared('shared', 'all');
    app.control(0, [OBJECT, 0], 102, { 101: READ });
    app.control(1, [OBJECT, 1], 102, { 101: READ });
    const exchange = first.request('FETCH', '/', { ...body([{ n: first0 }, { n: second0 }]), observe: 0 });
    simulation.run(100);
    second.write('/2/0/2/101', '0');
    app.setValue(0, 50);
    app.setValue(1, 51);
    simulation.run(1000);
    expect(exchange.answers.map(names)).toEqual([[first0, second0], [second0]]);
    second.write('/2/1/2/101', '0');
    app.setValue(1, 52);
    simulation.run(1000);
    expect(exchange.answers).toHaveLength(2);
  });
});

describe('the account of a server is deleted', () => {
  test('its entries go, and what it owned goes to the server that may write and delete most', () => {
    const { app } = startShared();
    app.control(0, [OBJECT, 0], 101, { 101: 31, 102: READ + WRITE, 103: WRITE + DELETE });
    app.control(1, [OBJECT, 1], 102, { 101: 31, 0: READ });
    app.forgetServer(101);
    expect([app.controlled(0, 101), app.controlled(1, 101)]).toEqual([
      { rights: undefined, owner: 103 },
      { rights: undefined, owner: 102 },
    ]);
  });

  test('what nobody else has a right to is deleted', () => {
    const { first, second, app } = startShared();
    app.control(0, [OBJECT, 0], 101, {});
    app.control(1, [OBJECT, 1], 101, { 101: 15 });
    app.control(2, [3, 0], 101, {});
    app.control(3, [OBJECT, ANY], 101, { 101: CREATE });
    app.forgetServer(101);
    expect(second.discover(`/${OBJECT}`)).toBe(`</${OBJECT}>`);
    expect([0, 1, 2, 3].map((id) => app.controlled(id, 101))).toEqual([
      undefined,
      undefined,
      { rights: undefined, owner: ANY }, // the device is not to be deleted
      { rights: undefined, owner: ANY },
    ]);
    expect(first.read('/3/0').code).toBe('4.01');
  });

  test('what everybody has rights to stays, and is managed by bootstrap', () => {
    const { second, app } = startShared();
    app.control(0, [OBJECT, 0], 101, { 0: READ });
    app.forgetServer(101);
    expect(app.controlled(0, 101)).toEqual({ rights: undefined, owner: ANY });
    expect(second.read(`/${OBJECT}/0/0`).code).toBe('2.05');
  });
});
