/** OpenSSL's captures, played through the record layer and the key schedule: every byte comes out as it is there. */
import { uint24At } from '../../src/bytes/big-endian';
import { outputPosition, outputTo } from '../../src/bytes/output';
import { associations, Column, Secret, secrets, wipeKeys, wipeSession } from '../../src/dtls/associations';
import { Hello, hello, newSessionId, putClientHello, readServerHello } from '../../src/dtls/hello';
import { addToTranscript, deriveKeys, deriveMaster, finishedData, makePremaster, randoms, startTranscript, transcriptHash } from '../../src/dtls/keys';
import { Alert, ContentType, HandshakeType, Suite } from '../../src/dtls/protocol';
import { openRecord, putRecord, Received, received } from '../../src/dtls/record';
import { fresh } from '../fresh';
import { paired, type Vector, vectorsOf } from '../format/vectors';

const captures = vectorsOf('dtls');
/** The key of the captures, which their master secrets show. */
const key = '000102030405060708090a0b0c0d0e0f';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function expected(id: string): string {
  const vector = captures.get(id);
  if (vector === undefined) throw new Error(`there is no vector ${id}`);
  return vector.expect;
}

/** What a vector of more than one value says under a name, such as `nonce` or `transcript hash`. */
function said(text: string, name: string): string {
  const found = new RegExp(`${name} ([0-9a-f]+)`).exec(text);
  if (found === null) throw new Error(`"${name}" is not in "${text}"`);
  return found[1];
}

/** Gives both directions of link 0 the keys of one, as `split` of a capture has them, so that its records are made and opened. */
function takeKeys(capture: string, side: 'client' | 'server'): void {
  const split = expected(`dtls-${capture}-split`);
  wipeKeys(0);
  secrets[Secret.suite] = Suite.pskAes128Ccm8 & 255;
  for (const [name, places] of [['key', [Secret.clientKey, Secret.serverKey]], ['IV', [Secret.clientIv, Secret.serverIv]]] as const) {
    for (const place of places) secrets.set(bytesOf(said(split, `${side}_write_${name}`)), place);
  }
}

interface Parsed {
  type: number;
  epoch: number;
  content: Uint8Array;
}

/** Opens all records of a datagram, one direction's. */
function open(capture: string, side: 'client' | 'server', datagram: Uint8Array): Parsed[] {
  takeKeys(capture, side);
  const buffer = datagram.slice();
  const records: Parsed[] = [];
  for (let at = 0; at < buffer.length; at = received[Received.next]) {
    expect(openRecord(0, buffer, at, buffer.length, true)).toBe(true);
    const [type, epoch, start, end] = received;
    records.push({ type, epoch, content: buffer.slice(start, end) });
  }
  return records;
}

/** Makes a record, with a sequence number that is given in hexadecimal. */
function seal(type: ContentType, epoch: number, sequence: string, content: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(content.length + 100);
  buffer.set(content);
  [associations[Column.sequenceHigh], associations[Column.sequenceLow]] = [uint24At(bytesOf(sequence), 0), uint24At(bytesOf(sequence), 3)];
  return buffer.subarray(0, putRecord(0, type, epoch === 1 ? -1 : uint24At(bytesOf(sequence), 3), buffer, 0, content.length));
}

const sideOf = (vector: Vector): 'client' | 'server' => (vector.expect.startsWith('C') ? 'client' : 'server');

/** The handshake messages of a capture, without its first ClientHello and HelloVerifyRequest (RFC 6347 4.2.1). */
function messages(capture: string): Uint8Array[] {
  const datagrams = [...captures.values()].filter(({ id }) => id.startsWith(`dtls-${capture}-dg`)).slice(2);
  const records = datagrams.flatMap((vector) => open(capture, sideOf(vector), bytesOf(vector.input)));
  return records.filter(({ type }) => type === ContentType.handshake).map(({ content }) => content);
}

