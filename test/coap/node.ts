import { generate, type Packet } from 'coap-packet';
import type { Board } from '../../src/board';
import type { Outcome } from '../../src/coap/requests';
import { createBoard } from '../engine/board';
import { fresh, type Sizes } from '../fresh';

export interface Sent {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly link: number;
  readonly hex: string;
}

/** An endpoint, freshly loaded, on a board that is no more than a clock, dice and a record of what was sent. */
export interface Node {
  readonly endpoint: typeof import('../../src/coap/endpoint');
  readonly encode: typeof import('../../src/coap/encode');
  readonly output: typeof import('../../src/bytes/output');
  readonly sent: Sent[];
  /** What the layer above was told, in order. */
  readonly requests: number[];
  readonly outcomes: { readonly at: number; readonly link: number; readonly outcome: Outcome }[];
  /** What the layer above does; nothing unless told. */
  onRequest: (link: number) => void;
  onExchanged: (link: number) => void;
  onRetransmitting: (link: number) => void;
  /** Milliseconds since the start. */
  readonly time: number;
  /** Hands the endpoint a datagram. @returns What it sends meanwhile, in hex. */
  receive(bytes: Uint8Array, link?: number): string[];
  /** Lets time pass, doing what is due exactly when the endpoint says it will be. */
  pass(milliseconds: number): void;
}

export interface NodeOptions {
  /** What `Board.now()` starts from. */
  readonly now?: number;
  readonly random?: () => number;
  readonly sizes?: Sizes;
}

/** A message of the peer, written by npm coap-packet. */
export function message(packet: Packet & { readonly text?: string }): Buffer {
  const { text, ...rest } = packet;
  return generate({ payload: text === undefined ? undefined : Buffer.from(text), ...rest }, 4096);
}

export function startNode({ now = 0, random = () => 0, sizes }: NodeOptions = {}): Node {
  const modules = fresh(
    () => ({
      endpoint: jest.requireActual<Node['endpoint']>('../../src/coap/endpoint'),
      encode: jest.requireActual<Node['encode']>('../../src/coap/encode'),
      output: jest.requireActual<Node['output']>('../../src/bytes/output'),
    }),
    { servers: 1, firmwarePull: 0, ...sizes },
  );
  let time = 0;
  const node: Node = {
    ...modules,
    sent: [],
    requests: [],
    outcomes: [],
    onRequest() {},
    onExchanged() {},
    onRetransmitting() {},
    get time() {
      return time;
    },
    receive(bytes, link = 0) {
      const before = node.sent.length;
      const { incoming } = node.endpoint;
      incoming.fill(0x5a);
      incoming.set(bytes.subarray(0, incoming.length));
      node.endpoint.bytesReceived(link, bytes.length);
      return node.sent.slice(before).map(({ hex }) => hex);
    },
    pass(milliseconds) {
      const end = time + milliseconds;
      for (let wait = node.endpoint.endpointDue(); time + wait <= end; wait = node.endpoint.endpointDue()) {
        if (wait <= 0) throw new Error('what is due is not done');
        time += wait;
      }
      time = end;
    },
  };
  const board = {
    ...createBoard(),
    now: () => (now + time) % 2 ** 30,
    random,
    send(link: number, buffer: Uint8Array, length: number) {
      node.sent.push({ at: time, link, hex: Buffer.from(buffer.subarray(0, length)).toString('hex') });
    },
  } satisfies Board;
  node.endpoint.startEndpoint(board, {
    request(link) {
      node.requests.push(link);
      node.onRequest(link);
    },
    exchanged(link, outcome) {
      node.outcomes.push({ at: time, link, outcome });
      node.onExchanged(link);
    },
    retransmitting: (link) => node.onRetransmitting(link),
  });
  return node;
}

/** Answers every request with a code and a text. */
export function answerWith(node: Node, code: number, text = ''): void {
  node.onRequest = (link) => {
    node.endpoint.startReply(link, code);
    if (text !== '') node.encode.putPayloadMarker();
    node.output.putText(text);
  };
}
