/**
 * Which error a request gets that has several faults (lwm2m.md A.2): unknown critical option 4.02, path syntax 4.00,
 * forbidden object 4.01, object and instance 4.04, resource 4.04, operation 4.05, Content-Format 4.15 or Accept 4.06,
 * payload 4.00. And the object that no server may touch.
 */
import type { Option } from 'coap-packet';
import { type Device, smartLight } from './device';
import { Format, type Parts } from './message';
import { instance, resource, tlv } from './tlv';

const CRITICAL: Option[] = [{ name: 2049, value: Buffer.from('x') }];
const WRONG_FORMAT: Parts = { format: Format.cbor, payload: Buffer.from('ff', 'hex') };
const WRONG_PAYLOAD: Parts = { format: Format.tlv, payload: Buffer.from('c8', 'hex') };

describe('the first fault decides', () => {
  let light: Device<never>;
  beforeAll(() => {
    light = smartLight() as Device<never>;
  });

  test.each<[string, string, string, Parts]>([
    ['4.02', 'GET', '/three/0', { options: CRITICAL }],
    ['4.02', 'GET', '/0', { options: CRITICAL }],
    ['4.02', 'GET', '/4/0', { options: CRITICAL, accept: Format.cbor }],
    ['4.02', 'PUT', '/3311/0/5850', { options: CRITICAL, ...WRONG_FORMAT }],
    ['4.02', 'POST', '/3/0/4', { options: CRITICAL }],
    ['4.01', 'GET', '/0/99/99', {}],
    ['4.01', 'GET', '/0/0', { accept: Format.cbor }],
    ['4.01', 'PUT', '/0/0/0', WRONG_FORMAT],
    ['4.01', 'PUT', '/0/7/99', WRONG_PAYLOAD],
    ['4.01', 'DELETE', '/0/9', {}],
    ['4.04', 'PUT', '/4/0/0', WRONG_FORMAT],
    ['4.04', 'GET', '/3/1/4', { accept: Format.cbor }],
    ['4.04', 'PUT', '/3/1', WRONG_PAYLOAD],
    ['4.04', 'POST', '/3/1/4', WRONG_FORMAT],
    ['4.04', 'PUT', '/3/0/99', WRONG_FORMAT],
    ['4.04', 'POST', '/3/0/99', { format: Format.text, payload: 'x' }],
    ['4.04', 'PUT', '/3/0/9', WRONG_FORMAT], // defined, read-only, and not there
    ['4.04', 'DELETE', '/3/1', {}],
    ['4.04', 'DELETE', '/3303/1', {}],
    ['4.04', 'POST', '/4', WRONG_FORMAT],
    ['4.04', 'PUT', '/3/0/6/9', { query: 'foo=1' }],
    ['4.05', 'PUT', '/3/0/0', WRONG_FORMAT],
    ['4.05', 'PUT', '/3/0/0', WRONG_PAYLOAD],
    ['4.05', 'PUT', '/3/0/4', WRONG_FORMAT],
    ['4.05', 'PUT', '/3', WRONG_FORMAT],
    ['4.05', 'POST', '/3', WRONG_FORMAT],
    ['4.05', 'POST', '/3/0/0', WRONG_PAYLOAD],
    ['4.05', 'GET', '/3/0/4', { accept: Format.cbor, observe: 0 }],
    ['4.05', 'POST', '/3303', WRONG_FORMAT],
    ['4.15', 'PUT', '/3311/0/5850', WRONG_FORMAT],
    ['4.15', 'PUT', '/3311/0', WRONG_FORMAT],
    ['4.15', 'POST', '/3311/0', WRONG_FORMAT],
    ['4.15', 'POST', '/3311', WRONG_FORMAT],
    ['4.15', 'POST', '/3/0/4', { format: Format.cbor, payload: Buffer.from('f6', 'hex') }],
    ['4.00', 'PUT', '/3311/0/5850', WRONG_PAYLOAD],
    ['4.00', 'PUT', '/3311/0', WRONG_PAYLOAD],
    ['4.00', 'POST', '/3311', WRONG_PAYLOAD],
  ])('%s to %s %s %j', (code, method, path, parts) => {
    expect(light.server.ask(method, path, parts).code).toBe(code);
  });

  test('nothing of all this was carried out', () => {
    light.simulation.run(5000);
    expect(light.simulation.reboots).toBe(0);
    expect(light.simulation.leds[0]).toBe(0);
    expect(light.server.requests).toHaveLength(1);
  });
});

