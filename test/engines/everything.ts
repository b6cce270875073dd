/**
 * What is done to test/engines/app on every engine: bootstrap in every form, two servers with access rights, TCP, queue
 * mode, Send, firmware updates and reboots, the console, and values of every type at their edges in every format.
 */
import type { Packet, ParsedPacket } from 'coap-packet';
import { instance, multiple, resource, tlv } from '../stack/tlv';
import { format, hex, request, senmlCbor, uint } from './requests';
import { answerTo, segments, Session, type Happening } from './session';

/** Short Server IDs, and the links of the servers. */
const first = { id: 101, link: 0 };
const second = { id: 102, link: 1 };

/** What firmware is downloaded from. */
const packageBytes = Buffer.from(Array.from({ length: 2600 }, (_, index) => (index === 0 ? 0x4d : (index * 7) & 255)));

/** What the peers of the session do. */
interface Network {
  /** The Bootstrap-Pack; none is known when it is undefined. */
  pack: Buffer | undefined;
  /** Blocks of a download that go unanswered. */
  lost: number;
}

function optionOf({ options }: ParsedPacket, wanted: string): Buffer | undefined {
  return options.find(({ name }) => name === wanted)?.value;
}

function asksFor({ options }: ParsedPacket, query: string): boolean {
  return options.some(({ name, value }) => name === 'Uri-Query' && value.toString() === query);
}

/** A block of the package (RFC 7959 2.4). */
function download(message: ParsedPacket, network: Network): Packet | undefined {
  const block = optionOf(message, 'Block2') ?? Buffer.of(2);
  const number = block.readUIntBE(0, block.length) >>> 4;
  const szx = block[block.length - 1] & 7;
  if (number === 1 && network.lost > 0) {
    network.lost -= 1;
    return undefined;
  }
  const start = number << (szx + 4);
  const end = start + (16 << szx);
  return {
    token: message.token,
    code: '2.05',
    options: [
      { name: 'ETag', value: Buffer.of(7) },
      { name: 'Block2', value: uint(number * 16 + (end < packageBytes.length ? 8 : 0) + szx) },
      { name: 'Size2', value: uint(packageBytes.length) },
    ],
    payload: packageBytes.subarray(start, end),
  };
}

function answer(message: ParsedPacket, link: number, network: Network): Packet | undefined {
  const { code, token } = message;
  const path = segments(message).join('/');
  if (code.startsWith('7.')) return code === '7.01' ? { code } : undefined;
  if (link === 2) return download(message, network);
  if (path === 'bspack') {
    if (network.pack === undefined) return { token, code: '4.04' };
    return { token, code: '2.05', options: [{ name: 'Content-Format', value: uint(format.senmlCbor) }], payload: network.pack };
  }
  // The second server knows LwM2M 1.1 at most.
  return path === 'rd' && link === second.link && asksFor(message, 'lwm2m=1.2') ? { token, code: '4.12' } : answerTo(message);
}

const text = (value: string): Buffer => Buffer.from(value);

function discoverAll(session: Session): void {
  for (const path of ['', '/0', '/1', '/2', '/3', '/9999']) request(session, 'GET', path, { accept: format.link });
}

/**
 * Object instances that servers have access to: the first one to all, and to create; the second one to read, and to write
 * object 1.
 */
const controlled = [[32769, 0], [32769, 65535], [1, 0], [1, 1], [3, 0], [4, 0], [5, 0], [6, 0], [7, 0]] as const;

function control([object, id]: readonly [number, number], index: number): ReturnType<typeof instance> {
  const rights = multiple(2, id === 65535 ? { [first.id]: 16 } : { [first.id]: 15, [second.id]: object === 1 ? 3 : 1 });
  const objectId = Buffer.of(object >>> 8, object & 255);
  return instance(index, resource(0, object > 255 ? Buffer.concat([Buffer.of(0, 0), objectId]) : object), resource(1, id), rights, resource(3, first.id));
}

