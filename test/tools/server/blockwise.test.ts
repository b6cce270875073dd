/** Block-wise transfer in both directions (RFC 7959), against a scripted client. */
import type { Packet, ParsedPacket } from 'coap-packet';
import { startServer, type LwM2mServer } from '../../../tools/server/server';
import { emitted } from './emitted';
import { block, blockOf, contentFormat, FakeClient, LIGHT, optionNumber, optionStrings, pathOf, uintOption } from './fakeClient';
import { FakeClock } from './fakeClock';

let clock: FakeClock;
let server: LwM2mServer;
let client: FakeClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await startServer({ port: 0, clock });
  client = await FakeClient.open(server.port());
  await client.register('light', ['lt=86400', 'lwm2m=1.1', 'b=U']);
});

afterEach(async () => {
  client.close();
  await server.close();
  expect(clock.timers()).toBe(0);
});

/** Bytes that differ from block to block. */
function firmware(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 255));
}

describe('writing in blocks', () => {
  /** Takes every block; `exponent` is the size that the client answers with. */
  function taker(pieces: Buffer[], exponent?: number): (request: ParsedPacket) => Partial<Packet> {
    return (request) => {
      const [number, more, size] = blockOf(request, 'Block1') ?? [0, false, 6];
      pieces.push(request.payload);
      return { code: more ? '2.31' : '2.04', options: [block('Block1', number, more, exponent ?? size)] };
    };
  }

  test('a firmware of 100 KB with a chosen block size arrives whole', async () => {
    const image = firmware(100_000);
    const pieces: Buffer[] = [];
    client.script = taker(pieces);
    const progress: number[] = [];
    const answer = await server.write('light', '/5/0/0', image, { blockSize: 512, progress: (sent) => progress.push(sent) });
    expect(answer).toEqual({ code: '2.04', diagnostic: '' });
    expect(Buffer.concat(pieces).equals(image)).toBe(true);
    const requests = client.requests();
    expect(requests).toHaveLength(196);
    expect(blockOf(requests[0], 'Block1')).toEqual([0, true, 5]);
    expect(blockOf(requests[195], 'Block1')).toEqual([195, false, 5]);
    expect(requests.every((request) => pathOf(request) === '/5/0/0' && optionNumber(request, 'Content-Format') === 42)).toBe(true);
    expect(requests.map((request) => optionNumber(request, 'Size1'))).toEqual([100_000, ...Array<undefined>(195).fill(undefined)]);
    expect([progress.length, progress[0], progress[195]]).toEqual([196, 512, 100_000]);
  });

  test('a client that asks for smaller blocks gets them (RFC 7959 2.3)', async () => {
    const image = firmware(200);
    const pieces: Buffer[] = [];
    client.script = taker(pieces, 1);
    await server.write('light', '/5/0/0', image, { blockSize: 64 });
    expect(Buffer.concat(pieces).equals(image)).toBe(true);
    expect(client.requests().map((request) => blockOf(request, 'Block1'))).toEqual([[0, true, 2], [2, true, 1], [3, true, 1], [4, true, 1], [5, true, 1], [6, false, 1]]);
  });

  test('4.13 with a smaller size starts anew with that', async () => {
    const pieces: Buffer[] = [];
    client.script = (request) => {
      const size = blockOf(request, 'Block1')?.[2];
      return size === 6 ? { code: '4.13', options: [block('Block1', 0, true, 4)] } : taker(pieces)(request);
    };
    expect((await server.write('light', '/5/0/0', firmware(2000))).code).toBe('2.04');
    expect(Buffer.concat(pieces).equals(firmware(2000))).toBe(true);
  });

  test.each(['4.08', '4.13', '5.00'])('%s ends it', async (code) => {
    client.script = (request) => {
      const [number] = blockOf(request, 'Block1') ?? [0];
      return { code: number === 2 ? code : '2.31', options: [block('Block1', number, true, 6)] };
    };
    expect((await server.write('light', '/5/0/0', firmware(10_000))).code).toBe(code);
    expect(client.requests()).toHaveLength(3);
  });

  test('silence ends it', async () => {
    client.script = () => undefined;
    const writing = expect(server.write('light', '/5/0/0', firmware(2000))).rejects.toThrow('No answer within 30 s.');
    await client.packet(({ code }) => code === '0.03');
    clock.advance(30_000);
    await writing;
  });

  test('other requests wait until the last block', async () => {
    client.script = (request) => (pathOf(request) === '/3/0' ? { code: '4.04' } : taker([])(request));
    await Promise.all([server.write('light', '/5/0/0', firmware(3000)), server.read('light', '/3/0')]);
    expect(client.requests().map(pathOf)).toEqual(['/5/0/0', '/5/0/0', '/5/0/0', '/3/0']);
  });

  test('a composite write and a long list of paths go in blocks too', async () => {
    client.script = taker([]);
    const values = Object.fromEntries(Array.from({ length: 100 }, (_, id) => [`/3311/${id}/5750`, 'a name for a lamp']));
    await server.writeComposite('light', values);
    expect(client.requests().map((request) => [request.code, blockOf(request, 'Block1')?.[1]])).toEqual([['0.07', true], ['0.07', true], ['0.07', true], ['0.07', false]]);
    await server.readComposite('light', Object.keys(values), { accept: null }).catch(() => undefined);
    expect(client.requests().slice(4).map((request) => [request.code, blockOf(request, 'Block1')?.[1]])).toEqual([['0.05', true], ['0.05', false]]);
  });
});

