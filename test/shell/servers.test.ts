/** `status`, `start`, `stop`, `update`, `bootstrap`, `pause`, `resume`, `obs`, `send`, `create`, `delete`, `log`, `help`. */
import { startConsole, type Console } from './device';

const requests = (device: Console): string[] => device.server.requests.map(({ code, path }) => `${code} ${path}`);

test('status: the device, and what each server has', () => {
  const device = startConsole();
  device.simulation.run(100_000 - device.simulation.time);
  device.server.observe('/4000/0/1');
  const [first, second, third, ...more] = device.type('lwm2m status');
  expect(first).toMatch(/^sim, up 100 s$/);
  expect(second).toBe('server 1 coap://server : registered for 100 s, next update in 107 s');
  expect([third, more]).toEqual(['  version 1.1, lifetime 300 s, binding U, 1 observation', []]);
});

test('status: queue mode, no server yet, a server that does not answer, none at all', () => {
  const queued = startConsole({ settings: { endpoint: 'sim', server: 'coap://server', lifetime: 0, binding: 'UQ' } });
  const lines = queued.type('lwm2m status');
  expect(lines[1]).toBe('server 1 coap://server : registered for 0 s, no update due');
  expect(lines[2]).toBe('  version 1.1, lifetime 0 s, binding UQ, queue mode, 0 observations');
  const silent = startConsole({ isRegistered: false, settings: { endpoint: 'sim', server: 'coap://nowhere', lifetime: 300 } });
  expect(silent.type('lwm2m status')[1]).toMatch(/^server 1 coap:\/\/nowhere : not registered, next attempt in \d+ s$/);
  const alone = startConsole({ isRegistered: false, settings: { endpoint: 'sim', server: '', lifetime: 300 } });
  expect(alone.type('lwm2m status')[1]).toBe('no server: "lwm2m start" registers with those of objects 0 and 1');
});

test('update sends an Update, and needs a registration', () => {
  const device = startConsole();
  expect(device.type('lwm2m update')).toEqual([]);
  expect(requests(device)).toEqual(['POST /rd', 'POST /rd/1']);
  device.type('lwm2m stop');
  expect(device.type('lwm2m update')).toEqual(['not registered: see "lwm2m status"']);
});

test('stop de-registers, and start registers again, by another name if told', () => {
  const device = startConsole();
  expect(device.type('lwm2m start')).toEqual(['started already: "lwm2m stop" first']);
  expect(device.type('lwm2m stop')).toEqual([]);
  expect(device.server.registrations.size).toBe(0);
  expect(device.type('lwm2m status')[1]).toBe('server 1 coap://server : off');
  expect(device.type('lwm2m stop')).toEqual(['not started: "lwm2m start" does']);
  expect(device.type('lwm2m start other -b 0')).toEqual([]);
  device.simulation.run(1000);
  expect(device.server.registration.parameters.get('ep')).toBe('other');
  expect(device.type('lwm2m stop -f')).toEqual([]);
  expect(requests(device)).toEqual(['POST /rd', 'DELETE /rd/1', 'POST /rd']);
});

test('pause: nothing goes out and nothing is heard until resume, and then what is due', () => {
  const device = startConsole();
  expect(device.type('lwm2m pause')).toEqual([]);
  expect(device.type('lwm2m status')[0]).toMatch(/, paused: "lwm2m resume" goes on$/);
  device.type('lwm2m update');
  const read = device.server.request('GET', '/4000/0/1');
  device.simulation.run(3000);
  expect([requests(device), read.answers.length]).toEqual([['POST /rd'], 0]);
  expect(device.type('lwm2m resume')).toEqual([]);
  expect(requests(device)).toEqual(['POST /rd', 'POST /rd/1']);
  device.simulation.run(10_000);
  expect(read.answers.map(({ text }) => text)).toEqual(['50']); // the server has asked again
});

test('lock and unlock: what is written between goes out together', () => {
  const device = startConsole();
  const observation = device.server.observe('/4000/0');
  const before = observation.answers.length;
  for (const line of ['lock', 'write 4000/0/1 1', 'write 4000/0/2 2', 'unlock']) device.type(`lwm2m ${line}`);
  device.simulation.run(2000);
  expect(observation.answers.length).toBe(before + 1);
});

