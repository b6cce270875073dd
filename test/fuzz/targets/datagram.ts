import { requests } from '../../allocation/requests';
import { Format, type Message, type Parts, uint, writeRequest } from '../../stack/message';
import vectors from '../../vectors.json';
import { answerTo, type Client, SMART_LIGHT, startClient, TYPES } from '../client';
import { kindOf, newPart, partsOf, pauseBefore, sequence } from '../sequence';
import { bytesOf, hexBytes, promise, type Target } from '../target';

/**
 * The whole way of a datagram: a registered client is given a sequence of them (../sequence.ts). A body in blocks is
 * such a sequence. CoAP over TCP (RFC 8323) will be a source of its own beside the two at the end, with a board whose link
 * is a stream.
 */

/** What a part is: what is done with the datagram's message id. */
const enum MessageId {
  asItIs,
  /** One that was not used yet. */
  fresh,
  /** That of the client's last confirmable message. */
  answered,
  /** The same, and its token. */
  answeredWithToken,
}

/** Milliseconds that pass before a datagram. */
const pauses = [0, 0, 10, 100, 2500, 30_000, 250_000, 3_600_000];

/** A part with a datagram. */
function partOf(datagram: Uint8Array, messageId = MessageId.fresh, pause = 0): Uint8Array {
  return newPart(messageId, datagram, pause);
}

/** The datagram of a part, as it is sent. */
function prepare(part: Uint8Array, count: number, { confirmable }: Client): Buffer {
  const datagram = Buffer.from(part.subarray(1));
  const kind: MessageId = kindOf(part);
  if (datagram.length < 4 || kind === MessageId.asItIs) return datagram;
  if (kind === MessageId.fresh) datagram.writeUInt16BE(0x8000 + count, 2);
  else if (confirmable !== undefined) {
    datagram.writeUInt16BE(confirmable.packet.messageId, 2);
    const { token } = confirmable.packet;
    if (kind === MessageId.answeredWithToken) {
      datagram[0] = (datagram[0] & 0xf0) | token.length;
      return Buffer.concat([datagram.subarray(0, 4), token, datagram.subarray(4)]);
    }
  }
  return datagram;
}

/** Lets time pass; in long pauses the board's timer comes late, or each would be thousands of events. */
function pause(client: Client, milliseconds: number): void {
  if (milliseconds < 100_000) {
    client.pass(milliseconds);
  } else {
    for (let step = 0; step < 16; step++) client.sleep(Math.ceil(milliseconds / 16));
  }
}

/** At most one message answers a datagram: an acknowledgement or a reset with its id, or a non-confirmable response. */
function checkAnswers(datagram: Buffer, sent: readonly Message[]): void {
  const answers = sent.filter(({ packet }) => !packet.confirmable);
  promise(answers.length <= 1, `${answers.length} answers`);
  for (const { packet } of answers) {
    const answered = datagram.length >= 4 && (packet.messageId === datagram.readUInt16BE(2) || !(packet.ack || packet.reset));
    promise(answered, `an answer to message ${packet.messageId}, which was not sent`);
  }
}

/** A plain read, and its answer in text. */
interface Read {
  readonly path: string;
  readonly text: string;
}

function readRequest(path: string): Buffer {
  // Its message id must not have been used.
  return writeRequest('GET', path, { messageId: 0x7fff, token: Buffer.from('last') });
}

/** Within these hours the client has to be at work again: it may wait for days when the server did not answer. */
const PATIENCE = 24 * 40;

/** Plays the server: answers all that the client wants answered. */
function answerAll(client: Client, sent: readonly Message[]): void {
  for (let left = sent; left.length > 0; ) {
    left = left.filter(({ packet }) => packet.confirmable).flatMap((message) => client.receive(answerTo(message)));
  }
}

/** Plays the server until the client answers a plain read. It may have been disabled, or have lost its registration. */
function checkAlive(client: Client, { path, text }: Read): void {
  const request = readRequest(path);
  // The message ids of the sequence are forgotten (EXCHANGE_LIFETIME).
  for (let seconds = 0; seconds < 250; seconds += 25) answerAll(client, client.sleep(25_000));
  for (let patience = PATIENCE; patience > 0 && !client.rebooted; patience--) {
    const answer = client.receive(request).find(({ packet }) => packet.ack);
    if (answer !== undefined) {
      promise(answer.code === '2.05' && answer.text === text, `${path} is answered ${answer.code} ${answer.text}`);
      return;
    }
    answerAll(client, client.sleep(3_600_000));
  }
  // Disabled, for a time that may be longer than any patience (/1/0/5).
  promise(client.rebooted || client.confirmable?.code === 'DELETE', 'the client is not at work any more');
}

interface DatagramSource {
  readonly name: string;
  readonly app: string;
  readonly read: Read;
  /** Inputs to begin with. */
  seeds(): readonly Uint8Array[];
}

function datagramTarget({ name, app, read, seeds }: DatagramSource): Target {
  return {
    name,
    longest: 4000,
    sequence,
    dictionary: [
      ...hexBytes('ff', '60', '6101', 'b133', 'b433333033 0130', '0435383530', '112a', '122d16', '622d16', '6128', '120a', 'c10e', 'd10a1e', 'e116da01', '0801'),
      ...bytesOf('pmin=1', 'pmax=5', 'gt=3', 'lt=1', 'st=2', 'epmin=1', '3', '1', '0', '3303', '3311', '32769', '5700', '5850', '102', '8', '4'),
    ],
    seeds,
    start(modules) {
      const client = startClient(modules, app);
      return (input) => {
        client.reset();
        let count = 0;
        for (const part of partsOf(input)) {
          if (client.rebooted || part.length === 0) break;
          pause(client, pauseBefore(part, pauses));
          const bytes = prepare(part, count++, client);
          checkAnswers(bytes, client.receive(bytes));
        }
        checkAlive(client, read);
      };
    },
  };
}

