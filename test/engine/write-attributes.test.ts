import { Code } from '../../src/coap/code';
import { Attribute } from '../../src/engine/attributes';
import { paired } from '../format/vectors';
import { attributeNames, resources, type Servers, startServers } from './servers';

let server: Servers;

beforeEach(() => {
  server = startServers();
});

const changed = Code.changed;
const badRequest = Code.badRequest;

/**
 * What each vector does on a Float that has `pmin=9` from before.
 */
const vectors: Readonly<Record<string, Readonly<Record<string, number>> | 'refused'>> = {
  'wa-0': { pmin: 1 },
  'wa-1': {},
  'wa-2': { pmin: 9, gt: 45, st: 10 },
  'wa-3': { pmin: 9, lt: 20, gt: 85, st: 10 },
  'wa-4': 'refused',
  'wa-5': 'refused',
  'wa-7': { pmin: 60, pmax: 30 },
  'wa-8': 'refused',
  'wa-9': 'refused',
  'wa-10': { pmin: 9, gt: -10.5 },
  'wa-11': 'refused',
  'wa-13': { pmin: 9, con: 1 },
  'wa-15': 'refused',
  'wa-16': 'refused',
  'wa-17': 'refused',
};

test.each(paired('wa', vectors))('%s', (_, { input }, expected) => {
  expect(server.write('/9000/0/4', 'pmin=9')).toBe(changed);
  expect(server.write('/9000/0/4', input)).toBe(expected === 'refused' ? badRequest : changed);
  expect(server.inEffect('/9000/0/4')).toEqual(expected === 'refused' ? { pmin: 9 } : expected);
});

describe('a value', () => {
  test.each([
    ['pmin=0', 0],
    ['pmin=007', 7],
    ['pmin=9007199254740991', 9007199254740991],
    ['pmax=0', 0],
    ['epmin=1', 1],
    ['epmax=1', 1],
    ['gt=1e3', 1000],
    ['lt=-0.5', -0.5],
    ['st=0', 0],
  ])('%s is taken', (query, value) => {
    expect(server.write('/9000/0/4', query)).toBe(changed);
    expect(server.inEffect('/9000/0/4')).toEqual({ [query.split('=')[0]]: value });
  });

  test.each([
    'pmin=', 'pmin=x', 'pmin= 1', 'pmin=1 ', 'pmin=+1', 'pmin=1e2', 'pmin=-0', 'pmin=9007199254740992', 'pmax=-1',
    'epmin=1.0', 'gt=', 'gt=x', 'gt=1,5', 'gt=--1', 'lt=.5', 'st=-1', 'st=nan', 'lt=Infinity',
  ])('%s is refused', (query) => {
    expect(server.write('/9000/0/4', query)).toBe(badRequest);
    expect(server.inEffect('/9000/0/4')).toEqual({});
  });

  test.each(['', 'pmi=1', 'pminx=1', 'PMIN=1', '=1', 'pmin=1&=', 'p', 'dim=2', 'ssid=1', 'lwm2m=1.1'])(
    'a name that is none that can be written is refused: %j',
    (query) => {
      expect(server.write('/9000/0/4', query)).toBe(badRequest);
    },
  );
});