describe('LightweightM2M-1.1-int-221 Attempt to perform operations on Security: always 4.01', () => {
  let light: Device<never>;
  beforeAll(() => {
    light = smartLight() as Device<never>;
  });

  test.each<[string, string, string, Parts]>([
    ['Read', 'GET', '/0', {}],
    ['Read', 'GET', '/0/0', { accept: Format.tlv }],
    ['Read', 'GET', '/0/0/0', { accept: Format.text }],
    ['Read', 'GET', '/0/0/0/0', {}],
    ['Discover', 'GET', '/0', { accept: Format.link }],
    ['Discover', 'GET', '/0/0', { accept: Format.link }],
    ['Observe', 'GET', '/0', { observe: 0 }],
    ['Observe', 'GET', '/0/0/1', { observe: 0 }],
    ['Cancel', 'GET', '/0/0/1', { observe: 1 }],
    ['Write', 'PUT', '/0/0/0', { format: Format.text, payload: 'coap://evil' }],
    ['Write', 'PUT', '/0/0', { format: Format.tlv, payload: tlv(resource(10, 7)) }],
    ['Write', 'POST', '/0/0', { format: Format.tlv, payload: tlv(resource(10, 7)) }],
    ['Write-Attributes', 'PUT', '/0', { query: 'pmin=30&pmax=45' }],
    ['Write-Attributes', 'PUT', '/0/0/0', { query: 'pmin=30' }],
    ['Execute', 'POST', '/0/0/0', {}],
    ['Create', 'POST', '/0', { format: Format.tlv, payload: tlv(instance(1, resource(10, 7))) }],
    ['Delete', 'DELETE', '/0/0', {}],
  ])('%s: %s %s', (_operation, method, path, parts) => {
    const answer = light.server.ask(method, path, parts);
    expect([answer.code, answer.payload.length, answer.observe]).toEqual(['4.01', 0, undefined]);
  });

  test('the object is not listed, and the account still stands', () => {
    light.simulation.run(400_000);
    expect(light.server.registration.links.map(({ target }) => target).filter((target) => target.startsWith('/0'))).toEqual([]);
  });
});

describe('methods', () => {
  let light: Device<never>;
  beforeAll(() => {
    light = smartLight() as Device<never>;
  });

  test.each(['FETCH', 'iPATCH'])('%s of a format that the image does not have is 4.15, and of a path 4.00', (method) => {
    const ask = (path: string): string => light.server.ask(method, path, { format: Format.cbor, payload: Buffer.from('80', 'hex') }).code;
    expect([ask('/'), ask('/3/0')]).toEqual(['4.15', '4.00']);
  });

  test.each(['PATCH', '0.08', '0.31'])('the method %s is not one of LwM2M: 4.05 (RFC 7252 5.8)', (method) => {
    expect(light.server.ask(method, '/3/0/0').code).toBe('4.05');
  });

  test.each([
    ['DELETE', '/'],
    ['DELETE', '/3'],
    ['DELETE', '/3311'],
    ['DELETE', '/3311/0/5850'],
    ['DELETE', '/3/0'],
    ['DELETE', '/1/0'],
    ['DELETE', '/3303/0'],
    ['POST', '/1'],
  ])('%s %s is 4.05', (method, path) => {
    const payload = method === 'POST' ? { format: Format.tlv, payload: tlv(instance(1, resource(1, 60))) } : {};
    expect(light.server.ask(method, path, payload).code).toBe('4.05');
  });

  test('a Bootstrap-Finish from a server that is none is refused', () => {
    expect(light.server.ask('POST', '/bs').code).toMatch(/^4\./);
  });
});
