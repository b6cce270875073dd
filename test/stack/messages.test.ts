/** Messages, duplicates and options (RFC 7252 3 to 5; lwm2m.md E.1, E.3). */
import { generate, type Option } from 'coap-packet';
import vectors from '../vectors.json';
import { parseLinks } from '../../tools/server/linkFormat';
import { type Device, smartLight } from './device';
import { Format, type Message, type Parts, uint, writeRequest } from './message';
import { instance, resource, tlv } from './tlv';

let light: Device<never>;
let server: Device<never>['server'];
beforeAll(() => {
  light = smartLight() as Device<never>;
  server = light.server;
});

/** What the client sends within a second of getting these bytes. */
function answersTo(...datagrams: (Buffer | string)[]): Message[] {
  const before = server.heard.length;
  for (const bytes of datagrams) server.send(typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes);
  light.simulation.run(1000);
  return server.heard.slice(before);
}

/** `RST 1234`, `2.05 1234`: type or code, and message id. */
function brief({ packet }: Message): string {
  const what = packet.reset ? 'RST' : packet.code === '0.00' ? 'ACK' : packet.code;
  return `${what} ${packet.messageId.toString(16).padStart(4, '0')}`;
}

describe('the vectors over the wire', () => {
  const expected: Record<string, string[]> = {
    'coap-p-1': [],
    'coap-p-2': ['4.05 0000'], // POST to the root
    'coap-p-3': ['RST 0000'],
    'coap-p-4': ['RST 0000'],
    'coap-p-6': [],
    'coap-p-7': [],
    'coap-p-8': ['4.05 0000'],
    'coap-p-10': ['4.05 0000'],
    'coap-p-11': ['RST 0000'],
    'coap-p-12': ['4.02 0000'],
    'coap-p-13': [],
    'coap-p-14': [],
    'coap-p-15': [],
    'coap-p-16': ['RST 0000'],
    'coap-ping': ['RST beef'],
    'coap-rst': [],
    'coap-ack': [],
  };
  const known = vectors.filter(({ id }) => id.startsWith('coap-p-'));

  test('no vector is left out', () => {
    expect(known.map(({ id }) => id)).toEqual(Object.keys(expected).filter((id) => id.startsWith('coap-p-')));
  });

  test.each(Object.entries(expected))('%s', (id, answers) => {
    const { input } = vectors.find((vector) => vector.id === id)!;
    const nr = Object.keys(expected).indexOf(id);
    // A message id of its own, so that none is taken for a duplicate of another.
    const bytes = Buffer.from(input, 'hex');
    if (bytes.length >= 4 && id.startsWith('coap-p-')) bytes.writeUInt16BE(0x5000 + nr, 2);
    expect(answersTo(bytes).map(brief)).toEqual(answers.map((answer) => answer.replace('0000', (0x5000 + nr).toString(16))));
  });
});