test('obs: who observes what, on which terms', () => {
  const device = startConsole();
  expect(device.type('lwm2m obs')).toEqual(['no server observes anything']);
  device.server.writeAttributes('/4000/0/1', 'pmin=5&pmax=60');
  device.server.observe('/4000/0/1', { token: Buffer.from('ab12', 'hex') });
  device.server.observe('/4000', { token: Buffer.of(7) });
  device.type('lwm2m write 1/0/2 3');
  device.simulation.run(7000);
  expect(device.type('lwm2m obs')).toEqual([
    expect.stringMatching(/^server 1 token ab12 : 4000\/0\/1, pmin 5, pmax 60, sent \d s ago$/),
    expect.stringMatching(/^server 1 token 07 : 4000, pmin 3, pmax 0, sent \d s ago$/),
  ]);
});

test('send: what is named, and the answer is told', () => {
  const device = startConsole();
  const { script } = device.server;
  device.server.script = (request) => (request.path === '/dp' ? { code: '2.04' } : script(request));
  expect(device.type('lwm2m send 4000/0/1')).toEqual(['every server has muted Send: "lwm2m write 1/0/23 false" lets it be heard']);
  device.type('lwm2m write 1/0/23 false');
  expect(device.type('lwm2m send /4000/0/1 3/0 4000 4000/0/8/3')).toEqual(['send: server 1 has answered 2.04']);
  expect(device.type('lwm2m send 4000/0/2')).toEqual(['4000/0/2 has no value']);
  expect(device.type('lwm2m send 4000/0/9')).toEqual(['4000/0/9 has no value']);
  expect(device.type('lwm2m send 4000/5')).toEqual(['4000/5 is not there: "lwm2m ls 4000" shows what is']);
  expect(device.type('lwm2m send /')).toEqual(['name what to send, as in 3303/0/5700']);
  expect(device.type('lwm2m send')).toEqual(['usage: lwm2m send PATH...']);
  expect(device.type(`lwm2m send ${'4000/0/1 '.repeat(9)}`)).toEqual(['nothing is sent: no values, or more paths than "sendPaths" in config.json']);
  expect(requests(device).filter((request) => request === 'POST /dp')).toHaveLength(1);
});

test('send: a server that does not answer', () => {
  const device = startConsole();
  const { script } = device.server;
  device.server.script = (request) => (request.path === '/dp' ? undefined : script(request));
  device.type('lwm2m write 1/0/23 false');
  device.type('lwm2m send 4000/0/1');
  device.simulation.run(100_000);
  expect(device.simulation.log.at(-1)).toBe('send: server 1 has not answered');
});

test('create and delete: instances, which the server is told of, and resource instances', () => {
  const device = startConsole();
  expect(device.type('lwm2m create 4000/3')).toEqual([]);
  device.simulation.run(1000);
  expect(device.server.registration.links.map(({ target }) => target)).toContain('/4000/3');
  expect(device.type('lwm2m create 4000/3')).toEqual(['4000/3 is there already']);
  expect(device.type('lwm2m create 4000')).toEqual(['4000 has no room for one more instance']);
  expect(device.type('lwm2m delete 4000/3')).toEqual([]);
  expect(device.type('lwm2m create 4000')).toEqual(['4000/1']);
  expect(device.type('lwm2m create /4000/1/8/2')).toEqual([]);
  expect(device.type('lwm2m read 4000/1/8/2')).toEqual(['0']);
  expect(device.type('lwm2m create /4000/1/8/2')).toEqual(['4000/1/8/2 is there already']);
  expect(device.type('lwm2m delete 4000/1/8/2')).toEqual([]);
  expect(device.type('lwm2m delete 4000/1/8/2')).toEqual(['4000/1/8/2 has no value']);
  expect(device.type('lwm2m create 4000/1/0')).toEqual([]);
  expect(device.type('lwm2m read 4000/1/0')).toEqual(['']);
});

