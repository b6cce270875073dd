/** Payloads of our requests, whole or in blocks (RFC 7959 2.3, 2.9). */
import { generate, type Option, type OptionName, parse } from 'coap-packet';
import { fresh, type Sizes } from '../fresh';
import { uint } from '../stack/message';
import { createBoard } from './board';

type Endpoint = typeof import('../../src/coap/endpoint');
type Message = typeof import('../../src/coap/message');
type Output = typeof import('../../src/bytes/output');
type Schedule = typeof import('../../src/engine/schedule');
type Upload = typeof import('../../src/engine/upload');

const LINK = 1;
const [POST, BLOCK1] = [2, 27];

/** What a message holds: Block1 as `number/more/SZX`, Size1, and the payload. */
interface Sent {
  readonly block: string | undefined;
  readonly size: number | undefined;
  readonly payload: string;
}

/** A request with `body`, which may change between two messages. */
function start(body: { text: string }, sizes: Sizes = { messageBytes: 96 }) {
  const { endpoint, message, output, schedule, upload } = fresh(
    () => ({
      endpoint: jest.requireActual<Endpoint>('../../src/coap/endpoint'),
      message: jest.requireActual<Message>('../../src/coap/message'),
      output: jest.requireActual<Output>('../../src/bytes/output'),
      schedule: jest.requireActual<Schedule>('../../src/engine/schedule'),
      upload: jest.requireActual<Upload>('../../src/engine/upload'),
    }),
    sizes,
  );
  const board = createBoard();
  schedule.startSchedule(board);
  endpoint.startEndpoint(board, { request() {}, exchanged() {}, retransmitting() {} });
  const putBody = (): number => {
    output.putText(body.text);
    return 0;
  };
  const begin = (): void => upload.startUpload(LINK);
  begin();

  return {
    begin,
    /** The next message of the request. */
    send(): Sent {
      upload.surveyUpload(LINK, putBody);
      endpoint.startRequest(LINK, POST);
      upload.putUpload(LINK, putBody);
      expect(output.outputOverflowed()).toBe(false);
      endpoint.sendExchange(LINK);
      const { options, payload } = parse(Buffer.from(board.sent[board.sent.length - 1], 'hex'));
      endpoint.abandonExchange(LINK);
      const value = (name: OptionName): number | undefined => {
        const option = options.find((each) => each.name === name);
        return option === undefined ? undefined : [...option.value].reduce((sum, byte) => 256 * sum + byte, 0);
      };
      const block = value('Block1');
      return {
        block: block === undefined ? undefined : `${block >>> 4}/${(block >>> 3) & 1}/${block & 7}`,
        size: value('Size1'),
        payload: payload.toString(),
      };
    },
    /** Whether an answer asks for another message. */
    answer(code: string, block?: [number: number, more: number, szx: number]): boolean {
      const options: Option[] = block === undefined ? [] : [{ name: BLOCK1, value: uint(16 * block[0] + 8 * block[1] + block[2]) }];
      const bytes = generate({ code, ack: true, messageId: 1, options });
      endpoint.incoming.fill(0x31).set(bytes);
      message.decodeMessage(endpoint.incoming, bytes.length);
      return upload.continueUpload(LINK);
    },
  };
}

const text = Array.from({ length: 15 }, (_, i) => `part ${String(i).padStart(2, '0')}, `).join('');

test('what fits is sent whole, and no answer asks for more', () => {
  const request = start({ text: 'short' });
  expect(request.send()).toEqual({ block: undefined, size: undefined, payload: 'short' });
  for (const code of ['2.01', '2.04', '2.31', '4.08', '4.13', '5.03']) expect(request.answer(code)).toBe(false);
});

test('what does not fit goes in blocks, the first of which tells the size', () => {
  const request = start({ text });
  const sent: Sent[] = [];
  let number = 0;
  do sent.push(request.send());
  while (request.answer('2.31', [number++, 1, 6]));
  expect(sent.map(({ block }) => block)).toEqual(['0/1/2', '1/1/2', '2/0/2']);
  expect(sent.map(({ size }) => size)).toEqual([text.length, undefined, undefined]);
  expect(sent.map(({ payload }) => payload).join('')).toBe(text);
});

