import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { runCommand, startRepl, VERBS } from '../../../tools/server/repl/repl';
import { printEvents } from '../../../tools/server/repl/clients';
import { Session } from '../../../tools/server/repl/session';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { contentFormat, FakeClient, optionNumber, optionStrings, pathOf } from './fakeClient';
import { FakeClock } from './fakeClock';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;
let session: Session;
let lines: string[];

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
  lines = [];
  session = new Session(server, (line) => lines.push(line), VERBS);
});

afterEach(async () => {
  client.close();
  await server.close();
});

/** Runs a line; what it printed, and its mistake last. */
async function type(line: string): Promise<string[]> {
  lines = [];
  const problem = await runCommand(session, line);
  return problem === undefined ? lines : [...lines, problem];
}

/** Code, path, query, format and payload of the last request the client got. */
function asked(): unknown[] {
  const [request] = client.requests().slice(-1);
  const text = optionNumber(request, 'Content-Format') === 11542 ? request.payload.toString('hex') : request.payload.toString();
  return [request.code, pathOf(request), ...optionStrings(request, 'Uri-Query'), ...(text === '' ? [] : [text])];
}

describe('verbs', () => {
  beforeEach(async () => {
    await client.register();
    client.script = () => ({ code: '2.04' });
  });

  test.each<[string, unknown[]]>([
    ['write /3311/0/5850 on', ['0.03', '/3311/0/5850', '1']],
    ['write /3311/0/5850 on --tlv', ['0.03', '/3311/0/5850', 'e116da01']],
    ['write /3/0/15 "Europe/Paris"', ['0.03', '/3/0/15', 'Europe/Paris']],
    ['write /3311/0 5850=true 5851=40', ['0.02', '/3311/0', 'e116da01e116db28']],
    ['write /3311/0 5851=40 --replace', ['0.03', '/3311/0', 'e116db28']],
    ['write /3/0/11 0=1 1=5', ['0.03', '/3/0/11', '860b410001410105']],
    ['write /3/0/11 1=5 --update', ['0.02', '/3/0/11', '830b410105']],
    ['write /3/0/11/1 5', ['0.03', '/3/0/11/1', '5']],
    ['write /3/0 11/0=1 11/1=5', ['0.02', '/3/0', '860b410001410105']],
    ['execute /3/0/4', ['0.02', '/3/0/4']],
    ["execute /1/0/8 0='U',1", ['0.02', '/1/0/8', "0='U',1"]],
    ['create /3311 5850=true', ['0.02', '/3311', 'e116da01']],
    ['create /3311/1 5850=true', ['0.02', '/3311', '0401e116da01']],
    ['delete /3311/1', ['0.04', '/3311/1']],
    ['attributes /3303/0/5700 pmin=1 pmax=10 gt', ['0.03', '/3303/0/5700', 'pmin=1', 'pmax=10', 'gt']],
  ])('%s', async (line, request) => {
    expect(await type(line)).toEqual([expect.stringContaining('2.04 Changed')]);
    expect(asked()).toEqual(request);
  });

  test('read shows values with names and units', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(11542)], payload: Buffer.from('e116da01e116db28e8164a036f66660a', 'hex').subarray(0, 8) });
    expect(await type('read /3311/0')).toEqual([
      'light /3311/0 2.05 Content',
      '  /3311/0/5850  On/Off  true',
      '  /3311/0/5851  Dimmer  40 %',
    ]);
  });

  test('discover shows links with names and attributes', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(40)], payload: Buffer.from('</3303>,</3303/0>;pmin=1,</3303/0/5700>;pmax=10') });
    expect(await type('discover /3303')).toEqual([
      'light /3303 2.05 Content',
      '  /3303         Temperature',
      '  /3303/0         pmin=1',
      '  /3303/0/5700  Sensor Value  pmax=10',
    ]);
  });

  test('observe, the list of what is observed, a notification, cancel', async () => {
    printEvents(session);
    client.script = (request) => ({
      code: '2.05',
      options: [...(optionNumber(request, 'Observe') === 0 ? [{ name: 'Observe', value: Buffer.of(1) }] : []), contentFormat(0)],
      payload: Buffer.from('20.5'),
    });
    expect(await type('observe')).toEqual(['Nothing is observed.']);
    expect(await type('observe /3303/0/5700')).toEqual(['light /3303/0/5700 2.05 Content', '  /3303/0/5700  Sensor Value  20.5']);
    expect(await type('observe')).toEqual(['Observed: /3303/0/5700']);
    const [{ token }] = client.requests();
    lines = [];
    const notified = once(server, 'notification');
    client.send({ code: '2.05', token, options: [{ name: 'Observe', value: Buffer.of(2) }, contentFormat(0)], payload: Buffer.from('21') });
    await notified;
    expect(lines).toEqual(['light /3303/0/5700 Sensor Value 21']);
    expect(await type('cancel /3303/0/5700')).toEqual(['light /3303/0/5700 2.05 Content']);
    expect(await type('cancel /3303/0/5700')).toEqual(['/3303/0/5700 is not observed. Observed: nothing.']);
    await type('observe /3303/0/5700');
    expect(await type('cancel /3303/0/5700 --reset')).toEqual(['light /3303/0/5700 will be cancelled at its next notification.']);
  });

  test('a client that answers an observation without observing is told', async () => {
    client.script = () => ({ code: '2.05', options: [contentFormat(0)], payload: Buffer.from('1') });
    expect(await type('observe /3303/0/5700')).toContain('  The client answered, but does not observe: no change will be reported.');
  });

  test.each<[string, string, string]>([
    ['4.00', 'write /3311/0/5851 150', '4.00 Bad Request. 5851 Dimmer takes an Integer, 0..100.'],
    ['4.01', 'read /0', '4.01 Unauthorized. Object 0 Security is closed to servers.'],
    ['4.04', 'read /3311/0/5805', '4.04 Not Found. The client has no /3311/0/5805; discover /3311/0 shows what it has.'],
    ['4.05', 'write /3303/0/5700 20', '4.05 Method Not Allowed. 5700 Sensor Value is for read only.'],
    ['4.05', 'read /3/0/4', '4.05 Method Not Allowed. 4 Reboot is for execute only.'],
    ['4.06', 'read /3/0/0 --opaque', '4.06 Not Acceptable. The client does not answer in this format; try another.'],
    ['5.03', 'observe /3/0/0', '5.03 Service Unavailable. The client has no room or is busy; try again later, or cancel an observation.'],
    ['4.22', 'read /3/0/0', '4.22.'],
  ])('%s to "%s" is explained', async (code, line, explained) => {
    client.script = () => ({ code });
    expect(await type(line)).toEqual([explained]);
  });

  test('what the client says of an error is quoted', async () => {
    client.script = () => ({ code: '5.00', payload: Buffer.from('sensor\u001b[2J') });
    expect(await type('read /3303/0')).toEqual(['5.00 Internal Server Error. The client says: "sensor\\u001b[2J". The application on the client failed; see its console.']);
  });

  test.each<[string, string]>([
    ['raed /3/0', 'There is no verb raed. Did you mean read? Type help for the list.'],
    ['execu /3/0/4', 'There is no verb execu. Did you mean execute? Type help for the list.'],
    ['xyzzy', 'There is no verb xyzzy. Type help for the list.'],
    ['read', 'Say which path: read PATH [--accept FORMAT|none] [--block BYTES]'],
    ['read 3/0', '"3/0" is not a path. Write /object, /object/instance, /object/instance/resource or one more, as in /3/0/0.'],
    ['read /3/0 --json', 'read has no option --json: read PATH [--accept FORMAT|none] [--block BYTES]'],
    ['read /3/0 --text --tlv', 'Choose one format of --text and --tlv.'],
    ['write /3311/0/5850', 'Say what to write: write /3311/0/5850 VALUE'],
    ['write /3311/0', 'Say what to write: write /3311/0 5850=true'],
    ['write /3311/0 true', '"true" is not ID=VALUE, as in 5850=true.'],
    ['write /3311/0/5850 maybe', '"maybe" is not a Boolean: write true or false.'],
    ['write /3/0/15 Europe Paris', 'Put a text with spaces in quotes: write /3/0/15 "Europe Paris"'],
    ['write /3/0/4 1', '4 Reboot has no value: execute /3/0/4'],
    ['write /3311 5850=1', 'An object is not written whole: write /object/instance, or create an instance.'],
    ['write /3311/0 5850=1 --text', 'Text holds the value of one resource; use TLV, SenML or lwm2m-cbor for more.'],
    ['execute /3/0/4 now', `"now" is not an argument: write a digit, or a digit with a value without spaces and quotes, as in 0='text',1.`],
    ['attributes /3/0/9', 'Name an attribute, as in pmin=1 pmax=10; pmin alone removes it.'],
    ['attributes /3/0/9 1', '"1" is not an attribute: write NAME=VALUE, as in pmin=1, or NAME to remove it.'],
    ['use', 'Say which client: use light'],
    ['use lamp', 'lamp is not a client: use light'],
    ['help reed', 'There is no verb reed. Type help for the list.'],
  ])('"%s" is answered with what to type', async (line, answer) => {
    expect(await type(line)).toEqual([answer]);
    expect(client.requests()).toEqual([]);
  });
});