/** Everything a Bootstrap-Server may do, and may not (LwM2M 1.1 Core 6.1.7). */
function bootstrap(session: Session): void {
  session.pass('the Client Hold Off Time, a pack that is not known, and a Bootstrap-Request', 4);
  discoverAll(session);
  for (const path of ['/1', '/2', '/0', '/3', '/1/0/1']) request(session, 'GET', path, { accept: format.senmlJson });
  request(session, 'POST', '/bs'); // Nothing to register with.
  const account = tlv(resource(0, text('coap://192.0.2.1')), resource(1, 0), resource(2, 3), resource(10, first.id));
  request(session, 'PUT', '/0/1', { format: format.tlv, payload: account });
  const stream = tlv(instance(2, resource(0, text('coap+tcp://192.0.2.2')), resource(1, 0), resource(2, 3), resource(10, second.id)));
  for (let number = 0; number < 2; number++) {
    request(session, 'PUT', '/0', { format: format.tlv, block1: [number, number === 0, 1], payload: stream.subarray(32 * number, 32 * number + 32) });
  }
  const terms = `[{"bn":"/1/0/","n":"0","v":${first.id}},{"n":"1","v":300},{"n":"6","vb":true},{"n":"7","vs":"U"},{"n":"23","vb":false}]`;
  request(session, 'PUT', '/1/0', { format: format.senmlJson, payload: terms });
  const others = { '/1/1/0': second.id, '/1/1/1': 120, '/1/1/6': false, '/1/1/7': 'T', '/1/1/23': true };
  request(session, 'PUT', '/1/1', { format: format.senmlCbor, payload: senmlCbor(others) });
  request(session, 'PUT', '/1/1/1', { format: format.text, payload: '240' });
  request(session, 'PUT', '/1/1/2', { format: format.cbor, payload: hex('01') });
  request(session, 'PUT', '/1/1/3', { format: format.json, payload: '{"bn":"/1/1/3","e":[{"v":60}]}' });
  request(session, 'PUT', '/2', { format: format.tlv, payload: tlv(...controlled.map(control)) });
  request(session, 'PUT', '/2/9', { format: format.lwm2mCbor, payload: hex('a1 02 a1 09 a4 00 19270f 01 00 02 a1 1865 0f 03 1865') });
  request(session, 'PUT', '/1/7', { format: format.tlv, payload: hex('c1 00') });
  request(session, 'PUT', '/1/0/99', { format: format.text, payload: '1' });
  request(session, 'PUT', '/9999/0', { format: format.tlv, payload: hex('c1 00 01') });
  request(session, 'PUT', '/1/0', { format: 99, payload: '1' });
  request(session, 'POST', '/1/0/8');
  discoverAll(session);
  for (const accept of [format.tlv, format.senmlCbor, format.lwm2mCbor, format.json]) request(session, 'GET', '/1', { accept });
  request(session, 'DELETE', '/3/0');
  request(session, 'DELETE', '/2/9');
  request(session, 'POST', '/bs');
  session.pass('the accounts are kept, and the servers registered with', 20);
}

/** What the servers may do by object 2. */
function accessControl(session: Session): void {
  for (const { link } of [first, second]) {
    session.link = link;
    for (const path of ['/1', '/2', '/2/0', '/32769/0', '/32769/0/2', '/1/0', '/1/1', '/0', '/3/0/0']) request(session, 'GET', path, { accept: format.senmlCbor });
    request(session, 'PUT', '/32769/0/2', { format: format.text, payload: '12' });
    request(session, 'POST', '/32769/0/14');
    if (link === second.link) request(session, 'DELETE', '/32769/0');
    request(session, 'FETCH', '', { format: format.senmlCbor, payload: senmlCbor({ '/32769/0/2': null, '/3/0/0': null }) });
    request(session, 'iPATCH', '', { format: format.senmlCbor, payload: senmlCbor({ '/32769/0/2': 5 }) });
    request(session, 'POST', '/32769', { format: format.tlv, payload: tlv(instance(link + 1, resource(2, 7))) });
    request(session, 'GET', '/2', { accept: format.senmlJson });
    request(session, 'PUT', '/1/0/1', { format: format.text, payload: '200' });
    request(session, 'GET', '/32769/0/2', { observe: 0, packet: { token: Buffer.of(0xaa, link) } });
    session.pass('Sends, notifications and Updates', 5);
  }
  session.link = first.link;
  request(session, 'PUT', '/2/0/2/102', { format: format.text, payload: '0' });
  request(session, 'PUT', '/32769/0/2', { format: format.text, payload: '13' });
  session.pass('a notification that the second server may not have', 5);
  session.link = second.link;
  request(session, 'GET', '/32769/0/2', { accept: format.tlv });
  session.link = first.link;
  for (const path of ['/32769/1', '/32769/2']) request(session, 'DELETE', path);
  session.pass('Updates', 5);
}

