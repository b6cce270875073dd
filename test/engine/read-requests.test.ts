import { Answer } from '../../src/engine/answer';
import { Observation } from '../../src/engine/observations';
import type { Sizes } from '../fresh';
import { Format, type Message, type Parts } from '../stack/message';
import { startRequests, thing, type Requests } from './requests';

const senmlCbor = Format.senmlCbor;
/** LwM2M 1.1 Core 7.4.5: a list of paths, in SenML JSON. */
const senmlJson = 110;

/** The rows of observations that are in use, of a link. */
function observed({ observations }: Requests, link = 0): number {
  return Array.from({ length: 16 }, (_, row) => row).filter((row) => observations.isUsed(row) && observations.isHeadOf(row, link)).length;
}

function block2(number: number, szx: number): { name: string; value: Buffer } {
  return { name: 'Block2', value: Buffer.from([(number << 4) | szx]) };
}

/** FETCH of these paths, answered in text where there is no other way. */
function fetch(requests: Requests, paths: readonly string[], parts: Parts = {}): Message {
  return requests.ask('0.05', '/', { format: senmlJson, accept: senmlJson, payload: JSON.stringify(paths.map((n) => ({ n }))), ...parts });
}

/** The names in a pack of SenML JSON. */
function names(answer: Message): string[] {
  let base = '';
  return (JSON.parse(answer.text) as { bn?: string; n?: string }[]).map(({ bn, n = '' }) => (base = bn ?? base) + n);
}

describe('Read (LwM2M 1.1 Core 6.3.1)', () => {
  test('is in the format that is asked for, and one that suits the level otherwise', () => {
    const requests = startRequests();
    expect(requests.ask('GET', '/9000/1/0', { accept: Format.text })).toMatchObject({ code: '2.05', text: '11', format: Format.text });
    expect(requests.ask('GET', '/9000/1', { accept: Format.tlv })).toMatchObject({ code: '2.05', format: Format.tlv });
    expect(requests.ask('GET', '/9000/1').code).toBe('2.05');
  });

  test.each([
    ['an instance as text', '/9000/1', Format.text],
    ['a format of nobody', '/9000/1/0', 65000],
  ])('%s is 4.06', (_name, path, accept) => {
    expect(startRequests().ask('GET', path, { accept }).code).toBe('4.06');
  });

  test('of what nobody may read is 4.05; among others it is left out', () => {
    const requests = startRequests();
    expect(requests.ask('GET', '/9000/1/1').code).toBe('4.05');
    const names = requests.ask('GET', '/9000/1', { accept: senmlJson }).text;
    expect(names).toContain('thing 1');
    expect(names).not.toContain('21');
  });

  test('asks the application, which may refuse, but not for another block of the same', () => {
    const requests = startRequests();
    let asked = 0;
    let answer = Answer.done;
    requests.application.onRead(thing, 2, () => (asked++, answer));
    const first = requests.ask('GET', '/9000/1', { accept: senmlJson, options: [block2(0, 1)] });
    expect([first.code, asked]).toEqual(['2.05', 1]);
    const second = requests.ask('GET', '/9000/1', { accept: senmlJson, options: [block2(1, 1)] });
    expect([second.code, asked]).toEqual(['2.05', 1]);
    expect(second.payload).not.toEqual(first.payload);
    answer = Answer.forbidden;
    expect([requests.ask('GET', '/9000/1/2').code, asked]).toEqual(['4.03', 2]);
  });

  test('that the application answers later is acknowledged', () => {
    const requests = startRequests();
    let request = -1;
    requests.application.onRead(thing, 2, () => {
      request = requests.deferred.currentRequest();
      return Answer.later;
    });
    expect(requests.ask('GET', '/9000/1/2', { observe: 0 }).code).toBe('0.00');
    expect(observed(requests)).toBe(0); // noted when it is answered
    requests.deferred.complete(request, 0);
    expect(requests.deferred.hasReadyRequest(0)).toBe(true);
  });
});

