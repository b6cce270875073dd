import { generate } from 'coap-packet';
import type { Code } from '../../src/coap/code';
import { AttributeRow } from '../../src/engine/attributes';
import { Right } from '../../src/engine/access';
import { Id, Type } from '../../src/format/type';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { fresh, type Sizes } from '../fresh';
import { createBoard } from './board';

type Attributes = typeof import('../../src/engine/attributes');
type Discover = typeof import('../../src/engine/discover');
type Endpoint = typeof import('../../src/coap/endpoint');
type Instances = typeof import('../../src/model/instances');
type Message = typeof import('../../src/coap/message');
type Objects = typeof import('../../src/model/objects');
type Output = typeof import('../../src/bytes/output');
type Schedule = typeof import('../../src/engine/schedule');
type TargetModule = typeof import('../../src/engine/target');
type Values = typeof import('../../src/model/values');
type WriteAttributes = typeof import('../../src/engine/write-attributes');

/** Servers that set attributes and look at them, on a client with objects 9000 and 9001 of two instances each. */
export interface Servers {
  /** Write-Attributes with these queries. @returns The response code. */
  write(path: string, query: string, link?: number): Code;
  /** The attributes in effect at a path, as an observation of it would have them. */
  inEffect(path: string, link?: number): Readonly<Record<string, number>>;
  /** Forgets what was set at an instance or resource instance, and below. */
  forget(path: string): void;
  /** The links that Discover lists. */
  discover(path: string, link?: number, ...query: string[]): string[];
  readonly attributes: Attributes;
}

export const attributeNames = ['pmin', 'pmax', 'gt', 'lt', 'st', 'epmin', 'epmax', 'edge', 'con', 'hqmax'];

/** Resources of the objects, by type; beside them 20, which is multiple and has instances 0 and 1. */
export const resources = {
  string: 1,
  integer: 2,
  unsigned: 3,
  float: 4,
  boolean: 5,
  opaque: 6,
  time: 7,
  objectLink: 8,
  coreLink: 9,
} as const;

function addObjects(objects: Objects, instances: Instances, values: Values): void {
  const single = Object.values(resources).map((type) => [type, { type: type as Type, operations: Operations.readWrite }]);
  const several = { type: Type.integer, operations: Operations.readWrite, multiple: true };
  const definitions = { ...Object.fromEntries(single), 20: several };
  for (const id of [9000, 9001]) {
    const object = objects.addObject(pack({ id, version: '1.0', multiple: true, resources: definitions }), 2);
    for (const instance of [0, 1]) {
      const slot = instances.addInstance(object, instance);
      for (let i = 0; i < objects.definitionCount(object); i++) values.addResource(objects.resourceRow(object, slot, i));
      const multiple = objects.resourceRow(object, slot, objects.findDefinition(object, 20));
      for (const each of [0, 1]) values.addResourceInstance(multiple, each);
    }
  }
}

export function startServers(sizes?: Sizes): Servers {
  const modules = fresh(
    () => ({
      attributes: jest.requireActual<Attributes>('../../src/engine/attributes'),
      discover: jest.requireActual<Discover>('../../src/engine/discover'),
      endpoint: jest.requireActual<Endpoint>('../../src/coap/endpoint'),
      instances: jest.requireActual<Instances>('../../src/model/instances'),
      message: jest.requireActual<Message>('../../src/coap/message'),
      objects: jest.requireActual<Objects>('../../src/model/objects'),
      output: jest.requireActual<Output>('../../src/bytes/output'),
      schedule: jest.requireActual<Schedule>('../../src/engine/schedule'),
      target: jest.requireActual<TargetModule>('../../src/engine/target'),
      values: jest.requireActual<Values>('../../src/model/values'),
      writeAttributes: jest.requireActual<WriteAttributes>('../../src/engine/write-attributes'),
    }),
    sizes,
  );
  const { attributes, endpoint } = modules;
  modules.schedule.startSchedule(createBoard());
  addObjects(modules.objects, modules.instances, modules.values);

  /** Receives a request, as far as finding out what it is aimed at. */
  function receive(code: 'GET' | 'PUT', path: string, queries: readonly string[]): void {
    const option = (name: 'Uri-Path' | 'Uri-Query') => (value: string) => ({ name, value: Buffer.from(value) });
    const options = [...path.split('/').slice(1).map(option('Uri-Path')), ...queries.map(option('Uri-Query'))];
    const bytes = generate({ code, confirmable: true, messageId: 1, options });
    // What is left of an earlier message must not matter.
    endpoint.incoming.fill(0x31).set(bytes);
    modules.message.decodeMessage(endpoint.incoming, bytes.length);
    expect([modules.target.readPath(), modules.target.findTarget(Right.none)]).toEqual([0, 0]);
  }

  return {
    attributes,
    write(path, query, link = 0) {
      receive('PUT', path, query.split('&'));
      return modules.writeAttributes.writeAttributes(link);
    },
    inEffect(path, link = 0) {
      const ids = Int32Array.of(77, ...path.split('/').slice(1).map(Number), Id.none, Id.none, Id.none);
      const rows = attributeNames.map((name, attribute) => [name, attributes.attributeInEffect(link, attribute, ids, 1)] as const);
      const set = rows.filter(([, row]) => row !== AttributeRow.none);
      return Object.fromEntries(set.map(([name, row]) => [name, attributes.attributeValue(row)]));
    },
    forget(path) {
      const [objectId, instanceId, resourceId = Id.none, resourceInstanceId = Id.none] = path.split('/').slice(1).map(Number);
      attributes.forgetAttributes(objectId, instanceId, resourceId, resourceInstanceId);
    },
    discover(path, link = 0, ...query) {
      receive('GET', path, query);
      const buffer = Buffer.alloc(1000);
      modules.output.outputTo(buffer, 0, buffer.length);
      expect(modules.discover.readDepth()).toBe(0);
      modules.discover.putDiscovery(link);
      return buffer.toString('latin1', 0, modules.output.outputPosition()).split(',');
    },
  };
}
