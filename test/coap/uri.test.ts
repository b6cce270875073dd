/** URIs of servers and of packages (RFC 3986 3, RFC 7252 6). */
import fc from 'fast-check';
import { outputPosition } from '../../src/bytes/output';
import { MessageType } from '../../src/coap/code';
import { putHeader } from '../../src/coap/encode';
import { putUri, readPackageUri, readUri, Scheme, uriHost, uriPort } from '../../src/coap/uri';

interface Read {
  scheme: Scheme;
  host: string;
  port: number;
}

/** Scheme, host and port of a URI that lies somewhere in a buffer; undefined when it is refused. */
function read(uri: string): Read | undefined {
  const bytes = Buffer.from(`:/[${uri}/:1]`);
  const scheme = readUri(bytes, 3, bytes.length - 4);
  return scheme === Scheme.malformed || scheme === Scheme.unsupported ? undefined : { scheme, host: uriHost(), port: uriPort() };
}

const schemes = { coap: Scheme.coap, coaps: Scheme.coaps, 'coap+tcp': Scheme.coapTcp };

/** RFC 7252 6.1, RFC 3986 3.2: an independent reading. */
function expected(uri: string): Read | undefined {
  const match = /^(coaps?|coap\+tcp):\/\/(?:\[([^\]/?]+)\]|([^[:/?][^:/?]*))(?::(\d*))?(?:[/?].*)?$/isu.exec(uri);
  if (match === null) return undefined;
  const scheme = schemes[match[1].toLowerCase() as keyof typeof schemes];
  const port = match[4] === undefined || match[4] === '' ? (scheme === Scheme.coaps ? 5684 : 5683) : Number(match[4]);
  return port > 0 && port < 65536 ? { scheme, host: match[2] ?? match[3], port } : undefined;
}

test.each([
  ['coap://192.0.2.1', Scheme.coap, '192.0.2.1', 5683],
  ['coap://192.0.2.1:5683', Scheme.coap, '192.0.2.1', 5683],
  ['coap://leshan.example:1', Scheme.coap, 'leshan.example', 1],
  ['coap://h:65535', Scheme.coap, 'h', 65535],
  ['coap://h:05683/', Scheme.coap, 'h', 5683],
  ['coap://h/', Scheme.coap, 'h', 5683],
  ['coap://h:99/rd', Scheme.coap, 'h', 99],
  ['coap://h:', Scheme.coap, 'h', 5683], // RFC 7252 6.1: an empty port is the default
  ['coap://h:/', Scheme.coap, 'h', 5683],
  ['coap://h?x=/y', Scheme.coap, 'h', 5683], // RFC 3986 3.2: a query ends the authority
  ['coap://h:7?x', Scheme.coap, 'h', 7],
  ['coaps://h', Scheme.coaps, 'h', 5684], // RFC 7252 6.2
  ['coaps://[::1]:', Scheme.coaps, '::1', 5684],
  ['coaps://h:99/rd', Scheme.coaps, 'h', 99],
  ['coap+tcp://h', Scheme.coapTcp, 'h', 5683], // RFC 8323 8.1
  ['coap://[2001:db8::1]', Scheme.coap, '2001:db8::1', 5683],
  ['coap://[::1]:5783', Scheme.coap, '::1', 5783],
  ['coap://[fe80::1%eth0]:1/x', Scheme.coap, 'fe80::1%eth0', 1],
  ['coap://bücher.example', Scheme.coap, 'bücher.example', 5683],
  ['CoAP://Host', Scheme.coap, 'Host', 5683], // RFC 3986 3.1
  ['COAPS://h', Scheme.coaps, 'h', 5684],
  ['Coap+TCP://h', Scheme.coapTcp, 'h', 5683],
])('%s', (uri, scheme, host, port) => {
  expect(read(uri)).toEqual({ scheme, host, port });
  expect(expected(uri)).toEqual({ scheme, host, port });
});

test.each([
  '', 'coap', 'coap:', 'coap://', 'coap:///x', 'coap://?x', 'coap://:5683', 'coap://[]', 'coap://[]:1', 'coaps+tcp://h', 'http://h', '//h',
  'h', 'coap:/h', 'xcoap://h', 'coap\x1a//h', 'coap\x0btcp://h', 'coap://h:0', 'coap://h:65536', 'coap://h:99999999999999999999', 'coap://h:-1',
  'coap://h:+1', 'coap://h:1x', 'coap://h:x', 'coap://h: 1', 'coap://h:1:2', 'coap://2001:db8::1', 'coap://[::1', 'coap://[::1]x',
  'coap://[::1]1', 'coap://[::1/x]', 'coap://[::1/]:5', 'coap://[',
])('%j is refused', (uri) => {
  expect(read(uri)).toBeUndefined();
  expect(expected(uri)).toBeUndefined();
});

test('any is read as by another hand, or refused', () => {
  const piece = fc.constantFrom('coap://', 'coaps://', 'coap+tcp://', 'coap', '://', '/', '?', ':', '[', ']', 'h', '::1', '5683', '0', '65536', 'é', ' ', '');
  const host = fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.domain(),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  const rest = fc.oneof(fc.constant(''), fc.nat(70000).map((port) => `:${port}`), fc.array(piece, { maxLength: 4 }).map((all) => all.join('')));
  const uri = fc.oneof(
    fc.tuple(fc.mixedCase(fc.constantFrom(...Object.keys(schemes))), host, rest).map(([scheme, name, after]) => `${scheme}://${name}${after}`),
    fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(uri, (text) => {
      expect(read(text)).toEqual(expected(text));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['coap://h/a', Scheme.coap],
  ['coaps://h/a', Scheme.coaps],
  ['HTTP://h/a', Scheme.http],
  ['https://h/a', Scheme.http],
  ['ftp://h/a', Scheme.unsupported],
  ['h/a', Scheme.malformed],
  ['://h', Scheme.malformed],
  ['coap://h/a b', Scheme.malformed],
  ['coap://h/a#b', Scheme.malformed], // RFC 7252 6.1
  ['coap://h/%4', Scheme.malformed],
  ['coap://h/%4g', Scheme.malformed],
  ['coap://bücher.example/a', Scheme.malformed],
  ['http://h:0/a', Scheme.malformed],
  [`coap://h/${'a'.repeat(246)}`, Scheme.coap],
  [`coap://h/${'a'.repeat(247)}`, Scheme.malformed],
])('Package URI %s', (uri, scheme) => {
  expect(readPackageUri(uri)).toBe(scheme);
});

test.each([
  ['coap://h', '3168'], // Uri-Host h; options by their numbers, of which a byte has the difference and the size
  ['coap://h/', '3168'],
  ['coap://h/a/b', '3168 8161 0162'],
  ['coap://192.0.2.1/%41', 'b141'],
  ['coap://[::1]/a?b&c', 'b161 4162 0163'],
])('options of %s', (uri, options) => {
  const buffer = Buffer.alloc(40);
  expect(readPackageUri(uri)).toBe(Scheme.coap);
  putHeader(buffer, 0, buffer.length, MessageType.confirmable, 1, 0, buffer, 0, 0);
  putUri();
  expect(buffer.toString('hex', 4, outputPosition())).toBe(options.replaceAll(' ', ''));
});
