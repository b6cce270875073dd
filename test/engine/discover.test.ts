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