describe('Observe (LwM2M 1.1 Core 6.4.1)', () => {
  const get = (requests: Requests, parts: Parts = {}, path = '/9000/1/0', link = 0): Message => requests.ask('GET', path, { accept: Format.text, ...parts }, link);

  test('is answered as a Read is, with the option', () => {
    const requests = startRequests();
    const answer = get(requests, { observe: 0 });
    expect([answer.code, answer.text, answer.observe === undefined]).toEqual(['2.05', '11', false]);
    expect([observed(requests), observed(requests, 1)]).toEqual([1, 0]);
    expect(get(requests).observe).toBeUndefined();
    expect(observed(requests)).toBe(1);
  });

  test('is not begun by another block, nor where the Read fails', () => {
    const requests = startRequests();
    expect(requests.ask('GET', '/9000/1', { accept: senmlJson, observe: 0, options: [block2(1, 1)] })).toMatchObject({ code: '2.05', observe: undefined });
    expect(requests.ask('GET', '/9000/1', { accept: senmlJson, observe: 0, options: [block2(0, 7)] }).code).toBe('4.00');
    expect(get(requests, { observe: 0 }, '/9000/1/1').code).toBe('4.05');
    expect(observed(requests)).toBe(0);
  });

  test('without room is answered without the option (RFC 7641 4.1)', () => {
    const requests = startRequests({ observations: 1 });
    get(requests, { observe: 0 });
    expect(get(requests, { observe: 0, token: Buffer.from('bb', 'hex') }, '/9000/0/0')).toMatchObject({ code: '2.05', text: '10', observe: undefined });
    expect(observed(requests)).toBe(1);
  });

  test('is cancelled by its token, and by its path (RFC 7641 3.6)', () => {
    const requests = startRequests();
    const [aa, bb] = ['aa', 'bb'].map((token) => Buffer.from(token, 'hex'));
    get(requests, { observe: 0, token: aa });
    expect(get(requests, { observe: 1, token: aa })).toMatchObject({ code: '2.05', text: '11', observe: undefined });
    expect(observed(requests)).toBe(0);
    get(requests, { observe: 0, token: aa });
    get(requests, { observe: 1, token: bb }, '/9000/0/0');
    expect(observed(requests)).toBe(1);
    get(requests, { observe: 1, token: bb });
    expect(observed(requests)).toBe(0);
  });

  test('with attributes has them (LwM2M 1.2 Core 6.4.1), and is refused where they break the rules', () => {
    const requests = startRequests();
    expect(get(requests, { observe: 0, query: 'pmin=5' }).code).toBe('2.05');
    const row = Array.from({ length: 16 }, (_, each) => each).find((each) => requests.observations.isUsed(each))!;
    expect(requests.observations.attributeOfPath(row, 0)).not.toBe(Observation.none);
    expect(get(requests, { observe: 0, query: 'pmin=x', token: Buffer.from('bb', 'hex') }).code).toBe('4.00');
    expect(observed(requests)).toBe(1);
    expect(get(requests, { query: 'pmin=x' }).code).toBe('2.05'); // a Read has none
  });

  test('with attributes is 4.00 where the image does not know them', () => {
    const requests = startRequests({ attributes12: 0 });
    expect(get(requests, { observe: 0, query: 'pmin=5' }).code).toBe('4.00');
    expect(observed(requests)).toBe(0);
  });
});