/** Signals and frames in pieces, and what is none (RFC 8323). */
function streams(session: Session): void {
  session.link = second.link;
  for (const frame of ['01e255', '20e12101', '00e2', '00e3', '6101', '77b13301300130', '61', '0177b133', '01300130', '610177b13301300130610178b13301300130', 'd1']) session.send(`a frame ${frame}`, hex(frame));
  session.send('the rest', hex('000155b13301300130ff414243444546'));
  request(session, 'GET', '/3', { accept: format.senmlJson });
  session.send('a message too large', hex('f1ffffffff01'));
  session.pass('the stream is opened anew', 100);
  session.send('an unknown critical option of CSM', hex('10e110'));
  session.pass('and once more', 100);
  session.send('Abort', hex('00e5'));
  session.pass('and once more', 400);
  session.link = first.link;
}

const edges: Readonly<Record<string, readonly string[]>> = {
  '1': ['', 'a', '\u00e9\u20ac\u{1f4a1}', '"quoted" \\ and \u0001 control', 'x'.repeat(300)],
  '2': ['0', '-0', '-1', '127', '128', '-128', '-129', '32767', '-32769', '2147483647', '-2147483647', '1e3'],
  '3': ['0', '255', '65535', '2147483647', '-1'],
  '4': ['0', '-0', '0.1', '-0.3', '1.5', '3.14159265358979', '1e21', '1e-7', '1e22', '1.7976931348623157e308', '5e-324', '2.2250738585072014e-308', '4.35', '0.7', '123456789.123456789', '1e400', '-1e-400', '9007199254740993', '0.30000000000000004', '1.', '.5', 'NaN', 'Infinity', '100e'],
  '5': ['0', '1', '2', 'true'],
  '6': ['', 'AQID', 'AQ==', 'A', '!!!!'],
  '7': ['0', '-1', '1700000000'],
  '8': ['0:0', '65535:65535', '3:0', '65536:0', '3', ':', '-1:0'],
  '9': ['', '</3/0>,</4>;x=1'],
  '10': ['-10', '10', '-11', '11', '7'],
  '11': ['a', 'ab', 'abcde', 'abcdef'],
  '12': ['1'],
  '13': ['1'],
};
const many = [format.tlv, format.senmlJson, format.senmlCbor, format.json, format.lwm2mCbor];

/** Edges that take integers of more than 32 bits. */
const wideEdges: Readonly<Record<string, readonly string[]>> = {
  '2': ['-2147483649', '4294967296', '9007199254740991', '-9007199254740991', '9007199254740993', '9223372036854775807'],
  '3': ['4294967295', '4294967296', '9007199254740991', '18446744073709551615'],
  '7': ['4102444800', '253402300799'],
};

