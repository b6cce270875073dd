import { Code } from '../../src/coap/code';
import { Field } from '../../src/coap/message';
import { Handled } from '../../src/engine/deferred';
import { message } from '../coap/node';
import { fresh, type Sizes } from '../fresh';
import { createBoard, type FakeBoard } from './board';

type Clock = typeof import('../../src/engine/clock');
type Deferred = typeof import('../../src/engine/deferred');
type Endpoint = typeof import('../../src/coap/endpoint');
type Message = typeof import('../../src/coap/message');
type Schedule = typeof import('../../src/engine/schedule');

/** Milliseconds that callbacks may take to answer. */
const patience = 60_000;

let board: FakeBoard;
let deferred: Deferred;
let endpoint: Endpoint;
let messages: Message;
/** What the layer above does with a request. */
let onRequest: (link: number) => void;

function start(sizes?: Sizes): void {
  const modules = fresh(
    () => ({
      clock: jest.requireActual<Clock>('../../src/engine/clock'),
      deferred: jest.requireActual<Deferred>('../../src/engine/deferred'),
      endpoint: jest.requireActual<Endpoint>('../../src/coap/endpoint'),
      messages: jest.requireActual<Message>('../../src/coap/message'),
      schedule: jest.requireActual<Schedule>('../../src/engine/schedule'),
    }),
    { servers: 2, ...sizes },
  );
  board = createBoard();
  ({ deferred, endpoint, messages } = modules);
  modules.clock.startClock(board);
  modules.schedule.startSchedule(board);
  endpoint.startEndpoint(board, { request: (link) => onRequest(link), exchanged() {}, retransmitting() {} });
}

beforeEach(() => start());

/** Hands the endpoint a request. @returns What is sent meanwhile. */
function receive(messageId: number, text: string, link = 0, confirmable = true): string[] {
  const before = board.sent.length;
  const bytes = message({ code: 'POST', confirmable, messageId, token: Buffer.from('aabb', 'hex'), text });
  endpoint.incoming.fill(0).set(bytes);
  endpoint.bytesReceived(link, bytes.length);
  return board.sent.slice(before);
}

/** Puts a request aside. @returns Its handle, what was sent meanwhile, and whether there was room. */
function defer(messageId: number, text = 'x', link = 0, callbacks = 1): { handle: number; sent: string[]; kept: boolean } {
  let handle = -2;
  let kept = false;
  onRequest = () => {
    deferred.beginRequest();
    handle = deferred.currentRequest();
    kept = deferred.answerOrDefer(link, -callbacks) === Handled.deferred;
    deferred.releaseCurrent();
  };
  const sent = receive(messageId, text, link);
  return { handle, sent, kept };
}

/** Takes the link's next ready request back. @returns Its payload and the error a callback gave. */
function replay(link = 0): { text: string; error: number } {
  const error = deferred.startReplay(link);
  expect(deferred.replaying()).toBe(true);
  const { incoming } = endpoint;
  const { message: fields } = messages;
  const text = Buffer.from(incoming.subarray(fields[Field.payloadStart], fields[Field.payloadEnd])).toString();
  deferred.endReplay();
  expect(deferred.replaying()).toBe(false);
  return { text, error };
}

test('a request is acknowledged, kept, and carried out anew when its callback has answered', () => {
  const { handle, sent, kept } = defer(5, 'keep me');
  expect([sent, kept, deferred.hasReadyRequest(0)]).toEqual([['60000005'], true, false]);
  endpoint.incoming.fill(0xee);
  deferred.complete(handle, 0);
  expect(board.timers.at(-1)).toBe(0);
  expect(deferred.hasReadyRequest(0)).toBe(true);
  expect(replay()).toEqual({ text: 'keep me', error: 0 });
  expect(deferred.hasReadyRequest(0)).toBe(false);
});

test('a non-confirmable request is kept without a word', () => {
  let handle = -1;
  onRequest = (link) => {
    deferred.beginRequest();
    handle = deferred.currentRequest();
    deferred.answerOrDefer(link, -1);
  };
  expect(receive(5, 'quiet', 0, false)).toEqual([]);
  deferred.complete(handle, 0);
  expect(replay().text).toBe('quiet');
});

test('all callbacks have to answer; the first error is the answer', () => {
  const { handle } = defer(5, 'x', 0, 3);
  deferred.complete(handle, 0);
  deferred.complete(handle, Code.forbidden);
  expect(deferred.hasReadyRequest(0)).toBe(false);
  deferred.complete(handle, Code.badRequest);
  expect(deferred.hasReadyRequest(0)).toBe(true);
  expect(replay().error).toBe(Code.forbidden);
});

test('a callback may answer before it has returned', () => {
  onRequest = (link) => {
    deferred.beginRequest();
    deferred.complete(deferred.currentRequest(), 0);
    deferred.answerOrDefer(link, -1);
  };
  expect(receive(5, 'at once')).toEqual(['60000005']);
  expect(deferred.hasReadyRequest(0)).toBe(true);
  expect(replay()).toEqual({ text: 'at once', error: 0 });
});

test('an answer that comes twice, or for nothing, does nothing', () => {
  const { handle } = defer(5, 'x', 0, 2);
  deferred.complete(handle, 0);
  for (const stale of [-1, handle + 1, handle + 256, 255, 1 << 28]) deferred.complete(stale, Code.badRequest);
  expect(deferred.hasReadyRequest(0)).toBe(false);
  deferred.complete(handle, 0);
  deferred.complete(handle, Code.badRequest);
  expect(replay().error).toBe(0);
});

