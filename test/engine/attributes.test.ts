import { Code } from '../../src/coap/code';
import { type Servers, startServers } from './servers';

describe('inheritance (LwM2M 1.1 Core 5.1.1)', () => {
  let server: Servers;

  beforeEach(() => {
    server = startServers();
    server.write('/9000', 'pmin=1&pmax=10');
    server.write('/9000/0', 'pmin=2');
    server.write('/9000/0/20', 'pmin=3&gt=5');
    server.write('/9000/0/20/1', 'pmin=4');
  });

  test.each([
    ['/9000', { pmin: 1, pmax: 10 }],
    ['/9000/0', { pmin: 2, pmax: 10 }],
    ['/9000/1', { pmin: 1, pmax: 10 }],
    ['/9000/0/20', { pmin: 3, pmax: 10, gt: 5 }],
    ['/9000/0/4', { pmin: 2, pmax: 10 }],
    ['/9000/1/20', { pmin: 1, pmax: 10 }],
    ['/9000/0/20/1', { pmin: 4, pmax: 10, gt: 5 }],
    ['/9000/0/20/0', { pmin: 3, pmax: 10, gt: 5 }],
    ['/9001', {}],
    ['/9001/0/20/1', {}],
  ])('the nearest level counts, attribute by attribute: %s', (path, expected) => {
    expect(server.inEffect(path)).toEqual(expected);
  });

  test('what is unset is inherited again, and what was never set can be unset', () => {
    expect(server.write('/9000/0/20/1', 'pmin&pmax')).toBe(Code.changed);
    expect(server.inEffect('/9000/0/20/1')).toEqual({ pmin: 3, pmax: 10, gt: 5 });
    expect(server.write('/9000', 'pmin')).toBe(Code.changed);
    expect(server.inEffect('/9000')).toEqual({ pmax: 10 });
  });

  test('each server has its own', () => {
    expect(server.inEffect('/9000/0/20', 1)).toEqual({});
    server.write('/9000/0', 'pmin=9', 1);
    server.write('/9000', 'pmax', 1);
    expect([server.inEffect('/9000/0', 0), server.inEffect('/9000/0', 1)]).toEqual([{ pmin: 2, pmax: 10 }, { pmin: 9 }]);
  });

  test('with an instance go the attributes at it and below, of all servers; others stay', () => {
    server.write('/9000/0', 'pmax=7', 1);
    server.write('/9000/1', 'pmin=8');
    server.write('/9001/0', 'pmin=8');
    server.forget('/9000/0');
    expect(['/9000', '/9000/0', '/9000/0/20/1', '/9000/1', '/9001/0'].map((path) => server.inEffect(path))).toEqual([
      { pmin: 1, pmax: 10 },
      { pmin: 1, pmax: 10 },
      { pmin: 1, pmax: 10 },
      { pmin: 8, pmax: 10 },
      { pmin: 8 },
    ]);
    expect(server.inEffect('/9000/0', 1)).toEqual({});
  });
});

test('with a resource instance go its attributes, and no others', () => {
  const server = startServers();
  server.write('/9000/0/20', 'pmin=1');
  server.write('/9000/0/20/0', 'pmin=2');
  server.write('/9000/0/20/1', 'pmin=3');
  server.write('/9000/1/20/0', 'pmin=4');
  server.forget('/9000/0/20/0');
  expect(['/9000/0/20', '/9000/0/20/0', '/9000/0/20/1', '/9000/1/20/0'].map((path) => server.inEffect(path).pmin)).toEqual([1, 1, 3, 4]);
});

test('with an account go the attributes that its server has set', () => {
  const server = startServers();
  server.write('/9000', 'pmin=1');
  server.write('/9000', 'pmin=2', 1);
  server.attributes.forgetOwner(0);
  expect([server.inEffect('/9000'), server.inEffect('/9000', 1)]).toEqual([{}, { pmin: 2 }]);
});

test('an instance that is gone leaves room for other attributes', () => {
  const server = startServers({ attributes: 2 });
  server.write('/9000/0', 'pmin=1');
  server.write('/9000/1', 'pmin=1');
  expect([server.attributes.attributesFree(), server.write('/9001', 'pmin=7')]).toEqual([0, Code.serviceUnavailable]);
  server.forget('/9000/0');
  expect([server.attributes.attributesFree(), server.write('/9001', 'pmin=7')]).toEqual([1, Code.changed]);
  expect([server.inEffect('/9001'), server.inEffect('/9000/1')]).toEqual([{ pmin: 7 }, { pmin: 1 }]);
});