describe('Read-Composite (LwM2M 1.1 Core 6.3.8)', () => {
  test('has what is there of the paths', () => {
    const requests = startRequests();
    const answer = fetch(requests, ['/9000/1/0', '/9000/9/0', '/9000/1/1', '/9000/0/3/7']);
    expect([answer.code, answer.format]).toEqual(['2.05', senmlJson]);
    expect(names(answer)).toEqual(['/9000/1/0', '/9000/0/3/7']);
  });

  test('is in the format of the list unless another one is asked for', () => {
    const requests = startRequests();
    expect(fetch(requests, ['/9000/1/0'], { accept: undefined }).format).toBe(senmlJson);
    expect(fetch(requests, ['/9000/1/0'], { accept: senmlCbor }).format).toBe(senmlCbor);
    expect(fetch(requests, ['/9000/1/0'], { accept: Format.tlv }).code).toBe('4.06');
  });

  test.each([
    ['in TLV', { format: Format.tlv }, '4.15'],
    ['in a format of nobody', { format: 65000 }, '4.15'],
    ['that is none', { payload: '[{"n":"/9000/1/0"' }, '4.00'],
    ['with something that is no path', { payload: '[{"n":"/9000/x"}]' }, '4.00'],
  ])('of a list %s is refused', (_name, parts, code) => {
    expect(fetch(startRequests(), ['/9000/1/0'], parts).code).toBe(code);
  });

  test('asks the application once for each value, which may refuse', () => {
    const requests = startRequests();
    const asked: number[] = [];
    let answer = Answer.done;
    requests.application.onRead(thing, 2, (instance) => {
      asked.push(requests.application.instanceId(instance) ?? -1);
      return answer;
    });
    expect(fetch(requests, ['/9000/0/2', '/9000/1/2', '/9000/1/0']).code).toBe('2.05');
    expect(asked).toEqual([0, 1]);
    answer = Answer.forbidden;
    expect(fetch(requests, ['/9000/0/2']).code).toBe('4.03');
  });
});

describe('Observe-Composite (LwM2M 1.1 Core 6.4.2)', () => {
  const used = ({ observations }: Requests): number => Array.from({ length: 16 }, (_, row) => row).filter((row) => observations.isUsed(row)).length;

  test('takes a row for each path, and is one observation', () => {
    const requests = startRequests({ observations: 4 });
    expect(fetch(requests, ['/9000/1/0', '/9000/0/0', '/9000/0/2'], { observe: 0 })).toMatchObject({ code: '2.05' });
    expect([used(requests), observed(requests)]).toEqual([3, 1]);
  });

  test('without room for all of the paths takes none', () => {
    const requests = startRequests({ observations: 2 });
    expect(fetch(requests, ['/9000/1/0', '/9000/0/0', '/9000/0/2'], { observe: 0 })).toMatchObject({ code: '2.05', observe: undefined });
    expect(used(requests)).toBe(0);
  });

  test('is cancelled by its token', () => {
    const requests = startRequests();
    fetch(requests, ['/9000/1/0', '/9000/0/0'], { observe: 0 });
    expect(fetch(requests, ['/9000/1/0', '/9000/0/0'], { observe: 1, token: Buffer.from('bb', 'hex') }).code).toBe('2.05');
    expect(used(requests)).toBe(2);
    fetch(requests, ['/9000/1/0', '/9000/0/0'], { observe: 1 });
    expect(used(requests)).toBe(0);
  });

  test('with attributes that break the rules is 4.00', () => {
    const requests = startRequests();
    expect(fetch(requests, ['/9000/1/0'], { observe: 0, query: 'pmin=x' }).code).toBe('4.00');
    expect(used(requests)).toBe(0);
  });
});

test('the next block of a Read-Composite is of the same list, which need not be repeated', () => {
  const small: Sizes = { messageBytes: 256 };
  const requests = startRequests(small);
  const all = fetch(requests, ['/9000/0', '/9000/1']);
  const first = fetch(requests, ['/9000/0', '/9000/1'], { options: [block2(0, 2)] });
  const second = fetch(requests, [], { payload: '', options: [block2(1, 2)] });
  expect([all.code, first.code, second.code]).toEqual(['2.05', '2.05', '2.05']);
  expect(Buffer.concat([first.payload, second.payload])).toEqual(all.payload.subarray(0, 128));
});
