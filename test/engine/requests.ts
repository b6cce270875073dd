/** Requests of servers to a client with objects of tests, and their responses. */
import { Type } from '../../src/format/type';
import { State, RegistrationColumn } from '../../src/engine/registration-state';
import { describe as pack } from '../../src/model/describe';
import { Operations } from '../../src/model/description';
import { fresh, type Sizes } from '../fresh';
import { type Message, type Parts, readMessage, writeRequest } from '../stack/message';
import { createBoard } from './board';

/** Mandatory 0; 1, which nobody may read; 2, which nobody may write; 3, which is multiple; 4, which is written and left out. */
export const thing = pack({
  id: 9000,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.integer, operations: Operations.readWrite, mandatory: true },
    1: { type: Type.integer, operations: Operations.write },
    2: { type: Type.string, operations: Operations.read },
    3: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    4: { type: Type.integer, operations: Operations.readWrite },
  },
});

/** Object 9001, of which there may be one instance. */
export const single = pack({ id: 9001, version: '1.0', resources: { 0: { type: Type.integer, operations: Operations.readWrite } } });

function load(sizes: Sizes) {
  return fresh(
    () => ({
      access: jest.requireActual<typeof import('../../src/engine/access')>('../../src/engine/access'),
      ownership: jest.requireActual<typeof import('../../src/engine/ownership')>('../../src/engine/ownership'),
      application: jest.requireActual<typeof import('../../src/engine/application')>('../../src/engine/application'),
      deferred: jest.requireActual<typeof import('../../src/engine/deferred')>('../../src/engine/deferred'),
      endpoint: jest.requireActual<typeof import('../../src/coap/endpoint')>('../../src/coap/endpoint'),
      clock: jest.requireActual<typeof import('../../src/engine/clock')>('../../src/engine/clock'),
      objects: jest.requireActual<typeof import('../../src/model/objects')>('../../src/model/objects'),
      observations: jest.requireActual<typeof import('../../src/engine/observations')>('../../src/engine/observations'),
      request: jest.requireActual<typeof import('../../src/engine/request')>('../../src/engine/request'),
      schedule: jest.requireActual<typeof import('../../src/engine/schedule')>('../../src/engine/schedule'),
      registrations: jest.requireActual<typeof import('../../src/engine/registration-state')>('../../src/engine/registration-state'),
    }),
    { servers: 2, ...sizes },
  );
}

export interface Requests extends ReturnType<typeof load> {
  /** @returns What is sent at once: an empty acknowledgement or the response. @throws When that is not one message. */
  ask(method: string, path: string, parts?: Parts, link?: number): Message;
}

/** Servers, one a link, that are registered; nothing else is sent to them. Object 9000 has instances 0 and 1. */
export function startRequests(sizes: Sizes = {}): Requests {
  const modules = load(sizes);
  const board = createBoard();
  const { application, clock, endpoint, objects, registrations, request, schedule } = modules;
  clock.startClock(board);
  schedule.startSchedule(board);
  endpoint.startEndpoint(board, { request: request.carryOut, exchanged() {}, retransmitting() {} });
  objects.addObject(thing, 4);
  objects.addObject(single, 1);
  for (const id of [0, 1]) {
    const instance = application.createInstance(thing, id)!;
    application.setNumber(instance, 0, 10 + id);
    application.setNumber(instance, 1, 20 + id);
    application.setString(instance, 2, `thing ${id}`);
    for (const each of [5, 7]) application.setNumber(instance, 3, 30 + each, each);
  }
  for (const link of [0, 1]) registrations.setRegistration(link, RegistrationColumn.state, State.registered);
  let messageId = 100;
  return {
    ...modules,
    ask(method, path, parts = {}, link = 0) {
      const bytes = writeRequest(method, path, { token: Buffer.from('aa', 'hex'), messageId: messageId++, ...parts });
      const before = board.sent.length;
      endpoint.incoming.fill(0x31).set(bytes); // what is left of an earlier message must not matter
      endpoint.bytesReceived(link, bytes.length);
      expect(board.sent).toHaveLength(before + 1);
      return readMessage(Buffer.from(board.sent[before], 'hex'), 0);
    },
  };
}
