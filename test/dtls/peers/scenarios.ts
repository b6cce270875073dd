/** What Mote's client does with a server, each with the proof that it did. */
import assert from 'node:assert/strict';
import type { MoteProcess } from './moteProcess';
import type { Fault, Proxy } from './proxy';
import { hexKey, identity, type ServerPeer } from './servers';

/** Records each way. */
export const RECORDS = 1000;
/** Causes of src/dtls/flight.ts, and alerts of RFC 5246 7.2 and RFC 4279 2. */
const wrongKeyCause = 1;
const unknownIdentityCause = 2;
const smallMtu = 256;

export interface Meeting {
  readonly peer: ServerPeer;
  readonly client: MoteProcess;
  readonly proxy: Proxy;
  /** Ends the association, stops the server, and starts it anew without memory. */
  restart(mtu?: number): Promise<void>;
  /** The same, of which the client does not know. */
  restartUnseen(): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  /** Why a peer has no part in it. */
  without?(peer: ServerPeer): string | undefined;
  run(meeting: Meeting): Promise<void>;
}

const known = { identity, hexKey, resume: false };

async function connect({ client }: Meeting, resume = false): Promise<void> {
  assert.deepEqual(await client.connect({ ...known, resume }), { event: 'protected' });
}

/** Types of handshake messages that can be read on the wire since a moment, of the client alone. */
function spoken(proxy: Proxy, since: number): number[] {
  const handshakeRecord = 22;
  const up = proxy.datagrams.slice(since).filter((datagram) => datagram.up);
  return up.filter(({ bytes }) => bytes[0] === handshakeRecord && bytes.readUInt16BE(3) === 0).map(({ bytes }) => bytes[13]);
}

const clientKeyExchange = 16;

async function records(meeting: Meeting): Promise<void> {
  await connect(meeting);
  await meeting.client.exchange(RECORDS, meeting.peer.echoes);
}

async function resume(meeting: Meeting): Promise<void> {
  await connect(meeting);
  await meeting.client.exchange(1, meeting.peer.echoes);
  const since = meeting.proxy.datagrams.length;
  await connect(meeting, true);
  await meeting.client.exchange(1, meeting.peer.echoes);
  assert.ok(!spoken(meeting.proxy, since).includes(clientKeyExchange), 'the handshake was a full one');
}

/** The server has forgotten association and session: another full handshake. */
async function begin(meeting: Meeting): Promise<void> {
  await connect(meeting);
  await meeting.client.exchange(1, meeting.peer.echoes);
  await meeting.restartUnseen();
  const since = meeting.proxy.datagrams.length;
  await connect(meeting, true);
  await meeting.client.exchange(1, meeting.peer.echoes);
  assert.ok(spoken(meeting.proxy, since).includes(clientKeyExchange), 'the handshake was an abbreviated one');
}

/** Some say what is wrong, others drop what they cannot read: then the client asks again and again. */
async function refuse({ client }: Meeting, credentials: { identity: string; hexKey: string }, cause: number): Promise<void> {
  const report = await client.connect({ ...credentials, resume: false }, 3);
  if (report.event === 'ended') assert.equal(report.cause, cause, `alert ${report.alert}`);
  else assert.equal(report.event, 'late', 'it was let in');
}

async function small(meeting: Meeting): Promise<void> {
  await meeting.restart(smallMtu);
  const since = meeting.proxy.datagrams.length;
  await connect(meeting);
  await meeting.client.exchange(10, meeting.peer.echoes);
  const longest = Math.max(...meeting.proxy.datagrams.slice(since).filter(({ up }) => !up).map(({ bytes }) => bytes.length));
  assert.ok(longest <= smallMtu, `a datagram of ${longest} bytes`);
}

/** The client is at a new address, and is known by its Connection ID. */
async function move(meeting: Meeting): Promise<void> {
  await connect(meeting);
  await meeting.client.exchange(3, meeting.peer.echoes);
  await meeting.proxy.changeAddress();
  const since = meeting.proxy.datagrams.length;
  await meeting.client.exchange(3, meeting.peer.echoes);
  const tls12Cid = 25;
  assert.ok(meeting.proxy.datagrams.slice(since).every(({ up, bytes }) => !up || bytes[0] === tls12Cid), 'records without a Connection ID');
}

/** A handshake for each of its datagrams, which is lost, doubled or overtaken by the next. */
function befall(fault: Fault): Scenario['run'] {
  return async (meeting) => {
    const { proxy, client, peer } = meeting;
    const since = proxy.datagrams.length;
    await connect(meeting);
    const up = proxy.datagrams.slice(since).filter((datagram) => datagram.up).length;
    const down = proxy.datagrams.length - since - up;
    for (const [direction, count] of [['up', up], ['down', down]] as const) {
      for (let index = 0; index < count; index++) {
        await meeting.restart();
        proxy.befall({ [direction]: new Map([[index, fault]]) });
        assert.deepEqual(await client.connect(known), { event: 'protected' }, `datagram ${index} ${direction} ${fault}`);
        await client.exchange(1, peer.echoes);
      }
    }
    proxy.befall({});
  };
}

export const scenarios: readonly Scenario[] = [
  { name: 'records', run: records },
  { name: 'resume', run: resume, without: ({ resumes }) => (resumes ? undefined : 'it keeps no sessions') },
  { name: 'restart', run: begin, without: ({ stalls }) => (stalls === true ? 'it answers nobody after a datagram of an association that it does not have' : undefined) },
  { name: 'wrong key', run: (meeting) => refuse(meeting, { identity, hexKey: '00112233445566778899aabbccddeeff' }, wrongKeyCause) },
  {
    name: 'stranger',
    run: (meeting) => refuse(meeting, { identity: 'nobody', hexKey }, unknownIdentityCause),
    without: ({ knowsIdentities }) => (knowsIdentities ? undefined : 'it asks for the key alone'),
  },
  { name: 'lost', run: befall('lost') },
  { name: 'doubled', run: befall('doubled'), without: ({ doubled }) => doubled },
  { name: 'swapped', run: befall('swapped') },
  { name: 'MTU 256', run: small, without: ({ hasMtu }) => (hasMtu ? undefined : 'its datagrams cannot be made small') },
  { name: 'moved', run: move, without: ({ cid }) => (cid ? undefined : 'it has no Connection IDs') },
];