test('a smaller SZX in the first 2.31 makes smaller blocks from where it is (RFC 7959 2.3)', () => {
  const request = start({ text });
  const first = request.send();
  expect(request.answer('2.31', [0, 1, 0])).toBe(true);
  const second = request.send();
  expect([first.block, second.block]).toEqual(['0/1/2', '4/1/0']);
  expect(text.startsWith(first.payload + second.payload)).toBe(true);
});

test('a larger SZX than offered is not taken up', () => {
  const request = start({ text });
  request.send();
  request.answer('2.31', [0, 1, 5]);
  expect(request.send().block).toBe('1/1/2');
});

test('4.08 begins it again', () => {
  const request = start({ text });
  request.send();
  request.answer('2.31', [0, 1, 2]);
  request.send();
  expect(request.answer('4.08')).toBe(true);
  expect(request.send()).toMatchObject({ block: '0/1/2', size: text.length });
});

test('4.13 with a smaller SZX begins it again with that; what went whole goes in blocks then', () => {
  const request = start({ text: 'not so very short' });
  expect(request.send().block).toBeUndefined();
  expect(request.answer('4.13', [0, 0, 0])).toBe(true);
  expect(request.send()).toEqual({ block: '0/1/0', size: 17, payload: 'not so very shor' });
  expect(request.answer('2.31', [0, 1, 0])).toBe(true);
  expect(request.send()).toMatchObject({ block: '1/0/0', payload: 't' });
});

test.each<[string, [number, number, number] | undefined]>([
  ['without Block1', undefined],
  ['with the SZX there is', [0, 1, 2]],
  ['with a larger one', [0, 1, 4]],
])('4.13 %s is final', (_, block) => {
  const request = start({ text });
  request.send();
  expect(request.answer('4.13', block)).toBe(false);
});

test.each(['2.01', '2.04', '4.00', '4.12', '5.00'])('%s is the end of it', (code) => {
  const request = start({ text });
  request.send();
  expect(request.answer(code, [0, 1, 2])).toBe(false);
});

test.each<[string, string]>([
  ['in length', `${text}more`],
  ['in a byte of what has gone out', `q${text.slice(1)}`],
  ['in a byte of what has not', `${text.slice(0, -1)}?`],
])('a body that has changed %s is sent from the start', (_, changed) => {
  const body = { text };
  const request = start(body);
  request.send();
  request.answer('2.31', [0, 1, 2]);
  body.text = changed;
  expect(request.send()).toMatchObject({ block: '0/1/2', size: changed.length, payload: changed.slice(0, 64) });
});

test('one that changes without end, and 4.08 without end, are given up', () => {
  const body = { text };
  const changing = start(body);
  const refused = start({ text });
  let messages = 0;
  let refusals = 0;
  do body.text = `${text}${messages++}`;
  while (messages < 50 && (changing.send(), changing.answer('2.31', [0, 1, 2])));
  do refusals++;
  while (refusals < 50 && (refused.send(), refused.answer('4.08')));
  expect([messages, refusals].every((count) => count < 12)).toBe(true);
});

test('2.31 without end is given up: after the last block there is none', () => {
  const request = start({ text });
  let messages = 0;
  do {
    request.send();
    messages++;
  } while (messages < 50 && request.answer('2.31', [0, 1, 2]));
  expect(messages).toBe(3);
});

test('an image without transfers sends whole, or not at all', () => {
  const request = start({ text: 'short' }, { messageBytes: 96, transfers: 0 });
  expect(request.send()).toMatchObject({ block: undefined, payload: 'short' });
  expect(request.answer('4.13', [0, 0, 0])).toBe(false);
});

test('a new request begins anew', () => {
  const body = { text };
  const request = start(body);
  request.send();
  request.answer('2.31', [0, 1, 0]);
  request.begin();
  expect(request.send()).toMatchObject({ block: '0/1/2', size: text.length });
  request.begin();
  body.text = 'short';
  expect(request.send()).toEqual({ block: undefined, size: undefined, payload: 'short' });
});