/** Each edge written as text, and read as text, as CBOR and in one of the other formats. */
function texts(session: Session, isNarrow: boolean): void {
  let turn = 0;
  for (const [id, list] of Object.entries(edges)) {
    for (const payload of isNarrow ? list : [...list, ...(wideEdges[id] ?? [])]) {
      request(session, 'PUT', `/32769/0/${id}`, { format: format.text, payload });
      const last = session.happenings[session.happenings.length - 1].printed.find((line) => /^0 6.44/.test(line));
      if (last === undefined) continue; // It was refused: what was there has been read.
      request(session, 'GET', `/32769/0/${id}`, { accept: format.text });
      request(session, 'GET', `/32769/0/${id}`, { accept: format.cbor });
      request(session, 'GET', `/32769/0/${id}`, { accept: many[turn++ % many.length] });
    }
  }
}

/** The edges of binary formats. */
function numbers(session: Session, isNarrow: boolean): void {
  const floats = ['00000000', '80000000', '3dcccccd', '7f7fffff', '00000001', '007fffff', '7f800000', 'ff800000', '7fc00000'];
  const doubles = ['0000000000000000', '8000000000000000', '3fb999999999999a', '7fefffffffffffff', '0000000000000001', '000fffffffffffff', '7ff0000000000000', '7ff8000000000000', '4340000000000001'];
  const halves = ['0000', '8000', '0001', '03ff', '0400', '7bff', '7c00', '7e00', 'c000'];
  const integers = ['00', '7f', '80', 'ffff', '7fffffff', '000000', ''];
  const items = ['d9ffff01', 'c482211a075bcd15', '1a7fffffff', '3a7ffffffe', '1f', '5f4101ff', '7f6161ff'];
  if (!isNarrow) {
    doubles.push('c1e0000000200000');
    integers.push('80000000', '0000000080000000', '001fffffffffffff', 'ffe0000000000000', '0020000000000001', '8000000000000000');
    items.push('1bffffffffffffffff', '1b001fffffffffffff', '1b0020000000000000', '3b001fffffffffffff', '3bffffffffffffffff', 'c248ffffffffffffffff');
  }
  for (const bits of [...floats, ...doubles]) request(session, 'PUT', '/32769/0', { format: format.tlv, payload: tlv(resource(4, bits)) });
  for (const [initial, list] of [['f9', halves], ['fa', floats], ['fb', doubles]] as const) {
    for (const bits of list) {
      for (const id of [2, 4]) request(session, 'PUT', `/32769/0/${id}`, { format: format.cbor, payload: hex(initial + bits) });
      request(session, 'GET', '/32769/0/4', { accept: format.senmlJson });
    }
  }
  for (const bits of integers) {
    for (const id of [2, 3, 7]) request(session, 'PUT', `/32769/0/${id}`, { format: format.tlv, payload: tlv(resource(id, bits)) });
    request(session, 'GET', '/32769/0/2', { accept: format.text });
    request(session, 'GET', '/32769/0/3', { accept: format.lwm2mCbor });
  }
  for (const item of items) {
    for (const id of [1, 2, 3, 4, 6]) request(session, 'PUT', `/32769/0/${id}`, { format: format.cbor, payload: hex(item) });
  }
}

