/**
 * Every table filled to the brim and beyond: an error or a refusal that says so, never a throw, nothing overwritten; and
 * when something is freed there is room again. Values that servers write are in test/stack/tables.test.ts.
 */
import type { Option } from 'coap-packet';
import { encodePaths } from '../../tools/server/content';
import { type Device, startRegistered } from '../stack/device';
import { Format, uint, writeRequest } from '../stack/message';
import type { Exchange } from '../stack/server';
import { instance, multiple, resource, tlv } from '../stack/tlv';

const REFUSED = /^(4\.13|5\.00|5\.03)$/;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('what the application sets', () => {
  type App = typeof import('./apps/brim');
  const start = (config: Record<string, number>): Device<App> => startRegistered<App>('test/faults/apps/brim', { config });

  test('instances of a multiple resource', () => {
    const { app, server } = start({ resourceInstances: 8 });
    const set = range(20).map((id) => app.setMember(id, 100 + id));
    const room = set.filter(Boolean).length;
    expect(room).toBeGreaterThan(3);
    expect(set).toEqual(range(20).map((id) => id < room));
    expect(range(room).map(app.member)).toEqual(range(room).map((id) => 100 + id));
    expect(app.member(room)).toBeUndefined();
    expect(app.setMember(0, 1)).toBe(true); // one that is there
    expect([app.removeMember(2), app.setMember(50, 150), app.setMember(51, 151)]).toEqual([true, true, false]);
    expect(server.read('/32773/0/1/50').text).toBe('150');
    expect(server.read('/32773/0/1/51').code).toBe('4.04');
  });

  test('bytes of texts: the text that was there stays whole', () => {
    const { app, server } = start({ textBytes: 256 });
    expect(app.setText('x'.repeat(300))).toBe(false);
    expect(app.text()).toBe('first');
    let names = 0;
    while (app.setName(names, `${names}`.padEnd(20, '.'))) names += 1;
    expect(names).toBeGreaterThan(2);
    expect(app.name(names)).toBeUndefined();
    expect(app.setText('x'.repeat(100))).toBe(false);
    expect([app.text(), ...range(names).map(app.name)]).toEqual(['first', ...range(names).map((id) => `${id}`.padEnd(20, '.'))]);
    expect(app.setName(0, '')).toBe(true);
    expect(app.setText('y'.repeat(20))).toBe(true);
    expect(server.read('/32773/0/0').text).toBe('y'.repeat(20));
    expect(server.read('/3/0/16').text).toBe('U'); // and no text of another object was touched
  });

  test('instances', () => {
    const { app, server } = start({});
    expect([1, 2, 3, 4].map(app.create)).toEqual([true, true, false, false]);
    expect(app.create(1)).toBe(false); // taken
    app.remove(1);
    expect([app.create(3), app.create(1)]).toEqual([true, false]);
    expect(server.discover('/32773').match(/<\/32773\/\d+>/g)).toEqual(['</32773/0>', '</32773/2>', '</32773/3>']);
  });

  test.each<[table: string, fill: (app: App) => void, config: Record<string, number>]>([
    ['jobs', (app) => app.planJobs(5), { jobs: 4 }],
    ['callbacks', (app) => app.addCallbacks(33), { callbacks: 32 }],
  ])('%s, which are planned when the image is built: said with the name to change', (table, fill, config) => {
    const { app, server } = start(config);
    expect(() => fill(app)).toThrow(`config.json: "${table}" has to be more than ${config[table]}`);
    expect(server.read('/32773/0/0').text).toBe('first'); // and the rest goes on
  });

  test.each(['objects', 'definitions', 'callbacks', 'instances', 'resources', 'jobs'])('%s, too few for the image itself: said at start', (table) => {
    const attempt = () => start({ [table]: table === 'jobs' ? 0 : 1 });
    if (table === 'jobs') expect(() => attempt().app.planJobs(1)).toThrow(/"jobs"/);
    else expect(attempt).toThrow(new RegExp(`"${table}"`));
  });
});

