import { type Servers, startServers } from './servers';

let server: Servers;

beforeEach(() => {
  server = startServers();
  server.write('/9000', 'pmin=1&pmax=10');
  server.write('/9000/0', 'pmin=2');
  server.write('/9000/0/20', 'pmin=3&gt=5');
  server.write('/9000/0/20/1', 'pmin=4&st=0.5');
});

const singles = (instance: string): string[] => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => `<${instance}/${id}>`);

// LwM2M 1.1 Core 6.3.2: each link has the attributes of its own level; that which was asked for has those it inherits.
test('an object lists its instances and their resources', () => {
  expect(server.discover('/9000')).toEqual([
    '</9000>;pmin=1;pmax=10',
    '</9000/0>;pmin=2',
    ...singles('/9000/0'),
    '</9000/0/20>;dim=2;pmin=3;gt=5',
    '</9000/1>',
    ...singles('/9000/1'),
    '</9000/1/20>;dim=2',
  ]);
});

test('an instance lists its resources', () => {
  expect(server.discover('/9000/0')).toEqual([
    '</9000/0>;pmin=2;pmax=10',
    ...singles('/9000/0'),
    '</9000/0/20>;dim=2;pmin=3;gt=5',
  ]);
});

test('a multiple resource lists its instances', () => {
  expect(server.discover('/9000/0/20')).toEqual([
    '</9000/0/20>;dim=2;pmin=3;pmax=10;gt=5',
    '</9000/0/20/0>',
    '</9000/0/20/1>;pmin=4;st=0.5',
  ]);
});

test('a single resource is listed alone', () => {
  expect(server.discover('/9000/0/4')).toEqual(['</9000/0/4>;pmin=2;pmax=10']);
});

test('a server does not see the attributes of another', () => {
  server.write('/9000/0/4', 'lt=-1', 1);
  expect(server.discover('/9000/0/4', 1)).toEqual(['</9000/0/4>;lt=-1']);
  expect(server.discover('/9000/0/20', 1)).toEqual(['</9000/0/20>;dim=2', '</9000/0/20/0>', '</9000/0/20/1>']);
});

describe('depth (LwM2M 1.2 Core 6.3.2)', () => {
  const instances = ['</9000/0/20/0>', '</9000/0/20/1>;pmin=4;st=0.5'];
  const resources = [...singles('/9000/0'), '</9000/0/20>;dim=2;pmin=3;gt=5'];

  test.each([
    ['/9000', 0, ['</9000>;pmin=1;pmax=10']],
    ['/9000', 1, ['</9000>;pmin=1;pmax=10', '</9000/0>;pmin=2', '</9000/1>']],
    ['/9000/0', 0, ['</9000/0>;pmin=2;pmax=10']],
    ['/9000/0', 1, ['</9000/0>;pmin=2;pmax=10', ...resources]],
    ['/9000/0', 2, ['</9000/0>;pmin=2;pmax=10', ...resources, ...instances]],
    ['/9000/0', 3, ['</9000/0>;pmin=2;pmax=10', ...resources, ...instances]],
    ['/9000/0/20', 0, ['</9000/0/20>;dim=2;pmin=3;pmax=10;gt=5']],
    ['/9000/0/20', 1, ['</9000/0/20>;dim=2;pmin=3;pmax=10;gt=5', ...instances]],
  ])('%s with depth %i', (path, depth, expected) => {
    expect(server.discover(path, 0, `depth=${depth}`)).toEqual(expected);
  });

  test('an object without a depth has that of 2; with 3 it lists resource instances', () => {
    expect(server.discover('/9000', 0, 'depth=2')).toEqual(server.discover('/9000'));
    const all = server.discover('/9000', 0, 'depth=3');
    expect(all.slice(2, -4)).toEqual([...resources, ...instances, '</9000/1>', ...singles('/9000/1')].slice(0, -1));
    expect(all.slice(-3)).toEqual(['</9000/1/20>;dim=2', '</9000/1/20/0>', '</9000/1/20/1>']);
  });

  test('a query that is none is no depth', () => {
    expect(server.discover('/9000', 0, 'dept')).toEqual(server.discover('/9000'));
    expect(server.discover('/9000', 0, 'breadth=1')).toEqual(server.discover('/9000'));
  });
});
