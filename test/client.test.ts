import fc from 'fast-check';
import type { InstanceOf } from '../src/client';
import { Type } from '../src/format/type';
import { describe as pack } from '../src/model/describe';
import { Operations } from '../src/model/description';
import { createBoard } from './engine/board';
import { fresh, type Sizes } from './fresh';

type Client = typeof import('../src/client');

const operations = Operations.readWrite;

/** An object with single and multiple resources of every way a value is kept. */
const probe = pack({
  id: 32769,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.integer, operations },
    1: { type: Type.boolean, operations },
    2: { type: Type.string, operations },
    3: { type: Type.opaque, operations },
    10: { type: Type.float, operations, multiple: true },
    11: { type: Type.boolean, operations, multiple: true },
    12: { type: Type.string, operations, multiple: true },
    13: { type: Type.opaque, operations, multiple: true },
  },
});

function start(sizes?: Sizes): Client {
  const client = fresh(() => jest.requireActual<Client>('../src/client'), sizes);
  client.addClient(createBoard());
  client.addObject(probe, 3);
  return client;
}

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

/** The bytes of an Opaque in hex; undefined when it is not there. */
function opaqueAt(client: Client, instance: InstanceOf<typeof probe>, resourceInstance?: number): string | undefined {
  const into = Buffer.alloc(64, 0xee);
  const size =
    resourceInstance === undefined
      ? client.getOpaque(instance, 3, into, 64)
      : client.getOpaque(instance, 13, into, 64, resourceInstance);
  return size === -1 ? undefined : into.toString('hex', 0, size);
}