/** Has everything derived from a capture's messages, up to one of a type. */
function derive(capture: string, until: HandshakeType): void {
  const isResumed = capture === 'resume2';
  const all = messages(capture);
  startTranscript();
  for (const message of all) {
    addToTranscript(message, 0, message.length);
    if (message[0] === until) break;
  }
  randoms.set(bytesOf(expected(`dtls-${capture}-client_random`)), 0);
  randoms.set(randoms.slice(0, 32), 64);
  wipeSession(0);
  const [, serverHello] = all;
  expect(readServerHello(0, serverHello, 12, serverHello.length)).toBe(Alert.none);
  if (isResumed) {
    secrets.set(bytesOf(expected(`dtls-resume1-ms`)), Secret.master);
  } else if (until === HandshakeType.clientKeyExchange) {
    const premaster = new Uint8Array(100);
    premaster.set(bytesOf(key));
    deriveMaster(0, premaster, makePremaster(premaster, 0, 16), hello[Hello.isExtended] === 1);
  } else {
    secrets.set(bytesOf(expected(`dtls-${capture}-ms`)), Secret.master);
  }
}

function finished(label: string): string {
  const data = new Uint8Array(12);
  finishedData(0, label, data);
  return hex(data);
}

type Check = (vector: Vector, capture: string) => void;

const checkFinished = (side: 'client' | 'server', until: HandshakeType): Check => ({ input, expect: outcome }, capture) => {
  derive(capture, until);
  const hash = new Uint8Array(32);
  transcriptHash(hash);
  expect(hex(hash)).toBe(said(input, 'transcript hash'));
  expect(finished(`${side} finished`)).toBe(said(outcome, 'verify_data'));
};

/** By what comes behind the capture's name in an id. */
const checks: Readonly<Record<string, Check>> = {
  dg(vector, capture) {
    const datagram = bytesOf(vector.input);
    const records = open(capture, sideOf(vector), datagram);
    expect(`${vector.expect.slice(0, 1)} datagram ${vector.id.replace(/.*dg/, '')} (${datagram.length} bytes)`).toBe(vector.expect);
    takeKeys(capture, sideOf(vector));
    let at = 0;
    for (const { type, epoch, content } of records) {
      const record = seal(type, epoch, hex(datagram.subarray(at + 5, at + 11)), content);
      const was = datagram.slice(at, at + record.length);
      was[2] = 0xfd; // those before the version is agreed on may say DTLS 1.0, which we never do
      expect(hex(record)).toBe(hex(was));
      at += record.length;
    }
    expect(at).toBe(datagram.length);
  },
  client_random(vector) {
    randoms.set(bytesOf(vector.expect), 0);
    const body = new Uint8Array(400);
    outputTo(body, 0, body.length);
    putClientHello(0);
    expect(hex(body.subarray(2, 34))).toBe(vector.expect);
    expect(outputPosition()).toBeGreaterThan(34);
  },
  server_random(vector, capture) {
    derive(capture, HandshakeType.clientHello);
    expect(hex(randoms.subarray(32, 64))).toBe(vector.expect);
  },
  session_id(vector, capture) {
    derive(capture, HandshakeType.clientHello);
    expect(hex(newSessionId.subarray(0, hello[Hello.sessionIdSize]))).toBe(vector.expect);
  },
  session_hash(vector, capture) {
    derive(capture, HandshakeType.clientKeyExchange);
    const hash = new Uint8Array(32);
    transcriptHash(hash);
    expect(hex(hash)).toBe(vector.expect);
  },
  ms(vector, capture) {
    derive(capture, HandshakeType.clientKeyExchange);
    expect(hex(secrets.subarray(Secret.master, Secret.master + 48))).toBe(vector.expect);
  },
  key_block(vector, capture) {
    derive(capture, HandshakeType.clientHello);
    deriveKeys(0);
    expect(hex(secrets.subarray(Secret.clientKey, Secret.window))).toBe(vector.expect);
  },
  split(vector, capture) {
    derive(capture, HandshakeType.clientHello);
    deriveKeys(0);
    const part = (at: number, size: number): string => hex(secrets.subarray(at, at + size));
    expect(part(Secret.clientKey, 16)).toBe(said(vector.expect, 'client_write_key'));
    expect(part(Secret.serverKey, 16)).toBe(said(vector.expect, 'server_write_key'));
    expect(part(Secret.clientIv, 4)).toBe(said(vector.expect, 'client_write_IV'));
    expect(part(Secret.serverIv, 4)).toBe(said(vector.expect, 'server_write_IV'));
  },
  client_finished(vector, capture) {
    checkFinished('client', capture === 'resume2' ? HandshakeType.finished : HandshakeType.clientKeyExchange)(vector, capture);
  },
  server_finished(vector, capture) {
    checkFinished('server', capture === 'resume2' ? HandshakeType.serverHello : HandshakeType.finished)(vector, capture);
  },
  rec({ input, expect: outcome }, capture) {
    const side = input.startsWith('C') ? 'client' : 'server';
    const type = Number(/type (\d+)/.exec(input)?.[1]);
    const sequence = said(input, 'seq').slice(4);
    takeKeys(capture, side);
    const record = seal(type, 1, sequence, bytesOf(said(outcome, 'plaintext')));
    expect(hex(record.subarray(13))).toBe(said(input, 'fragment'));
    const [opened] = open(capture, side, record);
    expect(hex(opened.content)).toBe(said(outcome, 'plaintext'));
  },
};