describe('clients', () => {
  test('with none, what to do is told', async () => {
    expect(await type('clients')).toEqual([`No client yet. Point one at coap://127.0.0.1:${server.port()}`]);
    expect(await type('read /3/0')).toEqual([`No client is registered. Point one at coap://127.0.0.1:${server.port()}, or type: wait`]);
  });

  test('with several, one is chosen', async () => {
    await client.register('light');
    const other = await FakeClient.open(server.port());
    await other.register('lamp', ['lt=0', 'lwm2m=1.0', 'b=UQ']);
    other.script = () => ({ code: '2.04' });
    expect(await type('execute /3/0/4')).toEqual(['Several clients are registered: light, lamp. Choose one: use NAME']);
    expect(await type('use lamp')).toEqual(['Using lamp.']);
    expect(await type('execute /3/0/4')).toEqual(['lamp /3/0/4 2.04 Changed']);
    clock.advance(100_000);
    expect(await type('clients')).toEqual([
      `  light  LwM2M 1.1, U, 127.0.0.1:${client.port()}, no security, 200 of 300 s left: /1/0 /3/0 /3303/0 /3311/0`,
      `* lamp  LwM2M 1.0, U queue mode, 127.0.0.1:${other.port()}, no security, without end: /1/0 /3/0 /3303/0 /3311/0`,
    ]);
    clock.advance(200_000);
    expect((await type('clients'))[0]).toBe('  light  gone: its lifetime ran out');
    other.close();
  });

  test('events are told', async () => {
    printEvents(session);
    const registered = once(server, 'registered');
    const location = await client.register();
    await registered;
    const updated = once(server, 'updated');
    await client.ask('POST', location);
    await updated;
    const refused = once(server, 'refused');
    await client.ask('POST', '/rd');
    await refused;
    clock.advance(300_000);
    expect(lines).toEqual([
      expect.stringMatching(/^light registered: LwM2M 1\.1, U, 127\.0\.0\.1:\d+, no security, 300 of 300 s left: /),
      expect.stringMatching(/^light updated: /),
      expect.stringMatching(/^refused 127\.0\.0\.1:\d+ with 4\.00: the lwm2m parameter is missing$/),
      'light expired: no Update within 300 s',
    ]);
  });

  test('wait ends when a client registers, or with the time', async () => {
    const waiting = type('wait 5');
    clock.advance(5000);
    expect(await waiting).toEqual([`No client registered within 5 s. Point one at coap://127.0.0.1:${server.port()}`]);
    const again = type('wait');
    await client.register();
    expect(await again).toEqual([]);
    expect(await type('wait')).toEqual([]);
  });
});