describe('messages that are not as they should be (RFC 7252 3, 4.2, 4.3)', () => {
  test.each([
    ['a token of 9 bytes', '490160010102030405060708090ab1330130', 'RST 6001'],
    ['a token of 15 bytes', '4f016002' + '00'.repeat(15), 'RST 6002'],
    ['a token that is cut short', '48016003010203', 'RST 6003'],
    ['an option that is cut short', '40016004b5', 'RST 6004'],
    ['an option length of 15', '40016005bf', 'RST 6005'],
    ['an option delta of 15', '40016006f1aa', 'RST 6006'],
    ['an extended length that is missing', '40016007bd', 'RST 6007'],
    ['half an extended length', '40016008be01', 'RST 6008'],
    ['an extended length beyond the end', '40016009beffff', 'RST 6009'],
    ['an extended delta that is missing', '4001600ad0', 'RST 600a'],
    ['half an extended delta', '4001600be001', 'RST 600b'],
    ['an option number beyond 65535', '4001600ce0ffffe0ffff', 'RST 600c'],
    ['a payload marker without payload', '4001600db133ff', 'RST 600d'],
    ['an Empty message with options', '4000600eb133', 'RST 600e'],
    ['an Empty message with a payload', '4000600fffaa', 'RST 600f'],
    ['a code of class 1', '40216010', 'RST 6010'],
    ['a code of class 6', '40c16011', 'RST 6011'],
    ['a code of class 7', '40e16012', 'RST 6012'],
    ['a response nobody asked for', '40456013', 'RST 6013'],
  ])('confirmable: %s is rejected', (_name, bytes, answer) => {
    expect(answersTo(bytes).map(brief)).toEqual([answer]);
  });

  test.each([
    ['NON with a token of 9 bytes', '590161010102030405060708090a'],
    ['NON Empty', '50006102'],
    ['NON of class 1', '50216103'],
    ['NON with a payload marker alone', '50016104ff'],
    ['ACK of nothing', '60006105'],
    ['ACK that is a request', '60016106b1330130'],
    ['ACK that is a Reboot', '60026113b13301300134'],
    ['RST of nothing', '70006107'],
    ['RST with a code', '70016108b1330130'],
    ['RST that is a Reboot', '70026114b13301300134'],
    ['ACK with a response to nothing', '60456109ff61'],
    ['ACK that is malformed', '6f456110'],
    ['version 0', '000161110130'],
    ['version 3', 'c0016112b133'],
    ['3 bytes', '400161'],
    ['1 byte', '40'],
    ['nothing', ''],
  ])('%s is passed over', (_name, bytes) => {
    expect(answersTo(bytes).filter(({ packet }) => !packet.reset)).toEqual([]);
    if (!bytes.startsWith('5')) expect(answersTo(bytes)).toEqual([]);
    expect(light.simulation.reboots).toBe(0);
  });

  test('a response in NON that nobody asked for is not answered with anything but a RST', () => {
    expect(answersTo('50456120ff61').filter(({ packet }) => !packet.reset)).toEqual([]);
  });

  test('a ping in the middle of everything', () => {
    for (let id = 0; id < 20; id++) expect(answersTo(`40006${(0x200 + id).toString(16)}`).map(brief)).toEqual([`RST 6${(0x200 + id).toString(16)}`]);
  });
});