describe('answers in blocks', () => {
  const TEXT = 'Open Mobile Alliance, Lightweight M2M, whose name is longer than some blocks.';

  /** Serves a text in blocks of 16 bytes, or of what is asked for. */
  function giver(more: Partial<Record<'etag', (number: number) => string>> = {}): (request: ParsedPacket) => Partial<Packet> {
    return (request) => {
      const [number, , exponent] = blockOf(request, 'Block2') ?? [0, false, 0];
      const size = 16 << exponent;
      const etag = more.etag === undefined ? [] : [{ name: 'ETag', value: Buffer.from(more.etag(number)) }];
      const follows = size * (number + 1) < TEXT.length;
      return { code: '2.05', options: [...etag, contentFormat(0), block('Block2', number, follows, exponent)], payload: Buffer.from(TEXT).subarray(size * number, size * (number + 1)) };
    };
  }

  test('are put together, with one ETag', async () => {
    client.script = giver({ etag: () => '\xff\x80' });
    expect((await server.read('light', '/3/0/0')).leaves[0].value).toBe(TEXT);
    expect(client.requests().map((request) => blockOf(request, 'Block2')?.[0])).toEqual([undefined, 1, 2, 3, 4]);
    expect(client.requests().every((request) => pathOf(request) === '/3/0/0' && optionNumber(request, 'Accept') === 11542)).toBe(true);
  });

  test('of a size that the server chooses', async () => {
    client.script = giver();
    expect((await server.read('light', '/3/0/0', { answerBlockSize: 64 })).leaves[0].value).toBe(TEXT);
    expect(client.requests().map((request) => blockOf(request, 'Block2'))).toEqual([[0, false, 2], [1, false, 2]]);
  });

  test('an answer that changes meanwhile is an error', async () => {
    client.script = giver({ etag: (number) => String(number) });
    await expect(server.read('light', '/3/0/0')).rejects.toThrow('The answer changed while its blocks were fetched.');
  });

  test('a block out of its place is an error', async () => {
    client.script = (request) => {
      const [number] = blockOf(request, 'Block2') ?? [0];
      return { code: '2.05', options: [contentFormat(0), block('Block2', number === 0 ? 0 : number + 1, true, 0)], payload: Buffer.alloc(16, 65) };
    };
    await expect(server.read('light', '/3/0/0')).rejects.toThrow('The blocks of the answer do not follow each other.');
  });

  test('an error in between is the answer', async () => {
    client.script = (request) => (blockOf(request, 'Block2')?.[0] === 2 ? { code: '5.00' } : giver()(request));
    expect(await server.read('light', '/3/0/0')).toMatchObject({ code: '5.00', leaves: [] });
  });

  test('an answer without end is an error', async () => {
    client.script = (request) => {
      const [number] = blockOf(request, 'Block2') ?? [0];
      return { code: '2.05', options: [contentFormat(42), block('Block2', number, true, 6)], payload: Buffer.alloc(1024) };
    };
    await expect(server.read('light', '/5/0/0')).rejects.toThrow('longer than 262144 bytes');
  });

  test.each([
    [undefined, 'with'],
    [false, 'without'],
  ])('to FETCH (repeatBody %p) are asked for %s the list of paths', async (repeatBody, which) => {
    const answer = Buffer.from(JSON.stringify([{ n: '/3/0/0', vs: TEXT }]));
    client.script = (request) => {
      const [number] = blockOf(request, 'Block2') ?? [0];
      return { code: '2.05', options: [contentFormat(110), block('Block2', number, 64 * (number + 1) < answer.length, 2)], payload: answer.subarray(64 * number, 64 * (number + 1)) };
    };
    const options = { accept: 110, ...(repeatBody !== undefined && { repeatBody }) };
    expect((await server.readComposite('light', ['/3/0/0'], options)).leaves).toEqual([{ path: [3, 0, 0], type: 'String', value: TEXT }]);
    const [first, second] = client.requests();
    expect([second.code, blockOf(second, 'Block2')]).toEqual(['0.05', [1, false, 2]]);
    expect(second.payload).toEqual(which === 'with' ? first.payload : Buffer.alloc(0));
    expect(optionNumber(second, 'Content-Format')).toBe(which === 'with' ? 112 : undefined);
  });

  test('a notification in blocks: the rest is asked for without Observe (RFC 7959 3.4)', async () => {
    client.script = (request) =>
      optionNumber(request, 'Observe') === 0 ? { code: '2.05', options: [uintOption('Observe', 1), contentFormat(0)], payload: Buffer.from('x') } : giver()(request);
    await server.observe('light', '/3/0/0');
    const { token } = client.requests()[0];
    const [notification] = await emitted(server, 'notification', () =>
      client.send({ code: '2.05', token, options: [uintOption('Observe', 2), contentFormat(0), block('Block2', 0, true, 0)], payload: Buffer.from(TEXT).subarray(0, 16) }),
    );
    expect(notification.leaves[0].value).toBe(TEXT);
    expect(client.requests().slice(1).map((request) => [optionNumber(request, 'Observe'), blockOf(request, 'Block2')?.[0]])).toEqual([[undefined, 1], [undefined, 2], [undefined, 3], [undefined, 4]]);
    expect(server.clients()[0].observations.size).toBe(1);
  });

  test('an observation whose first answer is in blocks is kept', async () => {
    client.script = (request) => {
      const answer = giver()(request);
      return optionNumber(request, 'Observe') === 0 ? { ...answer, options: [uintOption('Observe', 1), ...(answer.options ?? [])] } : answer;
    };
    expect(await server.observe('light', '/3/0/0')).toMatchObject({ established: true, leaves: [{ value: TEXT }] });
    const { token } = client.requests()[0];
    const [notification] = await emitted(server, 'notification', () => client.send({ code: '2.05', token, options: [uintOption('Observe', 2), contentFormat(0)], payload: Buffer.from('new') }));
    expect(notification.leaves[0].value).toBe('new');
  });
});