test('what is not set is not there', () => {
  const client = start();
  const instance = client.createInstance(probe, 0)!;
  expect([client.getNumber(instance, 0), client.getBoolean(instance, 1), client.getString(instance, 2)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([client.getNumber(instance, 10, 0), client.getBoolean(instance, 11, 0), client.getString(instance, 12, 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([opaqueAt(client, instance), opaqueAt(client, instance, 0)]).toEqual([undefined, undefined]);
});

test('what is set can be read back, in each resource and resource instance by itself', () => {
  const client = start();
  const [one, two] = [client.createInstance(probe, 0)!, client.createInstance(probe, 7)!];
  const set = [
    client.setNumber(one, 0, -21.5),
    client.setBoolean(one, 1, true),
    client.setBoolean(two, 1, false),
    client.setString(one, 2, 'Grüße, 世界 🌍'),
    client.setOpaque(one, 3, bytesOf('00ff00ff'), 3),
    client.setNumber(one, 10, 1, 5),
    client.setNumber(one, 10, 2, 3),
    client.setBoolean(one, 11, true, 65534),
    client.setString(one, 12, '', 0),
    client.setOpaque(one, 13, bytesOf('aa'), 0, 1),
  ];
  expect(set).not.toContain(false);
  expect([client.getNumber(one, 0), client.getNumber(two, 0)]).toEqual([-21.5, undefined]);
  expect([client.getBoolean(one, 1), client.getBoolean(two, 1)]).toEqual([true, false]);
  expect(client.getString(one, 2)).toBe('Grüße, 世界 🌍');
  expect(opaqueAt(client, one)).toBe('00ff00');
  expect([3, 4, 5].map((id) => client.getNumber(one, 10, id))).toEqual([2, undefined, 1]);
  expect([client.getBoolean(one, 11, 65534), client.getString(one, 12, 0), opaqueAt(client, one, 1)]).toEqual([true, '', '']);
});

test('any text comes back as it was set; half a surrogate pair as U+FFFD', () => {
  const client = start();
  const instance = client.createInstance(probe, 0)!;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(client.setString(instance, 2, text)).toBe(true);
      expect(client.getString(instance, 2)).toBe(Buffer.from(text).toString());
    }),
    { numRuns: 200 },
  );
});

test('an instance is found by its id, and its id by it', () => {
  const client = start();
  const [nine, two] = [client.createInstance(probe, 9)!, client.createInstance(probe, 2)!];
  expect([client.getInstance(probe, 9), client.getInstance(probe, 2), client.getInstance(probe, 0)]).toEqual([nine, two, undefined]);
  expect([client.instanceId(nine), client.instanceId(two)]).toEqual([9, 2]);
});

test('an id that is taken, and an object without room, give no instance', () => {
  const client = start();
  expect([5, 5, 6, 7, 8].map((id) => client.createInstance(probe, id) !== undefined)).toEqual([true, false, true, true, false]);
});

test('with the handle of an instance that is gone, nothing is set or read', () => {
  const client = start();
  const gone = client.createInstance(probe, 0)!;
  client.setNumber(gone, 0, 1);
  client.deleteInstance(gone);
  client.deleteInstance(gone);
  const next = client.createInstance(probe, 0)!;
  const set = [
    client.setNumber(gone, 0, 5),
    client.setBoolean(gone, 1, true),
    client.setString(gone, 2, 'x'),
    client.setOpaque(gone, 3, bytesOf('aa'), 1),
    client.deleteResourceInstance(gone, 10, 0),
  ];
  expect(set).toEqual([false, false, false, false, false]);
  expect([client.getNumber(gone, 0), client.getString(gone, 2), client.instanceId(gone)]).toEqual([undefined, undefined, undefined]);
  expect([client.getNumber(next, 0), client.getString(next, 2), client.instanceId(next)]).toEqual([undefined, undefined, 0]);
});

test('a text that does not fit is refused, and what was there stays', () => {
  // The client itself keeps the text of Supported Binding, "U".
  const client = start({ textBytes: 1 + 10 });
  const instance = client.createInstance(probe, 0)!;
  expect([client.setString(instance, 2, 'abcdef'), client.setOpaque(instance, 3, bytesOf('00112233'), 4)]).toEqual([true, true]);
  expect([client.setString(instance, 2, 'abcdefg'), client.setOpaque(instance, 3, new Uint8Array(5), 5)]).toEqual([false, false]);
  expect([client.getString(instance, 2), opaqueAt(client, instance)]).toEqual(['abcdef', '00112233']);
  expect([client.setString(instance, 2, 'ab'), client.setOpaque(instance, 3, new Uint8Array(8), 8)]).toEqual([true, true]);
});

test('a resource instance that has no row is refused; one that is deleted makes room', () => {
  // One belongs to the Device object: Error Code.
  const client = start({ resourceInstances: 1 + 2 });
  const instance = client.createInstance(probe, 0)!;
  const set = [0, 1, 2].map((id) => client.setNumber(instance, 10, id, id));
  expect([set, client.getNumber(instance, 10, 2)]).toEqual([[true, true, false], undefined]);
  expect([client.setString(instance, 12, 'x', 0), client.setOpaque(instance, 13, bytesOf('aa'), 1, 0)]).toEqual([false, false]);
  expect([client.deleteResourceInstance(instance, 10, 0), client.deleteResourceInstance(instance, 10, 0)]).toEqual([true, false]);
  expect([client.setString(instance, 12, 'x', 0), client.getString(instance, 12, 0)]).toEqual([true, 'x']);
});

test('an Opaque is read whole, or not at all', () => {
  const client = start();
  const instance = client.createInstance(probe, 0)!;
  client.setOpaque(instance, 3, bytesOf('aabbcc'), 3);
  const into = bytesOf('0000000000');
  expect([client.getOpaque(instance, 3, into, 2), Buffer.from(into).toString('hex')]).toEqual([-1, '0000000000']);
  expect([client.getOpaque(instance, 3, into, 3), Buffer.from(into).toString('hex')]).toEqual([3, 'aabbcc0000']);
});

test('an object has to be added before it is used', () => {
  const client = fresh(() => jest.requireActual<Client>('../src/client'));
  client.addClient(createBoard());
  const message = 'object 32769 has to be added first: addObject';
  expect(() => client.createInstance(probe, 0)).toThrow(message);
  expect(() => client.getInstance(probe, 0)).toThrow(message);
  expect(() => client.onRead(probe, 0, () => 0)).toThrow(message);
  expect(() => client.onCreate(probe, () => 0)).toThrow(message);
});

test('tells who has to know of a change, with the value as it is now', () => {
  const client = start();
  const instance = client.createInstance(probe, 0)!;
  const told: unknown[] = [];
  client.onChanged(probe, 0, (_instance, value) => void told.push(value));
  client.onChanged(probe, 1, (_instance, value) => void told.push(value));
  client.onChanged(probe, 2, (_instance, value) => void told.push(value));
  client.onChanged(probe, 13, (_instance, value, id) => void told.push([Buffer.from(value).toString('hex'), id]));
  client.setNumber(instance, 0, 7);
  client.setNumber(instance, 0, 7);
  client.setBoolean(instance, 1, true);
  client.setString(instance, 2, 'on');
  client.setOpaque(instance, 13, bytesOf('beef'), 2, 4);
  expect(told).toEqual([7, true, 'on', ['beef', 4]]);
});

test('starts with the account that the board names, and asks it to open the link', () => {
  const client = fresh(() => jest.requireActual<Client>('../src/client'));
  const board = createBoard();
  client.addClient(board);
  client.startClient(board, () => {});
  expect(board.opened).toEqual(['0 192.0.2.1 5683']);
  const server = client.getInstance(client.server, 0)!;
  expect([client.getNumber(server, client.Server.lifetime), client.getString(server, client.Server.binding)]).toEqual([300, 'U']);
  expect(client.isRegistered(0)).toBe(false);
});