/** Multiple resources, all types in one message, and instances created, replaced and taken away. */
function instances(session: Session): void {
  const all = {
    '/32769/0/1': 'text', '/32769/0/2': 70000, '/32769/0/3': 5, '/32769/0/4': -1.25, '/32769/0/5': true, '/32769/0/6': hex('00ff10'),
    '/32769/0/101/0': 'eins', '/32769/0/101/65534': 'zwei', '/32769/0/102/3': 3, '/32769/0/103/1': 1, '/32769/0/104/2': 2.5, '/32769/0/105/0': false, '/32769/0/106/1': hex(''),
  };
  request(session, 'POST', '/32769/0', { format: format.senmlCbor, payload: senmlCbor(all) });
  request(session, 'POST', '/32769/0', { format: format.senmlJson, payload: '[{"bn":"/32769/0/","n":"8","vlo":"3:0"},{"n":"108/1","vlo":"65535:65535"},{"n":"109/0","vs":"</1>"},{"n":"107/4","v":1.7e9},{"n":"6","vd":"AP8Q"}]' });
  for (const accept of [...many, format.link]) {
    request(session, 'GET', '/32769/0', { accept });
    session.pass('the slow value is there', 2);
    request(session, 'GET', '/32769/0/104', { accept });
  }
  request(session, 'PUT', '/32769/0/104', { format: format.tlv, payload: tlv(multiple(104, { 1: '3fc00000', 7: '4000000000000000' })) });
  request(session, 'POST', '/32769/0/104', { format: format.tlv, payload: tlv(multiple(104, { 2: '40200000' })) });
  request(session, 'PUT', '/32769/0/104/7', { format: format.text, payload: '7.75' });
  request(session, 'DELETE', '/32769/0/104/7');
  request(session, 'GET', '/32769/0/104', { accept: format.lwm2mCbor });
  request(session, 'PUT', '/32769/0', { format: format.tlv, payload: tlv(resource(2, 1)) });
  request(session, 'POST', '/32769', { format: format.senmlCbor, payload: senmlCbor({ '/32769/4/2': 4 }) });
  request(session, 'POST', '/32769', { format: format.json, payload: '{"bn":"/32769/5/","e":[{"n":"2","v":5},{"n":"1","sv":"five"}]}' });
  request(session, 'POST', '/32769', { format: format.lwm2mCbor, payload: hex('a1 198001 a1 06 a1 02 06') });
  request(session, 'GET', '/32769', { accept: format.senmlCbor });
  session.pass('the slow values are there', 2);
  request(session, 'DELETE', '/32769/4');
  request(session, 'DELETE', '/32769/5');
  for (const path of ['/4', '/4/0', '/5', '/6', '/6/0', '/7/0', '/3', '/1', '/2']) {
    for (const accept of [...many, format.link]) request(session, 'GET', path, { accept });
  }
  for (const [path, size] of [['/', 4], ['/3/0/0', 0], ['/32769/0/2', 2]] as const) request(session, 'GET', path, { accept: format.link, queries: [`depth=${size}`] });
}

/** Callbacks that answer later, refuse, and are given arguments. */
function callbacks(session: Session): void {
  request(session, 'GET', '/32769/0/15', { accept: format.text });
  request(session, 'GET', '/32769/0/15', { accept: format.text });
  session.pass('an answer of its own', 5);
  request(session, 'PUT', '/32769/0/15', { format: format.text, payload: '44' });
  session.pass('an answer of its own', 5);
  for (const payload of ['', "0='caf\u00e9',1", '0=1', "5='\\'"]) {
    request(session, 'POST', '/32769/0/16', { payload });
    session.pass('an answer of its own', 5);
  }
  request(session, 'PUT', '/32769/0/5', { format: format.text, payload: '1' });
}

/** Attributes of LwM2M 1.1 and 1.2, and the notifications they allow. */
function observe(session: Session): void {
  const attributes = ['pmin=1', 'pmax=30', 'gt=10.5', 'lt=-3', 'st=2', 'epmin=1', 'epmax=9', 'edge=1', 'con=1', 'hqmax=3', 'st=0.1', 'edge=2', 'gt=1e3'];
  for (const query of attributes) {
    for (const path of ['/32769/0/2', '/32769/0/5', '/32769/0/104', '/32769/0']) request(session, 'PUT', path, { queries: [query] });
  }
  request(session, 'PUT', '/32769/0/2', { queries: ['gt', 'lt'] });
  request(session, 'GET', '/32769', { accept: format.link });
  const observed = [['/32769/0/2', format.senmlCbor], ['/32769/0/4', format.text], ['/32769/0/104', format.lwm2mCbor], ['/7/0', format.senmlJson], ['/1/1/1', format.tlv]] as const;
  for (const [path, accept] of observed) request(session, 'GET', path, { accept, observe: 0, packet: { token: text(path.slice(-4)) } });
  request(session, 'FETCH', '', { format: format.etchCbor, accept: format.senmlCbor, observe: 0, payload: senmlCbor({ '/32769/0/5': null, '/32769/0/2': null }), packet: { token: text('both') } });
  for (let count = 0; count < 12; count++) {
    request(session, 'PUT', '/32769/0/2', { format: format.text, payload: String((count * 5) % 17) });
    request(session, 'PUT', '/32769/0/4', { format: format.text, payload: `${count}.${count}` });
    request(session, 'PUT', '/32769/0/5', { format: format.text, payload: String(count & 1) });
    session.pass('notifications', 3);
  }
  session.type('lwm2m obs');
  session.pass('pmax', 100);
  session.serverAnswers = false;
  request(session, 'PUT', '/32769/0/2', { format: format.text, payload: '900' });
  session.pass('nobody acknowledges', 100);
  session.serverAnswers = true;
  session.pass('notifications that were kept', 60);
  for (const [path] of observed) request(session, 'GET', path, { observe: 1, packet: { token: text(path.slice(-4)) } });
}