describe('the rules of a request', () => {
  test.each([
    ['gt and lt apart', 'gt=50&lt=49', changed],
    ['gt and lt the wrong way round', 'gt=49&lt=50', badRequest],
    ['two steps between lt and gt', 'lt=10&gt=30.5&st=10', changed],
    ['not quite two steps between them', 'lt=10&gt=30&st=10', badRequest],
    ['the same in another order', 'st=10&gt=30&lt=10', badRequest],
    ['epmin below epmax', 'epmin=4&epmax=5', changed],
    ['epmin above epmax', 'epmin=6&epmax=5', badRequest],
    ['a name twice', 'pmin=1&pmin=1', badRequest],
    ['a name set and unset', 'pmin=1&pmin', badRequest],
    ['limits that are unset do not contradict', 'gt&lt=50', changed],
  ])('%s', (_, query, code) => {
    expect(server.write('/9000/0/4', query)).toBe(code);
  });

  test('all is set, or nothing: a bad last one leaves those before as they were', () => {
    server.write('/9000/0/4', 'pmin=1&gt=5');
    expect(server.write('/9000/0/4', 'pmin=2&pmax=60&gt&st=1&foo=1')).toBe(badRequest);
    expect(server.inEffect('/9000/0/4')).toEqual({ pmin: 1, gt: 5 });
  });

  test('more queries than are kept are refused', () => {
    const names = attributeNames.filter((name) => name !== 'edge');
    expect(names).toHaveLength(9);
    expect(server.write('/9000/0/4', names.slice(0, 8).join('&'))).toBe(changed);
    expect(server.write('/9000/0/4', names.join('&'))).toBe(badRequest);
  });

  test.each(['integer', 'unsigned', 'float', 'time'] as const)('gt, lt and st are for numbers: %s', (type) => {
    expect(server.write(`/9000/0/${resources[type]}`, 'gt=9&lt=1&st=2')).toBe(changed);
  });

  test.each(['string', 'boolean', 'opaque', 'objectLink', 'coreLink'] as const)('gt, lt and st are for numbers: not %s', (type) => {
    for (const query of ['gt=9', 'lt=1', 'st=2', 'gt']) {
      expect(server.write(`/9000/0/${resources[type]}`, query)).toBe(badRequest);
    }
    expect(server.write(`/9000/0/${resources[type]}`, 'pmin=1&pmax=2&epmin=1&epmax=2')).toBe(changed);
  });

  test.each(['/9000', '/9000/0'])('gt, lt and st are not for %s', (path) => {
    for (const query of ['gt=9', 'lt=1', 'st=2']) expect(server.write(path, query)).toBe(badRequest);
    expect(server.write(path, 'pmin=1&pmax=2&epmin=1&epmax=2')).toBe(changed);
  });

  test('gt, lt and st are for a resource instance too', () => {
    expect(server.write('/9000/0/20/1', 'gt=9&lt=1&st=2')).toBe(changed);
    expect(server.inEffect('/9000/0/20')).toEqual({});
  });
});

describe('what LwM2M 1.2 adds', () => {
  test.each([
    ['/9000/0/5', 'edge=0', { edge: 0 }],
    ['/9000/0/5', 'edge=1', { edge: 1 }],
    ['/9000/0/5', 'edge=2', badRequest],
    ['/9000/0/5', 'edge=-1', badRequest],
    ['/9000/0/5', 'edge=0.5', badRequest],
    ['/9000/0/4', 'edge=1', badRequest],
    ['/9000/0/1', 'edge=1', badRequest],
    ['/9000/0', 'edge=1', badRequest],
    ['/9000', 'edge=1', badRequest],
    ['/9000', 'con=0', { con: 0 }],
    ['/9000/0/20/1', 'con=1', { con: 1 }],
    ['/9000/0', 'con=2', badRequest],
    ['/9000', 'hqmax=0', { hqmax: 0 }],
    ['/9000/0/1', 'hqmax=100', { hqmax: 100 }],
    ['/9000/0/1', 'hqmax=-1', badRequest],
  ])('%s?%s', (path, query, expected) => {
    expect(server.write(path, query)).toBe(expected === badRequest ? badRequest : changed);
    expect(server.inEffect(path)).toEqual(expected === badRequest ? {} : expected);
  });

  test.each(['edge=1', 'con=1', 'hqmax=1', 'edge'])('%s is no name of an image without it', (query) => {
    server = startServers({ attributes12: 0 });
    expect(server.write('/9000/0/5', query)).toBe(badRequest);
  });
});

describe('a full table', () => {
  beforeEach(() => {
    server = startServers({ attributes: 3 });
    server.write('/9000', 'pmin=1&pmax=2');
  });

  test('refuses a request that does not fit whole with 5.03, and sets nothing of it', () => {
    expect(server.write('/9000/0', 'pmin=5&pmax=6')).toBe(Code.serviceUnavailable);
    expect(server.inEffect('/9000/0')).toEqual({ pmin: 1, pmax: 2 });
    expect(server.write('/9000/0', 'pmin=5')).toBe(changed);
    expect(server.write('/9000/1', 'pmin=5')).toBe(Code.serviceUnavailable);
  });

  test('lets what is there be changed and unset', () => {
    server.write('/9000/0', 'pmin=5');
    expect(server.write('/9000', 'pmin=3&pmax')).toBe(changed);
    expect(server.inEffect('/9000')).toEqual({ pmin: 3 });
    expect(server.write('/9001', 'pmin=7')).toBe(changed);
    expect(server.inEffect('/9001')).toEqual({ pmin: 7 });
  });
});

test('the names stand in the order of the attributes', () => {
  expect(attributeNames).toHaveLength(Attribute.count);
  for (const name of attributeNames) {
    server = startServers();
    const path = name === 'edge' ? '/9000/0/5' : '/9000/0/4';
    server.write(path, `${name}=1`);
    expect(server.inEffect(path)).toEqual({ [name]: 1 });
  }
});
