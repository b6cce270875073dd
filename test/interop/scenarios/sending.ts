/**
 * Send (LwM2M 1.1 Core 6.4.6): the Test Object sends the resources that /3442/0/6 names when /3442/0/5 is executed. Leshan's
 * client takes the format as an argument; Mote's image has one, SenML CBOR if it is there.
 */
import assert from 'node:assert/strict';
import type { Send } from '../protocol';
import { onApp, type Scenario } from '../scenario';
import type { Session } from '../session';

const resourcesToSend = '/3442/0/6';
const sendData = '/3442/0/5';
const server = '/1/0';
const muteSend = 23;
const senmlJson = 110;
const senmlCbor = 112;
/** What clocks may differ by, in seconds. */
const tolerance = 5;

/** Lets the client send, which no server object does unless it says so (LwM2M 1.1 Core E.2). */
async function unmute(session: Session): Promise<void> {
  assert.deepEqual(await session.write(server, 'TLV', { [muteSend]: false }, 'UPDATE'), { code: '2.04' }, 'Mute Send');
}

async function sent(session: Session, paths: readonly string[], format: number): Promise<Send> {
  const list = Object.fromEntries(paths.map((path, i) => [i, path]));
  assert.deepEqual(await session.write(resourcesToSend, 'TLV', list), { code: '2.04' });
  const send = session.next('send');
  assert.deepEqual(await session.execute(sendData, `0='${format}'`), { code: '2.04' });
  return send;
}

async function send(session: Session, format: number, name: string): Promise<void> {
  await session.register();
  await unmute(session);
  const { error, format: given, values = [] } = await sent(session, ['/3442/0/120', '/3442/0/1110/0', '/3/0/0'], format);
  assert.deepEqual({ error, given }, { error: undefined, given: name });
  const content = Object.fromEntries(values.map((value) => [value.path, value.content]));
  assert.deepEqual(content, { '/3/0/0': 'Mote', '/3442/0/120': 1024, '/3442/0/1110/0': 'initial value' });
  for (const { time } of values) {
    assert.ok(time === undefined || Math.abs(time - Date.now() / 1000) < tolerance, `a time stamp of ${time}`);
  }
  const [request] = session.seen('message').filter(({ from, path }) => from === 'client' && path === 'dp');
  assert.equal(request.code, 'POST');
}

async function sendInstance(session: Session): Promise<void> {
  await session.register();
  await unmute(session);
  const { error, values = [] } = await sent(session, ['/3303/0'], senmlCbor);
  assert.equal(error, undefined);
  const units = values.find(({ path }) => path === '/3303/0/5701');
  assert.equal(units?.content, 'Cel');
}

/** Nothing is sent to a server that has not allowed it; an Update afterwards shows that there was time to. */
async function stayMute(session: Session): Promise<void> {
  await session.register();
  assert.deepEqual(await session.write(resourcesToSend, 'TLV', { 0: '/3442/0/120' }), { code: '2.04' });
  await session.execute(sendData);
  assert.deepEqual(await session.write(server, 'TLV', { [muteSend]: true }, 'UPDATE'), { code: '2.04' });
  await session.execute(sendData);
  const updated = session.next('updated');
  await session.execute('/1/0/8');
  await updated;
  assert.deepEqual(session.seen('message').filter(({ from, path }) => from === 'client' && path === 'dp'), []);
}

export const sending: readonly Scenario[] = onApp([
  { name: 'Send: SenML CBOR', run: (session) => send(session, senmlCbor, 'SENML_CBOR') },
  { name: 'Send: SenML JSON', application: 'json', run: (session) => send(session, senmlJson, 'SENML_JSON') },
  { name: 'Send: an instance', run: sendInstance },
  { name: 'Send: not to a server that is muted', run: stayMute, notByLeshan: 'it does not heed Mute Send' },
]);
