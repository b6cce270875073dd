/**
 * What is done to the smart light on every engine: each operation in each format, observations, lifetimes that pass,
 * a server that is silent, datagrams twice, and datagrams that are none.
 */
import { format, hex, request } from './requests';
import { Session, type Happening } from './session';

const many = [format.senmlJson, format.senmlCbor, format.json, format.lwm2mCbor];

function read(session: Session): void {
  const paths = [
    '/3', '/3/0', '/3/0/0', '/3/0/9', '/3/0/11', '/3/0/6', '/3/0/6/0', '/3/0/6/7', '/3/0/16', '/3303', '/3303/0', '/3303/0/5700',
    '/3303/0/5605', '/3311', '/3311/0', '/3311/0/5850', '/3311/0/5851', '/3311/0/5852', '/3311/0/5706', '/1', '/1/0/1',
  ];
  for (const path of paths) {
    request(session, 'GET', path);
    request(session, 'GET', path, { accept: format.text });
    request(session, 'GET', path, { accept: format.tlv });
  }
  for (const path of ['/0', '/0/0/0', '/9999', '/3/1', '/3/0/999', '/3/0/0/0', '/3/0/0/0/0', '/03/0', '/3/x', '/65535', '/3/70000', '', '/']) {
    request(session, 'GET', path);
  }
  for (const accept of [format.opaque, format.senmlJson, format.senmlCbor, 65000]) request(session, 'GET', '/3/0/0', { accept });
  request(session, 'GET', '/3/0/0', { packet: { confirmable: false } });
  for (const size of [0, 4, 8]) request(session, 'GET', '/3/0/0', { packet: { token: Buffer.alloc(size, 7) } });
  request(session, 'FETCH', '/3/0', { payload: '[]' });
}

function discover(session: Session): void {
  for (const path of ['', '/3', '/3/0', '/3/0/6', '/3303/0', '/3303/0/5700', '/9999', '/1/0/1']) {
    request(session, 'GET', path, { accept: format.link });
  }
}

function write(session: Session): void {
  for (const text of ['1', '0', '2', '', 'true', '1']) request(session, 'PUT', '/3311/0/5850', { format: format.text, payload: text });
  for (const text of ['50', '101', '-1', '007', '1.5', '99999999999999999999']) {
    request(session, 'PUT', '/3311/0/5851', { format: format.text, payload: text });
  }
  request(session, 'PUT', '/3311/0/5706', { format: format.text, payload: 'bleu \u00e9\u20ac\u{1f4a1}' });
  request(session, 'PUT', '/3311/0/5706', { format: format.text, payload: hex('c3 28') });
  request(session, 'GET', '/3311/0/5706');
  request(session, 'PUT', '/3311/0/5850', { format: format.tlv, payload: hex('e1 16da 00') });
  request(session, 'PUT', '/3311/0/5850', { format: format.opaque, payload: hex('01') });
  request(session, 'PUT', '/3311/0/5850', { format: format.senmlJson, payload: '[]' });
  request(session, 'PUT', '/3311/0/5850', { payload: '1' });
  request(session, 'POST', '/3311/0', { format: format.tlv, payload: hex('e1 16da 01 e1 16db 40') });
  request(session, 'POST', '/3311/0', { format: format.tlv, payload: hex('e1 16da 00 e1 16db 7f') }); // 127 is out of range: none is written.
  request(session, 'POST', '/3311/0', { format: format.tlv, payload: hex('e1 16da 00 e1 16') });
  request(session, 'PUT', '/3311/0', { format: format.tlv, payload: hex('e1 16da 01') });
  request(session, 'GET', '/3311/0', { accept: format.tlv });
  request(session, 'PUT', '/3/0/0', { format: format.text, payload: 'x' });
  request(session, 'PUT', '/3/0/13', { format: format.text, payload: '1700000000' });
  request(session, 'PUT', '/3/0/14', { format: format.text, payload: '+02:00' });
  request(session, 'PUT', '/3/0/14', { format: format.text, payload: 'noon' });
  request(session, 'POST', '/3/0', { format: format.tlv, payload: hex('c8 0d 08 0000000065f00000') });
  request(session, 'PUT', '/3303/0/5700', { format: format.text, payload: '1' });
  request(session, 'PUT', '/9999/0/1', { format: format.text, payload: '1' });
  request(session, 'PUT', '/0/0/0', { format: format.text, payload: 'coap://x' });
}

function execute(session: Session): void {
  for (const text of ['', "0='a',1", '0', 'x', "0='", '5=']) request(session, 'POST', '/3303/0/5605', { payload: text });
  request(session, 'POST', '/3303/0/5700');
  request(session, 'POST', '/3/0/12');
}

