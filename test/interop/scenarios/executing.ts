/** Execute (OMA ETS 241), its arguments, and what must not be executed. */
import assert from 'node:assert/strict';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

async function executeArguments(session: Session): Promise<void> {
  await session.register();
  for (const args of [undefined, '0', '0,1', "0='U'", "2='10.3',7,0='https://www.oma.org'"]) {
    assert.deepEqual(await session.execute('/3/0/12', args), { code: '2.04' }, args);
  }
}

/** Leshan does not send these, so they go out as bare CoAP requests. */
async function refuseArguments(session: Session): Promise<void> {
  await session.register();
  for (const payload of ['=', 'a', '10', '0,', ',0', '0,,1', '0=', "0='", "0='a", "0=a'", "0='a'b", '0,0', "0='\\'"]) {
    assert.equal((await session.coap({ method: 'POST', path: '/3/0/12', format: 0, payload })).code, '4.00', payload);
  }
  assert.equal((await session.coap({ method: 'POST', path: '/3/0/12', format: 11542, payload: '0' })).code, '4.15', 'as TLV');
}

async function refuseExecute(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = {
    '/0/0/0': '4.01',
    '/3200/0/5505': '4.04',
    '/3/1/4': '4.04',
    '/3/0/99': '4.04',
    '/3/0/0': '4.05',
    '/3311/0/5850': '4.05',
  };
  for (const [path, code] of Object.entries(codes)) {
    assert.deepEqual(await session.execute(path), { code }, path);
  }
  assert.equal((await session.coap({ method: 'POST', path: '/3/0/6/0' })).code, '4.05', 'a resource instance');
}

/** After the restart the client is a new one: what it was told is gone, and so are its observations. */
async function restart(session: Session, path: string): Promise<void> {
  const { location } = await session.register();
  await session.write('/3311/0/5851', 'TEXT', 7);
  const { observation } = await session.observe('/3303/0/5700');
  const registered = session.next('registered');
  assert.deepEqual(await session.execute(path), { code: '2.04' });
  const { again, location: newLocation } = await registered;
  assert.equal(again, true);
  assert.notEqual(newLocation, location);
  assert.deepEqual(await session.read('/3311/0/5851', 'TEXT'), { code: '2.05', format: 'TEXT', content: 100 });

  const { observation: other } = await session.observe('/3303/0/5700');
  const from = session.seen('message').length;
  await session.next('notification', (notification) => notification.observation === other);
  const tokens = session.seen('message').slice(from).map(({ token }) => token.toLowerCase());
  assert.ok(!tokens.includes(String(observation)), 'a notification for the registration before');
}

const reboot = (session: Session): Promise<void> => restart(session, '/3/0/4');
const factoryReset = (session: Session): Promise<void> => restart(session, '/3/0/5');

export const executing: readonly Scenario[] = [
  { name: 'Execute: arguments', run: executeArguments },
  { name: 'Execute: bad arguments', run: refuseArguments },
  { name: 'Execute: refused as it should be', run: refuseExecute },
  { name: 'Execute: Reboot, and Register again', run: reboot, seconds: 30 },
  { name: 'Execute: Factory Reset, and Register again', run: factoryReset, seconds: 30 },
];