describe('the console', () => {
  function start(terminal: boolean): { input: PassThrough; text: () => string; repl: ReturnType<typeof startRepl> } {
    const input = new PassThrough();
    const output = new PassThrough();
    let text = '';
    output.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    return { input, text: () => text, repl: startRepl(server, { input, output, terminal }) };
  }

  test('runs a script line by line, in plain text with times, until quit', async () => {
    const { input, text, repl } = start(false);
    input.write('# a script\nwait\nuse light\nclients\nquit\nclients\n');
    await client.register();
    expect(await repl.ended).toEqual({ failed: false });
    const printed = text().trimEnd().split('\n');
    for (const line of printed) expect(line).toMatch(/^\d\d:\d\d:\d\d [ -~]+$/);
    expect(printed.map((line) => line.slice(9).split(':')[0].slice(0, 16))).toEqual(['light registered', 'Using light.', '* light  LwM2M 1']);
    repl.close();
  });

  test('says when a command of a script failed', async () => {
    const { input, repl } = start(false);
    input.write('read /3/0\nquit\n');
    expect(await repl.ended).toEqual({ failed: true });
    repl.close();
  });

  test('goes on serving when a script ends without quit', async () => {
    const { input, text, repl } = start(false);
    input.end('clients\n');
    const registered = once(server, 'registered');
    await client.register();
    await registered;
    expect(text()).toContain('light registered');
    repl.close();
  });

  test('on a terminal shows a prompt, and ends with the input', async () => {
    const { input, text, repl } = start(true);
    input.write('help\r');
    input.write('\u0004');
    await repl.ended;
    expect(text()).toContain('mote> ');
    expect(text()).toContain('write one value');
  });
});