test('the handle of a request that was answered is not that of the next in its row', () => {
  start({ deferred: 1 });
  const first = defer(5).handle;
  deferred.complete(first, 0);
  replay();
  const second = defer(6, 'second').handle;
  expect(second).not.toBe(first);
  deferred.complete(first, Code.badRequest);
  expect(deferred.hasReadyRequest(0)).toBe(false);
  deferred.complete(second, 0);
  expect(replay()).toEqual({ text: 'second', error: 0 });
});

test('handles stay apart for as long as 65,536 requests', () => {
  start({ deferred: 1 });
  const handles = new Set<number>();
  for (let i = 0; i < 65536; i++) {
    deferred.beginRequest();
    handles.add(deferred.currentRequest());
    deferred.releaseCurrent();
  }
  expect(handles.size).toBe(65536);
  expect(Math.max(...[...handles].slice(-10))).toBeLessThan(2 ** 30);
});

test('all callbacks of a request get the same handle; outside a request there is none', () => {
  expect(deferred.currentRequest()).toBe(-1);
  deferred.beginRequest();
  const handle = deferred.currentRequest();
  expect(handle).toBeGreaterThanOrEqual(0);
  expect(deferred.currentRequest()).toBe(handle);
  deferred.releaseCurrent();
  expect(deferred.currentRequest()).toBe(-1);
});

test('a full table has no handle to give, and nothing is kept or acknowledged', () => {
  const kept = [defer(1, 'a'), defer(2, 'b'), defer(3, 'c')];
  expect(kept.map((each) => each.kept)).toEqual([true, true, false]);
  expect([kept[2].handle, kept[2].sent]).toEqual([-1, []]);
  deferred.complete(kept[1].handle, 0);
  expect(replay().text).toBe('b');
  expect(defer(4, 'd').kept).toBe(true);
});

test('a request whose callback has not asked for its handle is not kept', () => {
  let code = 0;
  onRequest = (link) => {
    deferred.beginRequest();
    code = deferred.answerOrDefer(link, -1);
  };
  expect(receive(5, 'x')).toEqual([]);
  expect(code).toBe(Code.serviceUnavailable);
});

test('an error is the answer, and nothing is kept', () => {
  let code = 0;
  onRequest = (link) => {
    deferred.beginRequest();
    deferred.currentRequest();
    code = deferred.answerOrDefer(link, Code.forbidden);
    deferred.releaseCurrent();
  };
  expect(receive(5, 'x')).toEqual([]);
  expect(code).toBe(Code.forbidden);
  expect(deferred.hasReadyRequest(0)).toBe(false);
  expect(['a', 'b'].map((text, i) => defer(6 + i, text).kept)).toEqual([true, true]);
});

test('a request as large as a row is kept, and not a byte more; the row is free again', () => {
  // A header of 4 bytes, a token of 2, a marker.
  const overhead = 7;
  start({ deferred: 1, deferredBytes: 50 });
  expect(defer(5, 'x'.repeat(50 - overhead + 1)).kept).toBe(false);
  const { handle, kept } = defer(6, 'y'.repeat(50 - overhead));
  expect(kept).toBe(true);
  deferred.complete(handle, 0);
  expect(replay().text).toBe('y'.repeat(50 - overhead));
});

test('requests of several links wait for their own link', () => {
  const one = defer(5, 'one', 0);
  const two = defer(5, 'two', 1);
  deferred.complete(two.handle, 0);
  expect([deferred.hasReadyRequest(0), deferred.hasReadyRequest(1)]).toEqual([false, true]);
  deferred.complete(one.handle, 0);
  expect([replay(0).text, replay(1).text]).toEqual(['one', 'two']);
});

test('a link that is closed forgets its requests, and the answers to them come to nothing', () => {
  const one = defer(5, 'one', 0);
  const two = defer(5, 'two', 1);
  deferred.forgetDeferred(0);
  deferred.complete(one.handle, 0);
  deferred.complete(two.handle, 0);
  expect([deferred.hasReadyRequest(0), deferred.hasReadyRequest(1)]).toEqual([false, true]);
  expect(defer(6, 'new', 0).kept).toBe(true);
});

test('a request does not wait for the callbacks of the one that had its row before', () => {
  start({ deferred: 1 });
  defer(5, 'one', 0, 2);
  deferred.forgetDeferred(0);
  const { handle } = defer(6, 'two');
  deferred.complete(handle, 0);
  expect(replay()).toEqual({ text: 'two', error: 0 });
});

test('each request has a minute of its own', () => {
  defer(5, 'one', 0);
  board.time = 30_000;
  defer(6, 'two', 1);
  expect(deferred.deferredDue()).toBe(300);
  board.time = patience;
  deferred.deferredDue();
  expect([deferred.hasReadyRequest(0), deferred.hasReadyRequest(1)]).toEqual([true, false]);
  board.time = 30_000 + patience;
  deferred.deferredDue();
  expect([replay(0), replay(1)]).toEqual([
    { text: 'one', error: Code.serviceUnavailable },
    { text: 'two', error: Code.serviceUnavailable },
  ]);
  expect(deferred.deferredDue()).toBeGreaterThan(patience);
});

test('a callback that does not answer in a minute: the request is answered with 5.03', () => {
  const { handle } = defer(5);
  expect(deferred.deferredDue()).toBe(patience / 100);
  board.time = patience - 100;
  expect([deferred.deferredDue(), deferred.hasReadyRequest(0)]).toEqual([1, false]);
  board.time = patience;
  deferred.deferredDue();
  expect(deferred.hasReadyRequest(0)).toBe(true);
  deferred.complete(handle, 0);
  expect(replay().error).toBe(Code.serviceUnavailable);
});