describe('what a server asks for', () => {
  type App = typeof import('../stack/apps/types');
  const start = (config: Record<string, number> = {}): Device<App> => startRegistered<App>('test/stack/apps/types', { config, formats: 'all' });
  const observes = (exchange: Exchange): boolean => exchange.answers[0].observe !== undefined;

  test('observations: one too many is a Read; those that are there are told on, and one that ends makes room', () => {
    const { server, simulation } = start({ observations: 4 });
    const exchanges = range(6).map(() => server.observe('/32769/0/2'));
    expect(exchanges.map(observes)).toEqual([true, true, true, true, false, false]);
    expect(exchanges.map(({ answers }) => answers[0].code)).toEqual(Array(6).fill('2.05'));
    server.write('/32769/0/2', '7');
    simulation.run(10_000);
    expect(exchanges.map(({ newest }) => newest?.text)).toEqual(['7', '7', '7', '7', '0', '0']);
    server.ask('GET', '/32769/0/2', { observe: 1, token: exchanges[1].token });
    const later = [server.observe('/32769/0/2'), server.observe('/32769/0/2')];
    expect(later.map(observes)).toEqual([true, false]);
    server.write('/32769/0/2', '8');
    simulation.run(10_000);
    expect([...exchanges, ...later].map(({ newest }) => newest?.text)).toEqual(['8', '7', '8', '8', '0', '0', '8', '7']);
  });

  test('rows of composite observations: the whole list or nothing of it', () => {
    const { server } = start({ observations: 4 });
    const observe = (count: number): Exchange => {
      const payload = encodePaths(112, range(count).map((id) => `/32769/0/${id + 1}`));
      const exchange = server.request('FETCH', '/', { payload, format: 112, observe: 0 });
      server.simulation.run(1000);
      return exchange;
    };
    expect([observe(3), observe(2), observe(5)].map(observes)).toEqual([true, false, false]);
    expect(observes(server.observe('/32769/0/2'))).toBe(true); // the row that was left
    expect(observes(server.observe('/32769/0/2'))).toBe(false);
  });

  test('attributes of an Observe: without room for them there is no observation, and none of them stays', () => {
    const { server } = start({ attributes: 2 });
    const observe = (query: string): string => {
      const [answer] = server.observe('/32769/0/2', { query }).answers;
      return answer.observe === undefined ? answer.code : 'observes';
    };
    expect(observe('pmin=1&pmax=5&st=3')).not.toBe('observes');
    expect(server.writeAttributes('/32769/0/2', 'pmin=1&pmax=5')).toBe('2.04');
    expect(server.writeAttributes('/32769/0/1', 'pmin=1')).toMatch(REFUSED);
    expect(observe('pmin=1')).not.toBe('observes');
    expect(server.writeAttributes('/32769/0/2', 'pmin')).toBe('2.04');
    expect(observe('pmin=1')).toBe('observes');
  });

  test('instances of the object, and of all objects', () => {
    const { server } = start();
    const create = (id: number): string => server.ask('POST', '/32769', { payload: tlv(instance(id, resource(1, ''), resource(2, 1))), format: Format.tlv }).code;
    expect([create(1), create(2)]).toEqual(['2.01', '2.01']);
    expect([create(3), create(4), create(1)]).not.toContain('2.01');
    expect(server.read('/32769/2/2').text).toBe('1');
    expect(server.ask('DELETE', '/32769/1').code).toBe('2.02');
    expect([create(4), create(5) === '2.01']).toEqual(['2.01', false]);
  });

  test('numbers remembered of multiple resources: those beyond are told of all the same', () => {
    const { server, simulation } = start({ sentValues: 4 });
    const path = '/32769/0/102';
    const members = (first: number) => tlv(multiple(102, Object.fromEntries(range(10).map((id) => [id, first + id]))));
    expect(server.write(path, members(1), Format.tlv)).toBe('2.04');
    expect(server.writeAttributes(path, 'st=50')).toBe('2.04');
    const exchange = server.observe(path, { accept: Format.tlv });
    expect(server.write(path, members(100), Format.tlv)).toBe('2.04');
    simulation.run(5000);
    expect(exchange.answers.length).toBe(2);
    expect(server.read(path, Format.tlv).payload).toEqual(members(100));
  });

  test.each<[what: string, path: string, query: string]>([
    ['segments of a path', '/32769/0/1' + '/1'.repeat(100), ''],
    ['parameters', '/32769/0/2', range(100).map(() => 'pmin=1').join('&')],
    ['digits', '/32769/0/' + '1'.repeat(200), ''],
  ])('more %s than there can be', (_what, path, query) => {
    const { server } = start();
    expect(server.ask('PUT', path, query === '' ? { payload: '1', format: Format.text } : { query }).code).toMatch(/^4\.0[0245]$|^2\.04$/);
    expect(server.read('/32769/0/2').text).toBe('0');
  });
});