test.each(paired('dtls', Object.fromEntries([...captures.keys()].map((id) => [id, id.split('-')]))))('%s', (_id, vector, [, capture, what]) => {
  checks[what.replace(/\d+$/, '')](vector, capture);
});

const connectionIds: Readonly<Record<string, (vector: Vector) => void>> = {
  'cid-rec'({ input, expect: outcome }) {
    wipeKeys(0);
    const cid = bytesOf(said(outcome, 'record').slice(22, 30));
    associations[Column.peerCid] = 4;
    secrets.set(cid, Secret.peerCid);
    secrets[Secret.suite] = Suite.pskAes128Ccm8 & 255;
    secrets.set(bytesOf(said(input, 'key')), Secret.clientKey);
    secrets.set(bytesOf(said(input, 'salt')), Secret.clientIv);
    expect(hex(seal(ContentType.applicationData, 1, '000000000005', Buffer.from('hello')))).toBe(said(outcome, 'record'));
  },
  'cid-ext'({ expect: extension }) {
    expect(helloWith({ dtlsCidBytes: 4 }, extension.slice(10))).toMatch(new RegExp(`${extension}$`));
  },
  'cid-ext0'({ expect: extension }) {
    expect(helloWith({}, '')).toMatch(new RegExp(`${extension}$`));
  },
};

/** A ClientHello that asks for a Connection ID. */
function helloWith(config: { dtlsCidBytes?: number }, cid: string): string {
  const modules = fresh(
    () => ({
      ...jest.requireActual<typeof import('../../src/dtls/associations')>('../../src/dtls/associations'),
      ...jest.requireActual<typeof import('../../src/dtls/hello')>('../../src/dtls/hello'),
      ...jest.requireActual<typeof import('../../src/bytes/output')>('../../src/bytes/output'),
    }),
    config,
  );
  const body = new Uint8Array(400);
  modules.secrets.set(bytesOf(cid), Secret.ownCid);
  modules.outputTo(body, 0, body.length);
  modules.putClientHello(0);
  return hex(body.subarray(0, modules.outputPosition()));
}

test.each(paired('cid', connectionIds))('%s', (_id, vector, check) => check(vector));

test.each(paired('pms', { 'pms-psk3': '616263' }))('%s', (_id, vector, psk) => {
  const bytes = new Uint8Array(20);
  bytes.set(bytesOf(psk));
  expect(hex(bytes.subarray(0, makePremaster(bytes, 0, psk.length / 2)))).toBe(vector.expect);
});