function statistics(session: Session): void {
  request(session, 'PUT', '/7/0/8', { format: format.text, payload: '20' });
  request(session, 'POST', '/7/0/6');
  request(session, 'GET', '/6/0', { accept: format.senmlCbor });
  request(session, 'GET', '/7/0', { accept: format.tlv });
  session.pass('the period is over', 30);
  request(session, 'GET', '/7/0', { accept: format.senmlJson });
  request(session, 'POST', '/7/0/7');
}

function consoleCommands(session: Session): void {
  const lines = [
    '', 'lwm2m', 'lwm2m help read', 'nonsense', 'lwm2m status', 'lwm2m status x', 'lwm2m log', 'lwm2m log inf', 'lwm2m ls', 'lwm2m ls 3', 'lwm2m ls 32769/0', 'lwm2m ls 0', 'lwm2m ls 9/9',
    'lwm2m read 3/0/0', 'lwm2m read 3/0', 'lwm2m read 32769/0/4', 'lwm2m read 32769/0/104/2', 'lwm2m read 32769/0/8', 'lwm2m read 32769/0/6', 'lwm2m read 32769/0/2 -x', 'lwm2m read 3/0/4',
    'lwm2m write 32769/0/1 "two words"', 'lwm2m write 32769/0/2 -s32 -77', 'lwm2m write 32769/0/4 -f 1.5e-3', 'lwm2m write 32769/0/5 -b 1', 'lwm2m write 32769/0/10 12', 'lwm2m write 32769/0/8 3:0', 'lwm2m write 32769/0/6 00ff',
    'lwm2m write 32769/0/104/5 6.5', 'lwm2m create 32769/8', 'lwm2m create 32769', 'lwm2m delete 32769/8', 'lwm2m delete 32769/1', 'lwm2m exec 32769/0/16 1', 'lwm2m exec 3/0/0',
    'lwm2m send', 'lwm2m send 3/0/0 32769/0/2 32769/0/4', 'lwm2m send 32769', 'lwm2m send 1', 'lwm2m obs', 'lwm2m update', 'lwm2m pause', 'lwm2m status', 'lwm2m resume', `lwm2m ${'x'.repeat(210)}`,
  ];
  for (const line of lines) {
    session.type(line);
    session.pass('what follows', 2);
  }
}

/** A package pushed in blocks, as `payload` in blocks of 64 bytes. */
function push(session: Session, contentFormat: number, payload: Buffer, last: number): void {
  for (let number = 0; number * 64 < payload.length && number < last; number++) {
    const end = (number + 1) * 64;
    request(session, 'PUT', '/5/0/0', { format: contentFormat, payload: payload.subarray(number * 64, end), block1: [number, end < payload.length, 2] });
  }
}