describe('what takes its time', () => {
  test('requests that are answered later: one too many is 5.03 at once, and there is room when one is answered', () => {
    const { app, server, simulation } = startRegistered<typeof import('../stack/apps/slow')>('test/stack/apps/slow');
    const ask = (argument: number): Exchange => {
      const exchange = server.request('POST', '/32770/0/4', { payload: `0='${argument}'`, format: Format.text });
      simulation.run(5000);
      return exchange;
    };
    const [first, second, third] = [ask(1), ask(2), ask(3)];
    expect([first.answers.length, second.answers.length, third.answers[0].code]).toEqual([0, 0, '5.03']);
    app.answer();
    simulation.run(100);
    expect(first.answers[0].code).toBe('2.04');
    const fourth = ask(4);
    expect(fourth.answers).toEqual([]);
    app.answer();
    app.answer();
    simulation.run(5000);
    expect([second, fourth].map(({ answers }) => answers[0].code)).toEqual(['2.04', '2.04']);
    expect(app.calls).toEqual(["move 0='1'", "move 0='2'", "move 0='4'"]);
  });

  test('a request that is too long to be kept for later is 5.03', () => {
    const { app, server } = startRegistered<typeof import('../stack/apps/slow')>('test/stack/apps/slow', { config: { deferredBytes: 40 } });
    const query = 'a'.repeat(60);
    expect(server.ask('PUT', '/32770/0/3', { payload: '5', format: Format.text, options: [{ name: 'Uri-Host', value: Buffer.from(query) }] }).code).toBe('5.03');
    expect([app.waiting, server.read('/32770/0/3').text]).toEqual([[], '3']);
  });

  test('bodies in blocks: one too many is 5.03, those under way go on, and the room comes back', () => {
    const { server, simulation } = startRegistered('test/stack/apps/store', { config: { transfers: 3, textBytes: 4000 } });
    const put = (path: string, number: number, more: boolean): string => {
      const options: Option[] = [{ name: 'Block1', value: uint(number * 16 + (more ? 8 : 0)) }];
      return server.ask('PUT', path, { payload: `${number % 10}`.repeat(16), format: Format.opaque, options }).code;
    };
    const paths = ['/33000/0/1', '/33000/1/1', '/33000/0/3'];
    expect(paths.map((path) => put(path, 0, true))).toEqual(['2.31', '2.31', '2.31']);
    expect(range(20).map((id) => put(`/33000/0/${id % 2 === 0 ? 4 : 5}`, 0, true))).toEqual(Array(20).fill('5.03'));
    expect([put(paths[0], 1, true), put(paths[1], 1, false), put(paths[0], 2, false)]).toEqual(['2.31', '2.04', '2.04']);
    expect(server.read(paths[0], Format.opaque).payload.toString()).toBe('0'.repeat(16) + '1'.repeat(16) + '2'.repeat(16));
    expect([put('/33000/0/4', 0, true), put(paths[0], 0, true), put(paths[1], 0, true)]).toEqual(['2.31', '2.31', '5.03']);
    simulation.run(248_000);
    expect(paths.map((path) => put(path, 0, true))).toEqual(['2.31', '2.31', '2.31']);
  });

  test('bodies whose request is refused later, or never answered, give their room back at once', () => {
    type App = typeof import('./apps/slow-text');
    const { app, server, simulation } = startRegistered<App>('test/faults/apps/slow-text', { config: { transfers: 1, deferredBytes: 256 } });
    const put = (resource: number, text: string): Exchange => {
      const ask = (number: number, more: boolean): Exchange => {
        const options: Option[] = [{ name: 'Block1', value: uint(number * 16 + (more ? 8 : 0)) }];
        const exchange = server.request('PUT', `/32774/0/${resource}`, { payload: text.repeat(16), format: Format.text, options });
        simulation.run(1000);
        return exchange;
      };
      expect(ask(0, true).answers[0].code).toBe('2.31');
      return ask(1, false);
    };
    const refused = put(0, 'a');
    app.answer(0x83);
    simulation.run(1000);
    expect([refused, put(1, 'b')].map(({ answers }) => answers[0].code)).toEqual(['4.03', '2.04']);
    const silent = put(0, 'c');
    simulation.run(65_000);
    expect([silent, put(1, 'd')].map(({ answers }) => answers[0].code)).toEqual(['5.03', '2.04']);
    expect(server.read('/32774/0/1').text).toBe('d'.repeat(32));
  });

  test('requests that are remembered: the newest are, and what only reads makes room first', () => {
    const { app, server, simulation } = startRegistered<typeof import('../stack/apps/types')>('test/stack/apps/types', { config: { duplicates: 8 } });
    const execute = (number: number): Buffer =>
      writeRequest('POST', '/32769/0/14', { payload: `0='${number}'`, format: Format.text, messageId: 0x2000 + number, token: Buffer.of(number) });
    const send = (bytes: Buffer): void => {
      server.send(bytes);
      simulation.run(10);
    };
    range(8).forEach((number) => send(execute(number)));
    range(100).forEach((number) => send(writeRequest('PUT', '/32769/0/2', { payload: `${number}`, format: 0, messageId: 0x3000 + number, token: Buffer.of(9) })));
    expect(app.executed).toHaveLength(8);
    range(7).forEach((number) => send(execute(number + 1)));
    expect(app.executed).toHaveLength(8);
    range(20).forEach((number) => send(execute(20 + number)));
    range(8).forEach((number) => send(execute(39 - number)));
    expect(new Set(app.executed).size).toBe(app.executed.length);
    expect(server.read('/32769/0/2').text).toBe('99');
  });

  test('Sends: one too many is refused whole, and those that wait go out', () => {
    const device = startRegistered<typeof import('../stack/apps/reporter')>('test/stack/apps/reporter', { config: { sendPaths: 4 }, formats: 'all' });
    const { app, server, simulation } = device;
    const { script } = server;
    server.script = (request) => (request.path === '/dp' ? { code: '2.04' } : script(request));
    app.mute(false);
    for (let round = 0; round < 20; round++) {
      expect([app.report(), app.report(), app.report(), app.reportMany(9)]).toEqual([true, true, false, false]);
      simulation.run(5000);
    }
    expect(app.answers).toEqual(Array(40).fill(0x44));
  });
});