function createAndDelete(session: Session): void {
  const created = request(session, 'POST', '/3311', { format: format.tlv, payload: hex('08 01 04 e1 16da 01') });
  session.send('the same once more', created);
  request(session, 'POST', '/3311', { format: format.tlv, payload: hex('08 01 04 e1 16da 01') });
  request(session, 'GET', '/3311', { accept: format.tlv });
  request(session, 'POST', '/3311', { format: format.tlv, payload: hex('e1 16da 01') });
  session.pass('an update follows', 5);
  request(session, 'DELETE', '/3311/1');
  request(session, 'DELETE', '/3311/1');
  request(session, 'DELETE', '/3/0');
  request(session, 'DELETE', '/3311/0/5706');
  request(session, 'POST', '/3311', { format: format.tlv, payload: hex('e1 16da 00') });
  session.pass('an update follows', 5);
}

function attributes(session: Session): void {
  for (const queries of [['pmin=2', 'pmax=20'], ['gt=22.5', 'lt=18'], ['st=0.1'], ['st=-1'], ['pmin=x'], ['pmin=30', 'pmax=3'], ['nope=1'], ['gt']]) {
    request(session, 'PUT', '/3303/0/5700', { queries });
  }
  request(session, 'GET', '/3303/0/5700', { accept: format.link });
  request(session, 'PUT', '/9999/0', { queries: ['pmin=1'] });
}

function observe(session: Session): void {
  const observed = ['/3303/0/5700', '/3303/0', '/3311/0/5850', '/3/0/6'];
  for (const path of observed) request(session, 'GET', path, { observe: 0, packet: { token: Buffer.from(path.slice(-3)) } });
  session.pass('notifications', 45);
  request(session, 'PUT', '/3311/0/5850', { format: format.text, payload: '0' });
  session.pass('a notification of the change', 3);
  session.serverAnswers = false;
  session.pass('nobody acknowledges: retransmissions', 100);
  session.serverAnswers = true;
  session.pass('the server is back', 30);
  for (const path of observed) request(session, 'GET', path, { observe: 1, packet: { token: Buffer.from(path.slice(-3)) } });
  session.pass('no more notifications', 30);
}

function live(session: Session): void {
  request(session, 'PUT', '/1/0/1', { format: format.text, payload: '60' });
  session.pass('updates before the lifetime is over', 150);
  request(session, 'POST', '/1/0/8');
  session.pass('an update that was asked for', 5);
  session.serverAnswers = false;
  session.pass('a silent server: retransmissions, and registering anew', 400);
  session.serverAnswers = true;
  session.pass('registered again', 200);
  request(session, 'PUT', '/1/0/5', { format: format.text, payload: '30' });
  request(session, 'POST', '/1/0/4');
  session.pass('de-registered, and registered after the disable timeout', 60);
}