/** Packages pushed and pulled, refused, cancelled, and at last run after a reboot. */
function firmware(session: Session, network: Network): void {
  const show = (): void => void request(session, 'GET', '/5/0', { accept: format.senmlCbor });
  const small = packageBytes.subarray(0, 700);
  push(session, format.opaque, small, 5);
  show();
  request(session, 'POST', '/5/0/10');
  push(session, format.opaque, small, 99);
  show();
  request(session, 'PUT', '/5/0/0', { format: format.opaque, payload: '' });
  push(session, format.cbor, Buffer.concat([hex('59 02bc'), small]), 99);
  show();
  request(session, 'PUT', '/5/0/0', { format: format.tlv, payload: hex('c0 00') });
  push(session, format.opaque, Buffer.from('no package, but as long as two blocks of sixty-four bytes: it is no package'), 99);
  show();
  for (const uri of ['coap://192.0.2.8/pkg', 'http://example.org/x', 'ftp://x', 'no uri', '']) {
    network.lost = uri.startsWith('coap') ? 5 : 0;
    request(session, 'PUT', '/5/0/1', { format: format.text, payload: uri });
    session.pass('the package is downloaded', network.lost > 0 ? 150 : 10);
    show();
    request(session, 'PUT', '/5/0/0', { format: format.opaque, payload: '' });
  }
  request(session, 'PUT', '/5/0/1', { format: format.text, payload: 'coap://192.0.2.8:5690/a/b?c=d' });
  session.pass('the package is downloaded', 20);
  request(session, 'POST', '/5/0/2');
  session.pass('the update begins', 10);
  session.boot('the new firmware runs');
  session.pass('what was provisioned is there still', 10);
  session.link = first.link;
  show();
  session.pass('the new firmware is confirmed', 5);
}

/** Bootstrap asked for by a server, given up half-way; and from the console, with a pack that brings queue mode. */
function bootstrapAgain(session: Session, network: Network): void {
  request(session, 'POST', '/1/0/9');
  session.pass('leaves the servers', 8);
  request(session, 'DELETE', '/');
  request(session, 'GET', '/1', { accept: format.tlv });
  session.pass('the Bootstrap-Server does not go on: all is as before', 260);
  session.type('lwm2m status');
  request(session, 'GET', '/1', { accept: format.senmlCbor });
  network.pack = senmlCbor({
    '/0/1/0': 'coap://192.0.2.1', '/0/1/1': false, '/0/1/2': 3, '/0/1/10': first.id,
    '/1/0/0': first.id, '/1/0/1': 600, '/1/0/6': true, '/1/0/7': 'UQ', '/1/0/23': false,
  });
  session.type('lwm2m bootstrap');
  session.pass('the pack is applied', 30);
  session.type('lwm2m status');
}

/** The radio goes off, and on again for an Update; what is due meanwhile waits. */
function queueMode(session: Session): void {
  request(session, 'GET', '/32769/0/2', { observe: 0, packet: { token: text('q') } });
  session.pass('the radio goes off', 120);
  session.type('lwm2m write 32769/0/2 1234');
  session.type('lwm2m send 3/0/0');
  session.pass('and on', 40);
  session.pass('off, and on for an Update', 700);
  session.type('lwm2m stop');
  session.pass('de-registered', 10);
  session.type('lwm2m start other');
  session.pass('registered as another', 10);
}

function start(image: string, network: Network): Session {
  const session = new Session(image, (message, link) => answer(message, link, network));
  bootstrap(session);
  return session;
}

/** Brings an image to where it answers requests. */
export function recordStart(image: string): readonly Happening[] {
  return start(image, { pack: undefined, lost: 0 }).happenings;
}

/**
 * Runs the whole transcript on an image of test/engines/app for the replay board.
 * @param isNarrow Whether it is for an engine whose integers have 32 bits: without values that need more.
 */
export function recordEverything(image: string, isNarrow = false): readonly Happening[] {
  const network: Network = { pack: undefined, lost: 0 };
  const session = start(image, network);
  accessControl(session);
  streams(session);
  texts(session, isNarrow);
  numbers(session, isNarrow);
  for (const part of [callbacks, instances, observe, statistics, consoleCommands]) part(session);
  firmware(session, network);
  bootstrapAgain(session, network);
  queueMode(session);
  request(session, 'POST', '/3/0/5');
  session.boot('everything is forgotten');
  session.pass('bootstrap begins', 5);
  return session.happenings;
}
