import { Answer } from '../../src/engine/answer';
import type { Sizes } from '../fresh';
import { type Message, Format } from '../stack/message';
import { instance, resource, tlv } from '../stack/tlv';
import { single, startRequests, thing, type Requests } from './requests';

/** Requests that may create and delete, and what the callbacks of the application were told. */
function start(sizes: Sizes = {}, answer: Answer = Answer.done): Requests & { created: number[]; deleted: number[] } {
  const requests = startRequests(sizes);
  const { application } = requests;
  const created: number[] = [];
  const deleted: number[] = [];
  application.onCreate(thing, (made) => {
    created.push(application.instanceId(made) ?? -1);
    return answer;
  });
  application.onCreate(single, () => answer);
  application.onDelete(thing, (gone) => {
    deleted.push(application.instanceId(gone) ?? -1);
    return answer;
  });
  return { ...requests, created, deleted };
}

function create(requests: Requests, payload: Buffer, path = '/9000', format: number | undefined = Format.tlv): Message {
  return requests.ask('POST', path, { format, payload });
}

/** The ids of the instances of object 9000. */
function idsOf({ application }: Requests): number[] {
  return Array.from({ length: 10 }, (_, id) => id).filter((id) => application.getInstance(thing, id) !== undefined);
}

describe('Create (LwM2M 1.1 Core 6.3.6)', () => {
  test('tells where the instance is', () => {
    const requests = start();
    const { code, location, payload } = create(requests, tlv(instance(4, resource(0, 1))));
    expect([code, location, payload.length]).toEqual(['2.01', '/9000/4', 0]);
    expect([requests.created, idsOf(requests)]).toEqual([[4], [0, 1, 4]]);
    expect(requests.application.getNumber(requests.application.getInstance(thing, 4)!, 0)).toBe(1);
  });

  test('chooses an id where there is none', () => {
    const requests = start();
    expect(create(requests, tlv(resource(0, 1))).location).toBe('/9000/2');
  });

  test('of several does not tell where they are', () => {
    const requests = start();
    const { code, location } = create(requests, tlv(instance(4, resource(0, 1)), instance(5, resource(0, 1))));
    expect([code, location]).toEqual(['2.01', '/']);
    expect(idsOf(requests)).toEqual([0, 1, 4, 5]);
  });

  test('of an object that the application does not let grow is 4.05', () => {
    const requests = startRequests();
    expect(create(requests, tlv(instance(4, resource(0, 1)))).code).toBe('4.05');
    expect(idsOf(requests)).toEqual([0, 1]);
  });

  test.each([
    ['no format', undefined, '4.00'],
    ['text', Format.text, '4.15'],
    ['opaque', Format.opaque, '4.15'],
    ['a format of nobody', 65000, '4.15'],
  ])('in %s is %s: %s', (_name, format, code) => {
    const requests = start();
    expect(requests.ask('POST', '/9000', { format, payload: tlv(instance(4, resource(0, 1))) }).code).toBe(code);
    expect(idsOf(requests)).toEqual([0, 1]);
  });

  test('without what is mandatory is 4.00', () => {
    const requests = start();
    expect(create(requests, tlv(instance(4, resource(4, 1)))).code).toBe('4.00');
    expect([requests.created, idsOf(requests)]).toEqual([[], [0, 1]]);
  });

  test('of an object of one instance has to be of instance 0', () => {
    const requests = start();
    expect(create(requests, tlv(instance(1, resource(0, 1))), '/9001').code).toBe('4.00');
    expect(requests.application.getInstance(single, 1)).toBeUndefined();
    expect(create(requests, tlv(instance(0, resource(0, 1))), '/9001')).toMatchObject({ code: '2.01', location: '/9001/0' });
  });

  test('that the application refuses is its error, and nothing is there', () => {
    const requests = start({}, Answer.forbidden);
    expect(create(requests, tlv(instance(4, resource(0, 1)))).code).toBe('4.03');
    expect(idsOf(requests)).toEqual([0, 1]);
  });

  test('in blocks is answered with the block', () => {
    const requests = start();
    const payload = tlv(instance(4, resource(0, 1), resource(4, 100_000), resource(1, 100_000)));
    const block = (number: number, more: number): { name: string; value: Buffer } => ({ name: 'Block1', value: Buffer.from([(number << 4) | (more << 3)]) });
    const first = requests.ask('POST', '/9000', { format: Format.tlv, payload: payload.subarray(0, 16), options: [block(0, 1)] });
    const last = requests.ask('POST', '/9000', { format: Format.tlv, payload: payload.subarray(16), options: [block(1, 0)] });
    expect([first.code, last.code]).toEqual(['2.31', '2.01']);
    expect(last.packet.options.filter(({ name }) => name === 'Block1').map(({ value }) => value)).toEqual([Buffer.from([16])]);
    expect(idsOf(requests)).toEqual([0, 1, 4]);
  });
});

