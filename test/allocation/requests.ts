import { generate, type OptionName } from 'coap-packet';

/** What the server sends the smart light; message ids and tokens are put in as they are needed. */
const token = Buffer.alloc(4);

function response(code: string, ...location: readonly string[]): Uint8Array {
  const options = location.map((segment) => ({ name: 'Location-Path' as const, value: Buffer.from(segment) }));
  return generate({ ack: true, code, messageId: 0, token, options });
}

export const registered = response('2.01', 'rd', '1');
export const updated = response('2.04');
export const deregistered = response('2.02');
export const acknowledgement: Uint8Array = generate({ ack: true, code: '0.00', messageId: 0 });

/** `/` is the root: no segments. */
function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A request: `GET /3/0`, with option values in hex, and a payload. */
function request(line: string, options: Partial<Record<OptionName, string>> = {}, payload: Buffer = Buffer.alloc(0)): Uint8Array {
  const [code, path] = line.split(' ');
  return generate({
    code,
    confirmable: true,
    messageId: 0,
    token,
    options: [
      ...segmentsOf(path).map((segment) => ({ name: 'Uri-Path' as const, value: Buffer.from(segment) })),
      ...Object.entries(options).map(([name, value]) => ({ name: name as OptionName, value: Buffer.from(value, 'hex') })),
    ],
    payload,
  });
}

const tlv = '2d16';
const cbor = '3c';
const senmlJson = '6e';
const senmlCbor = '70';
const lwm2mCbor = '2d18';
const write = (line: string, text: string): Uint8Array => request(line, { 'Content-Format': '' }, Buffer.from(text));
const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');
/** SenML in CBOR: /3/0/0, /3311/0 and /3303/0/5700; /3311/0 alone; and values for /3311/0/5850 and 5851. */
const paths = fromHex('83a100662f332f302f30a100672f333331312f30a1006c2f333330332f302f35373030');
const onePath = fromHex('81a100672f333331312f30');
const values = (onOff: string, dimmer: string): Buffer =>
  fromHex(`82a2006c2f333331312f302f3538353004${onOff}a2006c2f333331312f302f353835310218${dimmer}`);
const writeTlv = (line: string, hex: string): Uint8Array =>
  request(line, { 'Content-Format': tlv }, Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/**
 * Kinds of requests; the datagrams of a kind are sent one after the other. Not here is what an engine has to make anew
 * each time: text that a callback is given, and a fraction, which V8 may put into a box of 16 bytes to hand it on.
 */
export const requests: Readonly<Record<string, readonly Uint8Array[]>> = {
  ping: [Buffer.from('40000000', 'hex')],
  'read a String as text': [request('GET /3/0/0')],
  'read an Integer as text': [request('GET /3311/0/5851')],
  'read a Float as text': [request('GET /3303/0/5700')],
  'read a Float as TLV': [request('GET /3303/0/5700', { Accept: tlv })],
  'read a Time that a callback brings': [request('GET /3/0/13')],
  'read a multiple resource': [request('GET /3/0/7')],
  'read a resource instance': [request('GET /3/0/7/0')],
  'read an instance': [request('GET /3/0')],
  'read an object': [request('GET /3311')],
  'read a Float as CBOR': [request('GET /3303/0/5700', { Accept: cbor })],
  'read an instance as SenML CBOR': [request('GET /3303/0', { Accept: senmlCbor })],
  'read an object as SenML JSON': [request('GET /3311', { Accept: senmlJson })],
  'read an instance as LwM2M CBOR': [request('GET /3/0', { Accept: lwm2mCbor })],
  'read an instance in blocks': ['01', '11', '21'].map((block) => request('GET /3/0', { Accept: senmlJson, Block2: block })),
  'read a composite': [request('FETCH /', { 'Content-Format': senmlCbor, Accept: senmlCbor }, paths)],
  'discover an object': [request('GET /3', { Accept: '28' })],
  'write a Boolean with a callback': [write('PUT /3311/0/5850', '1'), write('PUT /3311/0/5850', '0')],
  'write an Integer': [write('PUT /3311/0/5851', '50'), write('PUT /3311/0/5851', '70')],
  'write a String': [write('PUT /3311/0/5706', '#ff0000'), write('PUT /3311/0/5706', 'warm white')],
  'write two resources in TLV': [writeTlv('POST /3311/0', 'e1 16da 01 e1 16db 21'), writeTlv('POST /3311/0', 'e1 16da 00 e1 16db 22')],
  'write a composite': [
    request('iPATCH /', { 'Content-Format': senmlCbor }, values('f5', '32')),
    request('iPATCH /', { 'Content-Format': senmlCbor }, values('f4', '33')),
  ],
  'write an Integer in SenML CBOR': [request('POST /3311/0', { 'Content-Format': senmlCbor }, values('f5', '34'))],
  'write a String in blocks': ['08', '10'].map((block, part) =>
    request('PUT /3311/0/5706', { 'Content-Format': '', Block1: block }, Buffer.from('a string in two blocks'.slice(16 * part, 16 * part + 16))),
  ),
  'write attributes': [request('PUT /3311/0/5851', { 'Uri-Query': Buffer.from('pmin=10').toString('hex') })],
  'execute with a callback': [request('POST /3303/0/5605')],
  'create and delete, and update': [writeTlv('POST /3311', '08 01 04 e1 16da 01'), request('DELETE /3311/1')],
  'observe, notify, cancel': [
    request('GET /3311/0/5850', { Observe: '' }),
    write('PUT /3311/0/5850', '1'),
    write('PUT /3311/0/5850', '0'),
    request('GET /3311/0/5850', { Observe: '01' }),
  ],
  'observe, notify in SenML CBOR, cancel': [
    request('GET /3311/0', { Observe: '', Accept: senmlCbor }),
    write('PUT /3311/0/5850', '1'),
    write('PUT /3311/0/5850', '0'),
    request('GET /3311/0', { Observe: '01' }),
  ],
  'observe a composite, notify, cancel': [
    request('FETCH /', { Observe: '', 'Content-Format': senmlCbor }, onePath),
    write('PUT /3311/0/5850', '1'),
    write('PUT /3311/0/5850', '0'),
    request('FETCH /', { Observe: '01', 'Content-Format': senmlCbor }, onePath),
  ],
  'update when asked to': [request('POST /1/0/8')],
  'a path that is not there': [request('GET /3311/0/9999')],
  'a path that is none': [request('GET /rd/x')],
  'a forbidden object': [request('GET /0/0')],
  'an unknown critical option': [request('GET /3/0/0', { 'If-Match': '' })],
  'a format that is not possible': [request('GET /3/0', { Accept: '' })],
  'a value that is none': [write('PUT /3311/0/5851', 'fifty')],
  'a value out of range': [write('PUT /3311/0/5851', '101')],
  'a payload that is cut short': [writeTlv('POST /3311/0', 'e1 16da 01 e4 16db 21')],
};