describe('options', () => {
  const path = '/3311/0/5851';
  const option = (name: number | string, value: Buffer | string = ''): Option => ({ name, value: Buffer.from(value) });

  test.each<[string, Option[]]>([
    ['unknown and critical', [option(2049, 'x')]],
    ['OSCORE', [option(9)]],
    ['If-Match', [option('If-Match', 'x')]],
    ['If-None-Match', [option('If-None-Match')]],
    ['Proxy-Scheme', [option('Proxy-Scheme', 'coap')]],
    ['a second Accept', [option('Accept'), option('Accept')]],
    ['an Accept of 3 bytes (RFC 7252 5.4.3)', [option('Accept', Buffer.of(1, 2, 3))]],
    ['a Uri-Path of 256 bytes', [option('Uri-Path', 'x'.repeat(256))]],
    ['an empty Uri-Host', [option('Uri-Host')]],
  ])('critical: %s is 4.02 in a CON, and the request is not carried out', (_name, options) => {
    server.write(path, '50');
    expect(server.ask('PUT', path, { payload: '60', format: Format.text, options }).code).toBe('4.02');
    expect(server.read(path).text).toBe('50');
  });

  test('critical and unknown in a NON: rejected, not carried out (RFC 7252 5.4.1)', () => {
    server.write(path, '50');
    const token = Buffer.from('non');
    const bytes = writeRequest('PUT', path, { payload: '60', format: 0, options: [option(2049)], token, messageId: 0x6300, confirmable: false });
    expect(answersTo(bytes).filter(({ packet }) => !packet.reset)).toEqual([]);
    expect(server.read(path).text).toBe('50');
  });

  test.each<[string, Parts]>([
    ['unknown', { options: [option(2048, 'x')] }],
    ['ETag', { options: [option('ETag', 'tag')] }],
    ['Max-Age', { options: [option('Max-Age', Buffer.of(60))] }],
    ['Size1', { options: [option('Size1', Buffer.of(2))] }],
    ['No-Response of 0', { options: [option(258)] }],
    ['Hop-Limit', { options: [option(16, Buffer.of(9))] }],
    ['a second Content-Format', { options: [option('Content-Format', Buffer.of(60))] }],
    ['a long unknown one', { options: [option(2050, 'x'.repeat(600))] }],
  ])('elective: %s changes nothing', (_name, parts) => {
    expect(server.ask('PUT', path, { payload: '61', format: Format.text, ...parts }).code).toBe('2.04');
    expect(server.read(path).text).toBe('61');
  });

  test('Uri-Host and Uri-Port may name the client', () => {
    const options = [option('Uri-Host', '192.0.2.1'), option('Uri-Port', uint(56830))];
    expect(server.ask('GET', '/3/0/0', { options }).text).toBe('Mote');
  });

  test('numbers may have leading zeros (RFC 7252 3.2)', () => {
    expect(server.ask('GET', '/3/0/0', { options: [option('Accept', Buffer.of(0, 0))] })).toMatchObject({ code: '2.05', format: Format.text });
    const options = [option('Content-Format', Buffer.of(0))];
    expect(server.ask('PUT', path, { payload: '62', options }).code).toBe('2.04');
  });

  test('a Content-Format of 3 bytes is one that the client does not have (RFC 7252 5.4.3, vector coap-p-15)', () => {
    const options = [option('Content-Format', Buffer.of(0, 0, 0))];
    expect(['4.00', '4.15']).toContain(server.ask('PUT', path, { payload: '63', options }).code);
    expect(server.read(path).text).toBe('62');
  });

  test('an Observe option of 4 bytes is passed over', () => {
    const answer = server.ask('GET', path, { options: [option('Observe', Buffer.of(0, 0, 0, 0))] });
    expect([answer.code, answer.observe]).toEqual(['2.05', undefined]);
  });
});