describe('requests of the client in blocks', () => {
  const LINKS = `${LIGHT},${Array.from({ length: 40 }, (_, id) => `</3311/${id + 1}>`).join(',')}`;
  const QUERY = ['ep=large', 'lt=300', 'lwm2m=1.1'];
  const send = (number: number, more: boolean, exponent: number, token = `t${number}`): Promise<ParsedPacket> => {
    const size = 16 << exponent;
    return client.ask('POST', '/rd', { query: QUERY, format: 40, token, payload: LINKS.slice(size * number, size * (number + 1)), more: [block('Block1', number, more, exponent)] });
  };

  test('a Register, whose blocks have tokens of their own', async () => {
    const count = Math.ceil(LINKS.length / 128);
    for (let number = 0; number < count - 1; number++) {
      const answer = await send(number, true, 3);
      expect([answer.code, blockOf(answer, 'Block1')]).toEqual(['2.31', [number, true, 3]]);
    }
    const [registered] = await emitted(server, 'registered', async () => {
      const answer = await send(count - 1, false, 3);
      expect([answer.code, blockOf(answer, 'Block1'), optionStrings(answer, 'Location-Path')[0]]).toEqual(['2.01', [count - 1, false, 3], 'rd']);
    });
    expect(registered.links).toHaveLength(44);
  });

  test('bodies with other Request-Tags are other bodies (RFC 9175 3)', async () => {
    const piece = (number: number, more: boolean, tag: number, text: string): Promise<ParsedPacket> =>
      client.ask('POST', '/dp', { format: 110, payload: text, more: [block('Block1', number, more, 0), { name: '292', value: Buffer.of(tag) }] });
    await piece(0, true, 1, '[{"n":"/3/0/9", ');
    await piece(0, true, 2, '[{"n":"/3/0/10",');
    const [sent] = await emitted(server, 'sent', () => piece(1, false, 1, '"v":1}]'));
    expect(sent.leaves).toEqual([{ path: [3, 0, 9], type: 'Integer', value: 1 }]);
  });

  test('a missing block is answered 4.08, a reserved size 4.00', async () => {
    await send(0, true, 3);
    expect((await send(2, true, 3)).code).toBe('4.08');
    expect((await client.ask('POST', '/rd', { query: QUERY, format: 40, payload: LINKS.slice(0, 16), more: [block('Block1', 0, true, 7)] })).code).toBe('4.00');
    expect(server.clients()).toHaveLength(1);
  });

  test('a body without end is answered 4.13', async () => {
    let answer: ParsedPacket | undefined;
    for (let number = 0; number <= 256; number++) {
      answer = await client.ask('POST', '/dp', { format: 110, payload: Buffer.alloc(1024, 32), more: [block('Block1', number, true, 6)] });
    }
    expect([answer?.code, answer && optionNumber(answer, 'Size1')]).toEqual(['4.13', 1 << 18]);
  });
});