const empty = hexBytes('60000000', '70000000', '40000000', '50000000');

/** Requests to the smart light, alone and in the sequences that lead somewhere. */
function lightSeeds(): Uint8Array[] {
  return [
    ...Object.values(requests).map((datagrams) => sequence.join(datagrams.map((each) => partOf(each)))),
    ...Object.values(requests).map(([first]) => sequence.join([first, first].map((each) => partOf(each, MessageId.asItIs, 4)))),
    ...hexBytes(...vectors.filter(({ id }) => id.startsWith('coap-')).map(({ input }) => input)).map((each) => sequence.join([partOf(each)])),
    // Observe, change, and acknowledge or refuse the notification.
    ...empty.map((answer) =>
      sequence.join([
        ...requests['observe, notify, cancel'].slice(0, 2).map((each) => partOf(each)),
        partOf(answer, MessageId.answered, 4),
        ...requests['observe, notify, cancel'].slice(2).map((each) => partOf(each, MessageId.fresh, 4)),
      ]),
    ),
    // An Update after its time, answered with each of several codes.
    ...hexBytes('60440000', '60840000', '60800000', '60a00000', '40440000', '70000000').map((answer) =>
      sequence.join([partOf(requests['update when asked to'][0]), partOf(answer, MessageId.answeredWithToken, 3), partOf(readRequest('/3/0/0'), MessageId.fresh, 7)]),
    ),
    // Disable, and Reboot.
    ...['/1/0/4', '/3/0/4'].map((path) => sequence.join([partOf(writeRequest('POST', path, { messageId: 1, token: Buffer.alloc(0) }))])),
  ];
}

/** Reads, writes and creations of resources of every type. */
function typesSeeds(): Uint8Array[] {
  const request = (method: string, path: string, parts: Parts = {}): Uint8Array =>
    sequence.join([partOf(writeRequest(method, path, { ...parts, messageId: 1, token: Buffer.from('t') }))]);
  const singles = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 101, 102, 106];
  const payloads = vectors.filter(({ id, input }) => id.startsWith('tlv-') && /^([0-9a-f]{2})+$/.test(input)).map(({ input }) => Buffer.from(input, 'hex'));
  return [
    ...['/32769', '/32769/0', '/32769/0/102', '/32769/0/102/7'].flatMap((path) => [request('GET', path), request('GET', path, { accept: Format.link })]),
    ...singles.flatMap((id) => [
      request('GET', `/32769/0/${id}`, { observe: 0 }),
      request('PUT', `/32769/0/${id}`, { payload: id === 8 ? '3:0' : '3', format: Format.text }),
      request('PUT', `/32769/0/${id}`, { payload: Buffer.from([0xc1, id, 3]), format: Format.tlv }),
      request('POST', '/32769/0', { payload: Buffer.from([0x83, id, 0x41, 0, 5]), format: Format.tlv }),
    ]),
    ...payloads.map((payload) => request('POST', '/32769', { payload, format: Format.tlv })),
    request('POST', '/32769', { payload: Buffer.from('080206c10141c1020cc10302', 'hex'), format: Format.tlv }),
    request('POST', '/32769', { payload: Buffer.from('c10141c10205', 'hex'), format: Format.tlv }),
    request('DELETE', '/32769/0'),
    ...blocks(),
    ...composites(),
  ];
}

/** A Block1 or Block2 option (RFC 7959 2.2) of blocks of 16 bytes. */
function block(name: 'Block1' | 'Block2', number: number, isMore: boolean): Parts {
  return { options: [{ name, value: uint((number << 4) | (isMore ? 8 : 0)) }] };
}

/** Bodies in blocks: written, written in the wrong order, read. */
function blocks(): Uint8Array[] {
  const write = (number: number, isMore: boolean): Uint8Array =>
    partOf(writeRequest('PUT', '/32769/0/1', { ...block('Block1', number, isMore), format: Format.text, payload: 'sixteen letters!', messageId: 1, token: Buffer.from('b') }));
  const read = (number: number): Uint8Array =>
    partOf(writeRequest('GET', '/32769/0', { ...block('Block2', number, false), messageId: 1, token: Buffer.from('b') }));
  return [[write(0, true), write(1, true), write(2, false)], [write(0, true), write(2, true), write(1, false)], [read(0), read(1), read(2)], [read(5)]].map(
    (parts) => sequence.join(parts),
  );
}

/** Read-Composite, Observe-Composite and Write-Composite (LwM2M 1.1 Core 6.3.8 to 6.3.10). */
function composites(): Uint8Array[] {
  const request = (method: string, payload: string, parts: Parts = {}): Uint8Array =>
    sequence.join([
      partOf(writeRequest(method, '/', { format: Format.senmlCbor, payload: Buffer.from(payload, 'hex'), messageId: 1, token: Buffer.from('c'), ...parts })),
    ]);
  const paths = '82a100672f332f302f3136a100662f3332373639';
  return [
    request('FETCH', paths, { accept: Format.senmlCbor }),
    request('FETCH', paths, { accept: Format.senmlCbor, observe: 0 }),
    request('iPATCH', '82a2006a2f33323736392f302f310361 61a2006a2f33323736392f302f3202 07'.replaceAll(' ', '')),
  ];
}

export const datagrams: readonly Target[] = [
  datagramTarget({ name: 'datagram', app: SMART_LIGHT, read: { path: '/3/0/0', text: 'Mote' }, seeds: lightSeeds }),
  datagramTarget({ name: 'datagram-types', app: TYPES, read: { path: '/3/0/16', text: 'U' }, seeds: typesSeeds }),
];