test.each([
  ['create', 'usage: lwm2m create OBJECT | OBJECT/INSTANCE | PATH'],
  ['create /', 'usage: lwm2m create OBJECT | OBJECT/INSTANCE | PATH'],
  ['create 9/0', '9 is not there: "lwm2m ls" shows what is'],
  ['create 4000/0/8', '4000/0/8 has several values: add an id'],
  ['create 4000/0/10', '4000/0/10 has no value to create'],
  ['delete', 'usage: lwm2m delete OBJECT/INSTANCE | PATH'],
  ['delete 4000', 'usage: lwm2m delete OBJECT/INSTANCE | PATH'],
  ['delete 4000/0/1', 'usage: lwm2m delete OBJECT/INSTANCE | PATH'],
  ['delete 4000/9', '4000/9 is not there: "lwm2m ls 4000" shows what is'],
  ['status now', 'usage: lwm2m status'],
  ['start a b', 'usage: lwm2m start [ENDPOINT] [-b 0|1]'],
  ['stop now', 'usage: lwm2m stop [-f]'],
  ['update now', 'usage: lwm2m update'],
  ['bootstrap now', 'usage: lwm2m bootstrap'],
  ['pause now', 'usage: lwm2m pause'],
  ['resume now', 'usage: lwm2m resume'],
  ['obs now', 'usage: lwm2m obs'],
  ['bootstrap', 'no Bootstrap-Server: an instance of object 0 names it, with 0/x/0 its URI and 0/x/1 true'],
  ['log loud', '"loud" is no level: off, err or inf'],
  ['log a b', 'usage: lwm2m log [off|err|inf]'],
  ['raed 3/0/0', '"raed" is no command: "lwm2m help" shows them'],
  ['help raed', '"raed" is no command: "lwm2m help" shows them'],
  [`read ${'x'.repeat(200)}`, 'the line is too long: 200 bytes and 16 words at most'],
  ['send 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16', 'the line is too long: 200 bytes and 16 words at most'],
])('%s', (line, said) => {
  expect(startConsole().type(`lwm2m ${line}`)).toEqual([said]);
});

test('resource instances that the table has no room for', () => {
  const device = startConsole({ config: { resourceInstances: 3 } });
  expect(device.type('lwm2m create 4000/0/8/9')).toEqual(['a table is full: see "resourceInstances" in config.json']);
});

test('bootstrap goes to the Bootstrap-Server', () => {
  const device = startConsole({ settings: { endpoint: 'sim', server: 'coap://server', lifetime: 300, bootstrap: 'coap://bootstrap' } });
  const heard: string[] = [];
  device.simulation.listen('bootstrap', 5683, (bytes) => heard.push(Buffer.from(bytes).toString('latin1')));
  expect(device.type('lwm2m bootstrap')).toEqual([]);
  device.simulation.run(10_000);
  expect(device.type('lwm2m status')).toContain('bootstrapping');
  expect(heard[0]).toContain('ep=sim');
});

test("log: what becomes of the registrations, in the words of Zephyr's client", () => {
  const device = startConsole();
  expect(device.type('lwm2m log')).toEqual(['the log is off']);
  expect(device.type('lwm2m log inf')).toEqual([]);
  expect(device.type('lwm2m log')).toEqual(['the log is inf']);
  expect(device.type('lwm2m update')).toEqual(['<inf> net_lwm2m_rd_client: Registration Update (server 1)', '<inf> net_lwm2m_rd_client: Update Done (server 1)']);
  expect(device.type('lwm2m stop').at(-1)).toBe('<inf> net_lwm2m_rd_client: Deregistration success (server 1)');
  expect(device.type('lwm2m start')).toEqual(['<inf> net_lwm2m_rd_client: Registration Done (server 1)']);
  device.type('lwm2m log err');
  expect(device.type('lwm2m update')).toEqual([]);
  device.server.script = () => ({ code: '4.03' });
  expect(device.type('lwm2m update')).toContain('<err> net_lwm2m_rd_client: Registration failure (server 1)');
  device.type('lwm2m log off');
  expect(device.type('lwm2m log')).toEqual(['the log is off']);
});

test('help: every command, or one of them', () => {
  const device = startConsole();
  const all = device.type('lwm2m help');
  const names = all.map((line) => line.split(' ')[0]);
  expect(names).toEqual(expect.arrayContaining('status ls read write exec create delete obs send update start stop bootstrap pause resume log lock unlock'.split(' ')));
  expect(all).toContain('exec PATH [ARGUMENTS] : execute a resource');
  expect(device.type('help')).toEqual(all);
  expect(device.type('lwm2m')).toEqual(all);
  expect(device.type('lwm2m help exec')).toEqual(['lwm2m exec PATH [ARGUMENTS]', 'execute a resource']);
});

test('the prompt is shown again after each line, an empty one too', () => {
  const device = startConsole();
  expect(device.simulation.prompt).toBe('mote> ');
  expect(device.type('')).toEqual([]);
  expect(device.type('   ')).toEqual([]);
});