describe('Create with several servers (LwM2M 1.1 Core 8.1)', () => {
  /** @param room How many instances can have an owner. */
  function controlled(room: number): Requests & { owned: string[] } {
    const requests = start({ accessControl: 1 });
    const owned: string[] = [];
    jest.spyOn(requests.access, 'isAccessControlled').mockReturnValue(true);
    jest.spyOn(requests.ownership, 'hasRoomToOwn').mockImplementation((count) => count <= room);
    jest.spyOn(requests.ownership, 'ownInstance').mockImplementation((...of) => void owned.push(of.join(' ')));
    return { ...requests, owned };
  }
  const two = tlv(instance(4, resource(0, 1)), instance(5, resource(0, 1)));

  test('makes the server the owner of each instance', () => {
    const requests = controlled(2);
    expect(requests.ask('POST', '/9000', { format: Format.tlv, payload: two }, 1).code).toBe('2.01');
    expect(requests.owned).toEqual(['9000 4 1', '9000 5 1']);
  });

  test('is 5.03 where there is no room for an owner, and nothing is there', () => {
    const requests = controlled(1);
    expect(create(requests, two).code).toBe('5.03');
    expect([requests.owned, idsOf(requests)]).toEqual([[], [0, 1]]);
  });

  test('owns nothing that was refused, and nothing where there is one server', () => {
    const refused = controlled(2);
    expect(create(refused, tlv(instance(4, resource(4, 1)))).code).toBe('4.00');
    const single = controlled(0);
    jest.spyOn(single.access, 'isAccessControlled').mockReturnValue(false);
    expect(create(single, two).code).toBe('2.01');
    expect([refused.owned, single.owned]).toEqual([[], []]);
  });
});

describe('Delete (LwM2M 1.1 Core 6.3.7)', () => {
  test('of an instance asks the application first', () => {
    const requests = start();
    expect(requests.ask('DELETE', '/9000/1').code).toBe('2.02');
    expect([requests.deleted, idsOf(requests)]).toEqual([[1], [0]]);
  });

  test('that the application refuses is its error, and the instance stays', () => {
    const requests = start({}, Answer.forbidden);
    expect(requests.ask('DELETE', '/9000/1').code).toBe('4.03');
    expect([requests.deleted, idsOf(requests)]).toEqual([[1], [0, 1]]);
  });

  test.each(['/9000', '/9000/1/0'])('of %s is 4.05', (path) => {
    const requests = start();
    expect(requests.ask('DELETE', path).code).toBe('4.05');
    expect([requests.deleted, idsOf(requests)]).toEqual([[], [0, 1]]);
  });

  test('of an object that the application does not let shrink is 4.05', () => {
    const requests = startRequests();
    expect(requests.ask('DELETE', '/9000/1').code).toBe('4.05');
    expect(idsOf(requests)).toEqual([0, 1]);
  });

  // LwM2M 1.2 Core 6.3.7
  test('of a resource instance takes that away alone, and asks nobody', () => {
    const requests = start();
    expect(requests.ask('DELETE', '/9000/1/3/5').code).toBe('2.02');
    expect(requests.ask('GET', '/9000/1/3/5', { accept: Format.text }).code).toBe('4.04');
    expect(requests.ask('GET', '/9000/1/3/7', { accept: Format.text }).text).toBe('37');
    expect(requests.ask('GET', '/9000/0/3/5', { accept: Format.text }).text).toBe('35');
    expect(requests.deleted).toEqual([]);
  });
});