describe('duplicates: the same bytes again, and nothing twice (RFC 7252 4.5)', () => {
  let id = 0x7000;
  /** A request as bytes, with a message id that was not used before. */
  function request(method: string, path: string, parts: Parts = {}): Buffer {
    return writeRequest(method, path, { token: Buffer.from('dup'), ...parts, messageId: id++ });
  }

  /** Sends bytes, and again after each of these delays; checks that each copy got the same answer, and gives it. */
  function repeat(bytes: Buffer, delays: number[]): Message {
    const [first, ...none] = answersTo(bytes).filter(({ packet }) => packet.messageId === bytes.readUInt16BE(2));
    expect(none).toEqual([]);
    for (const delay of delays) {
      light.simulation.run(delay);
      const again = answersTo(bytes).filter(({ packet }) => packet.messageId === bytes.readUInt16BE(2));
      expect(again.map((answer) => answer.bytes.toString('hex'))).toEqual([first.bytes.toString('hex')]);
    }
    return first;
  }

  test('an Execute is carried out once', () => {
    const before = server.requests.length;
    expect(repeat(request('POST', '/1/0/8'), [2000, 4000, 8000, 16_000]).code).toBe('2.04');
    expect(server.requests.length).toBe(before + 1);
  });

  test('a Create makes one instance, and tells its one location each time', () => {
    const first = repeat(request('POST', '/3311', { payload: tlv(resource(5850, '00')), format: Format.tlv }), [100, 100, 60_000]);
    expect([first.code, first.location]).toEqual(['2.01', '/3311/1']);
    expect(parseLinks(server.discover('/3311')).filter(({ target }) => target === '/3311/1')).toHaveLength(1);
  });

  test('a Delete is 2.02 each time', () => {
    expect(repeat(request('DELETE', '/3311/1'), [3000, 100_000]).code).toBe('2.02');
  });

  test('a late copy of a Write does not undo a later one: LED changes are counted', () => {
    const changes: number[] = [];
    const { board } = light.simulation;
    const { setLed } = board;
    board.setLed = (led, percent) => {
      changes.push(percent);
      setLed(led, percent);
    };
    const on = request('PUT', '/3311/0/5850', { payload: '1', format: Format.text });
    const off = request('PUT', '/3311/0/5850', { payload: '0', format: Format.text });
    expect(answersTo(on, off, on, on, off).map(({ code }) => code)).toEqual(Array(5).fill('2.04'));
    expect(light.simulation.leds[0]).toBe(0);
    expect(changes.filter((percent) => percent > 0)).toHaveLength(1);
    board.setLed = setLed;
  });

  test('a Read is answered as it was, though the value has changed', () => {
    server.write('/3/0/13', '1000000');
    expect(repeat(request('GET', '/3/0/13'), [5000, 50_000]).text).toMatch(/^10000\d\d$/);
  });

  test('errors too', () => {
    expect(repeat(request('GET', '/4'), [1000]).code).toBe('4.04');
    expect(repeat(request('GET', '/3/0/0', { options: [{ name: 2049, value: Buffer.of(1) }] }), [1000]).code).toBe('4.02');
  });

  test('a copy of a NON is passed over', () => {
    const bytes = request('POST', '/1/0/8', { confirmable: false });
    const before = server.requests.length;
    expect(answersTo(bytes).filter(({ packet }) => !packet.code.startsWith('0.'))).toHaveLength(1);
    expect(answersTo(bytes)).toEqual([]);
    expect(server.requests.length).toBe(before + 1);
  });

  test('after EXCHANGE_LIFETIME (247 s) it is a new message', () => {
    const bytes = request('POST', '/1/0/8');
    const before = server.requests.length;
    answersTo(bytes);
    light.simulation.run(248_000);
    const updates = server.requests.length;
    answersTo(bytes);
    expect(server.requests.length).toBe(updates + 1);
    expect(updates).toBeGreaterThan(before);
  });

  test('15 other requests in between do not make it forgotten (src/config.ts has room for 16)', () => {
    const bytes = request('POST', '/3311', { payload: tlv(instance(1, resource(5850, '00'))), format: Format.tlv });
    const [first] = answersTo(bytes).filter(({ packet }) => packet.ack);
    for (let other = 0; other < 15; other++) server.read('/3/0/0');
    const [again] = answersTo(bytes).filter(({ packet }) => packet.ack);
    expect([first.code, again.code]).toEqual(['2.01', '2.01']);
    server.ask('DELETE', '/3311/1');
  });

  test('two requests with the same token and different message ids are two', () => {
    const [first, second] = [request('GET', '/3/0/0'), request('GET', '/3/0/1')];
    const answers = answersTo(first, second).filter(({ packet }) => packet.ack);
    expect(answers.map(({ text }) => text)).toEqual(['Mote', 'smart-light']);
  });

  test('a duplicate of an observe request does not observe twice', () => {
    const bytes = request('GET', '/3311/0/5851', { observe: 0, token: Buffer.from('obs') });
    repeat(bytes, [100, 100]);
    server.confirm = 'ack';
    const before = server.heard.length;
    server.write('/3311/0/5851', '33');
    light.simulation.run(1000);
    const notified = server.heard.slice(before).filter(({ packet }) => String(packet.token) === 'obs' && packet.confirmable);
    expect(notified).toHaveLength(1); // and the RST of this server, which knows no such token, ends it
    server.send(generate({ code: '0.00', reset: true, messageId: notified[0].packet.messageId }));
    light.simulation.run(100);
  });
});