/** Each format of a value, of an instance and of an object, read and written; and what is wrong in it. */
function formats(session: Session): void {
  for (const accept of many) {
    for (const path of ['/3', '/3/0', '/3/0/0', '/3/0/6', '/3/0/6/0', '/3/0/13', '/3303', '/3303/0', '/3303/0/5700', '/3311/0', '/1/0']) {
      request(session, 'GET', path, { accept });
    }
  }
  for (const path of ['/3/0/0', '/3/0/9', '/3/0/13', '/3303/0/5700', '/3311/0/5850', '/3/0', '/3/0/6']) request(session, 'GET', path, { accept: format.cbor });
  for (const bytes of ['f5', 'f4', '01', 'ff', '']) request(session, 'PUT', '/3311/0/5850', { format: format.cbor, payload: hex(bytes) });
  for (const bytes of ['18 1e', 'f9 4e40', 'fb 4034000000000000', '3818', '1b 0020000000000001', 'c1 0a']) {
    request(session, 'PUT', '/3311/0/5851', { format: format.cbor, payload: hex(bytes) });
  }
  for (const text of ['2009-02-13T23:31:30Z', '2024-02-29T12:00:00.5+02:00', '2023-02-29T12:00:00Z']) {
    request(session, 'PUT', '/3/0/13', { format: format.cbor, payload: Buffer.concat([hex('c0 78'), Buffer.of(text.length), Buffer.from(text)]) });
  }
  const json = [
    '[{"bn":"/3311/0/","n":"5850","vb":true},{"n":"5851","v":42}]',
    '[{"bn":"/3311/0/","n":"5851","v":4.5e1}]',
    '[{"n":"/3311/0/5706","vs":"caf\\u00e9 \\ud83d\\ude00 \\n"}]',
    '[{"bn":"/3311/0/","n":"5851","v":101}]',
    '[{"bn":"/3311/1/","n":"5851","v":1}]',
    '[{"n":"/3311/0/5851","v":1}',
    '[]',
  ];
  for (const payload of json) request(session, 'POST', '/3311/0', { format: format.senmlJson, payload });
  for (const payload of ['{"bn":"/3311/0/","e":[{"n":"5850","bv":false},{"n":"5851","v":12}]}', '{"e":[{"n":"5851","v":13}],"bn":"/3311/0/"}', '{"e":[]}']) {
    request(session, 'POST', '/3311/0', { format: format.json, payload });
  }
  const cbor = [
    '82 a3 21 68 2f333331312f302f 00 64 35383530 04 f5 a2 00 64 35383531 02 18 21',
    '9f bf 00 6c 2f333331312f302f35383531 02 fa 42100000 ff ff',
    '81 a2 00 6c 2f333331312f302f35383531 02 18 65',
    '81 a2 00 6c 2f333331312f302f35383531 02',
    '80',
  ];
  for (const bytes of cbor) request(session, 'POST', '/3311/0', { format: format.senmlCbor, payload: hex(bytes) });
  for (const bytes of ['a1 83 190cef 00 1916db 18 37', 'a1 190cef a1 00 a2 1916da f4 1916db 18 38', 'bf 82 190cef 00 bf 1916db 18 39 ff ff', 'a1 80 01', 'a0']) {
    request(session, 'POST', '/3311/0', { format: format.lwm2mCbor, payload: hex(bytes) });
  }
  request(session, 'GET', '/3311/0', { accept: format.senmlJson });
}

/** Lists of paths, read, observed and written. */
function composites(session: Session): void {
  const lists = [
    '[{"n":"/3/0/0"},{"n":"/3311/0/5850"},{"n":"/3303/0"}]',
    '[{"bn":"/3/0/","n":"6"},{"n":"9"}]',
    '[{"n":"/"}]',
    '[{"n":"/9999/0"},{"n":"/0/0/0"}]',
    '[{"n":"/3/0/0","v":1}]',
    '[]',
    '{}',
  ];
  for (const payload of lists) {
    request(session, 'FETCH', '', { format: format.senmlJson, payload });
    request(session, 'FETCH', '', { format: format.etchJson, accept: format.senmlCbor, payload });
  }
  request(session, 'FETCH', '', { format: format.etchCbor, payload: hex('82 a1 00 66 2f332f302f30 a1 00 6c 2f333331312f302f35383530') });
  request(session, 'FETCH', '', { format: format.senmlJson, accept: format.tlv, payload: lists[0] });
  request(session, 'FETCH', '', { format: format.tlv, payload: '' });
  const token = Buffer.from('comp');
  request(session, 'FETCH', '', { format: format.senmlCbor, observe: 0, payload: hex('81 a1 00 6c 2f333331312f302f35383530'), packet: { token } });
  for (const value of ['true', 'false']) {
    request(session, 'iPATCH', '', { format: format.senmlJson, payload: `[{"n":"/3311/0/5850","vb":${value}},{"n":"/3/0/14","vs":"+01:00"}]` });
    session.pass('a notification of the list', 3);
  }
  request(session, 'FETCH', '', { format: format.senmlCbor, observe: 1, payload: hex('81 a1 00 6c 2f333331312f302f35383530'), packet: { token } });
  const refused = ['[{"n":"/3311/0/5850","vb":true},{"n":"/3/0/0","vs":"x"}]', '[{"n":"/3311/0/5850","vb":true},{"n":"/3311/0/5851","v":1000}]', '[{"n":"/3311/0/5850"}]', '[{"n":"/3311/0","vb":true}]'];
  for (const payload of refused) request(session, 'iPATCH', '', { format: format.senmlJson, payload });
  request(session, 'iPATCH', '', { format: format.etchJson, payload: '[{"n":"/3/0/6/0","v":null}]' });
  request(session, 'GET', '/3311/0', { accept: format.senmlJson });
}

