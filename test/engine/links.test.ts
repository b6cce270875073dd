import { Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { fresh, type Sizes } from '../fresh';
import { createBoard } from './board';

type Client = typeof import('../../src/client');
type Links = typeof import('../../src/engine/links');
type Output = typeof import('../../src/bytes/output');

interface Registrant {
  readonly client: Client;
  /** Adds an object and instances of it. */
  add(id: number, version: string, ...instances: readonly number[]): void;
  /** The links it registers. */
  links(): string;
}

const others = { formatCbor: 0, formatSenmlJson: 0, formatSenmlCbor: 0, formatLwm2mJson: 0, formatLwm2mCbor: 0 };

function start(sizes?: Sizes): Registrant {
  const { client, links, output } = fresh(
    () => ({
      client: jest.requireActual<Client>('../../src/client'),
      links: jest.requireActual<Links>('../../src/engine/links'),
      output: jest.requireActual<Output>('../../src/bytes/output'),
    }),
    { ...others, ...sizes },
  );
  client.addClient(createBoard());
  return {
    client,
    add(id, version, ...instances) {
      const resources = { 0: { type: Type.integer, operations: Operations.read } };
      const description = pack({ id, version, multiple: true, resources });
      client.addObject(description, 4);
      for (const instance of instances) client.createInstance(description, instance);
    },
    links() {
      const buffer = Buffer.alloc(500);
      output.outputTo(buffer, 0, buffer.length);
      links.putObjectLinks(-1);
      return buffer.toString('latin1', 0, output.outputPosition());
    },
  };
}

test('the root link names the formats; then come the instances of each object, and objects that have none', () => {
  const device = start();
  expect(device.links()).toBe('</>;rt="oma.lwm2m";ct="0 42 11542",</1>,</3/0>');
  device.client.createInstance(device.client.server, 0);
  expect(device.links()).toBe('</>;rt="oma.lwm2m";ct="0 42 11542",</1/0>,</3/0>');
});

test('objects and instances are listed by ascending id, not as they were added', () => {
  const device = start();
  device.add(3400, '1.0', 2, 0);
  device.add(2, '1.0');
  device.add(3300, '1.0', 5);
  expect(device.links()).toBe('</>;rt="oma.lwm2m";ct="0 42 11542",</1>,</2>,</3/0>,</3300/5>,</3400/0>,</3400/2>');
});

/** LwM2M 1.1.1 Core 6.2.1: a version is told unless it is the one that goes without saying in LwM2M 1.1. */
test.each([
  [4, '1.2', '</4/0>'],
  [4, '1.0', '</4>;ver=1.0,</4/0>'],
  [4, '1.3', '</4>;ver=1.3,</4/0>'],
  [5, '1.0', '</5/0>'],
  [5, '1.1', '</5>;ver=1.1,</5/0>'],
  [7, '2.0', '</7>;ver=2.0,</7/0>'],
  [3303, '1.0', '</3303/0>'],
  [3303, '1.1', '</3303>;ver=1.1,</3303/0>'],
  [3303, '2.0', '</3303>;ver=2.0,</3303/0>'],
  [3303, '1.12', '</3303>;ver=1.12,</3303/0>'],
])('object %i of version %s', (id, version, links) => {
  const device = start();
  device.add(id, version, 0);
  expect(device.links()).toBe(`</>;rt="oma.lwm2m";ct="0 42 11542",</1>,</3/0>,${links}`);
});

test('an object without instances is listed once, with its version', () => {
  const device = start();
  device.add(3303, '1.1');
  expect(device.links()).toBe('</>;rt="oma.lwm2m";ct="0 42 11542",</1>,</3/0>,</3303>;ver=1.1');
});

test.each([
  [{ formatOpaque: 0 }, '"0 11542"'],
  [{ formatText: 0, formatOpaque: 0 }, '"11542"'],
  [{ formatText: 0 }, '"42 11542"'],
])('only the formats of the image are named: %j', (sizes, formats) => {
  expect(start(sizes).links()).toBe(`</>;rt="oma.lwm2m";ct=${formats},</1>,</3/0>`);
});