/** Bodies in blocks, both ways. */
function blocks(session: Session): void {
  for (const accept of [format.tlv, format.senmlJson, format.senmlCbor, format.link]) {
    for (let number = 0; number < 6; number++) request(session, 'GET', '/3/0', { accept, block2: [number, false, 1] });
  }
  request(session, 'GET', '/3/0', { accept: format.tlv, block2: [0, false, 7] });
  const text = 'a light in the hall, switched by whoever comes in';
  const parts = [text.slice(0, 16), text.slice(16, 32), text.slice(32, 48), text.slice(48)];
  const put = (number: number): Buffer =>
    request(session, 'PUT', '/3311/0/5706', { format: format.text, payload: parts[number], block1: [number, number < 3, 0] });
  put(1);
  for (const number of [0, 2, 0, 1, 2, 3]) put(number);
  session.send('the same once more', put(3));
  request(session, 'GET', '/3311/0/5706');
  request(session, 'PUT', '/3311/0/5706', { format: format.text, payload: 'short', block1: [0, true, 0] });
  request(session, 'FETCH', '', { format: format.senmlJson, payload: '[{"n":"/3/0"}]'.padEnd(16), block1: [0, false, 0], block2: [0, false, 2] });
  put(0);
  session.pass('the rest never comes', 250);
  put(1);
}

/** A generator of random numbers: Park and Miller, 16807 modulo 2^31 - 1. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 16807) % 2147483647;
    return state % limit;
  };
}

function malformed(session: Session): void {
  const datagrams = [
    '', '40', '4001', '400001', '40000101', '4000010255', '70000103', '60000104', '50000105', 'c0010106', '80010107', '0001', '49010108' + '00'.repeat(9),
    '4f010109' + '00'.repeat(15), '4101010a', '4001010bff', '4001010cb1', '4001010db13300', '4001010ef1', '4001010f1f', '40010110d1', '40010111e101', '40010112e1ffff00',
    '40010113b13391ff', '400101149101', '40010115d2fe0102', '40210116', '40e10117', '40ff0118', '401f0119', '4045011aff00', '6045011b', '4082011c', '50010120d1fe01',
    '4001011d' + 'b133'.repeat(9), '4001011eb133b133b130b930303030303030303030', '4001011fbd2030' + '30'.repeat(44),
  ];
  for (const datagram of datagrams) session.send(`malformed ${datagram}`, Buffer.from(datagram, 'hex'));
  const random = randomFrom(20261122);
  const seeds = ['440112345566778 8b13301300130', '45021235aabbccddeeb333333131 0130 0135383530 10ff31', '44031236000102 03b433333131013004353835 30 1227 16ff e116da01', '43010c0d01020360b1330130 0136'];
  for (let count = 0; count < 80; count++) {
    const bytes = hex(seeds[random(seeds.length)]);
    for (let changes = random(4); changes >= 0; changes--) bytes[random(bytes.length)] = random(256);
    const length = random(3) === 0 ? 1 + random(bytes.length) : bytes.length;
    bytes[0] = random(4) === 0 ? bytes[0] : 0x40 | (bytes[0] & 0x1f);
    session.send(`random ${count}`, bytes.subarray(0, length));
  }
  for (let count = 0; count < 20; count++) {
    session.send(`noise ${count}`, Buffer.from(Array.from({ length: 1 + random(40) }, () => random(256))));
  }
  session.send('larger than the buffer', Buffer.concat([hex('44017000 01020304 b133 0130 ff'), Buffer.alloc(1400, 0x41)]));
}

function repeated(session: Session): void {
  session.pass('what came before is forgotten', 250);
  const requests = [
    request(session, 'GET', '/3/0/0'),
    request(session, 'POST', '/3303/0/5605'),
    request(session, 'PUT', '/3311/0/5851', { format: format.text, payload: '10' }),
    request(session, 'PUT', '/3311/0/5851', { format: format.text, payload: '20', packet: { confirmable: false } }),
  ];
  for (const datagram of requests) session.send('the same once more', datagram);
  session.pass('the duplicates are forgotten', 250);
  for (const datagram of requests) session.send('the same after EXCHANGE_LIFETIME', datagram);
  session.send('ping', hex('4000aaaa'));
  session.send('an acknowledgement of nothing', hex('6000bbbb'));
  session.send('a reset of nothing', hex('7000cccc'));
  session.send('a response to nothing', hex('4145dddd01ff31'));
}

/** Runs the whole transcript on an image of smart-light for the replay board. */
export function recordTranscript(image: string): readonly Happening[] {
  const session = new Session(image);
  session.pass('registers', 5);
  for (const part of [read, discover, write, formats, composites, blocks, execute, createAndDelete, attributes, observe, repeated, malformed, live, read]) part(session);
  request(session, 'POST', '/3/0/5');
  request(session, 'POST', '/3/0/4');
  session.pass('reboots', 5);
  return session.happenings;
}
