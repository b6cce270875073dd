/** Write-Attributes and Discover (OMA ETS 260, 261). */
import assert from 'node:assert/strict';
import type { Scenario } from '../scenario';
import type { Session } from '../session';

/** The links of Discover. */
async function linksOf(session: Session, path: string): Promise<readonly string[] | undefined> {
  const { code, links } = await session.discover(path);
  assert.equal(code, '2.05', path);
  return links;
}

async function setAttributes(session: Session, path: string, attributes: string): Promise<void> {
  assert.deepEqual(await session.writeAttributes(path, attributes), { code: '2.04' }, `${path}?${attributes}`);
}

async function discover(session: Session): Promise<void> {
  await session.register();
  const temperature = ['5601', '5602', '5603', '5604', '5605', '5700', '5701'].map((id) => `</3303/0/${id}>`);
  assert.deepEqual(await linksOf(session, '/3303'), ['</3303>;ver=1.1', '</3303/0>', ...temperature]);
  assert.deepEqual(await linksOf(session, '/3303/0'), ['</3303/0>', ...temperature]);
  assert.deepEqual(await linksOf(session, '/3303/0/5700'), ['</3303/0/5700>']);
  assert.deepEqual(await linksOf(session, '/3/0/7'), ['</3/0/7>;dim=1', '</3/0/7/0>']);
  const server = ['0', '1', '4', '6', '7', '8'].map((id) => `</1/0/${id}>`);
  assert.deepEqual(await linksOf(session, '/1/0'), ['</1/0>', ...server]);
}

async function refuseDiscover(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = { '/0': '4.01', '/0/0': '4.01', '/3200': '4.04', '/3/1': '4.04', '/3/0/99': '4.04' };
  for (const [path, code] of Object.entries(codes)) {
    assert.equal((await session.discover(path)).code, code, path);
  }
}

async function showAttributes(session: Session): Promise<void> {
  await session.register();
  await setAttributes(session, '/3303', 'pmin=10&pmax=200');
  await setAttributes(session, '/3303/0', 'pmax=320');
  await setAttributes(session, '/3303/0/5700', 'gt=30.5&lt=-2&st=0.25');
  await setAttributes(session, '/3/0/7/0', 'pmax=100&epmin=1&epmax=20');

  assert.deepEqual((await linksOf(session, '/3303'))?.slice(0, 2), ['</3303>;ver=1.1;pmin=10;pmax=200', '</3303/0>;pmax=320']);
  const instance = await linksOf(session, '/3303/0');
  assert.equal(instance?.[0], '</3303/0>;pmin=10;pmax=320');
  assert.ok(instance.includes('</3303/0/5700>;gt=30.5;lt=-2;st=0.25'), instance.join());
  assert.deepEqual(await linksOf(session, '/3303/0/5700'), ['</3303/0/5700>;pmin=10;pmax=320;gt=30.5;lt=-2;st=0.25']);
  assert.deepEqual(await linksOf(session, '/3/0/7'), ['</3/0/7>;dim=1', '</3/0/7/0>;pmax=100;epmin=1;epmax=20']);
}

async function unsetAttributes(session: Session): Promise<void> {
  await session.register();
  await setAttributes(session, '/3303/0/5700', 'pmin=1&pmax=60&st=2');
  await setAttributes(session, '/3303/0/5700', 'pmax&st=3');
  assert.deepEqual(await linksOf(session, '/3303/0/5700'), ['</3303/0/5700>;pmin=1;st=3']);
}

async function refuseAttributes(session: Session): Promise<void> {
  await session.register();
  const codes: Record<string, string> = {
    '/3303/0/5700?pmin=-1': '4.00',
    '/3303/0/5700?pmin=soon': '4.00',
    '/3303/0/5700?pmin=1&pmin=2': '4.00',
    '/3303/0/5700?lt=5&gt=4': '4.00',
    '/3303/0/5700?lt=1&gt=4&st=2': '4.00',
    '/3303/0/5700?dim=3': '4.00',
    '/3303/0?gt=4': '4.00',
    '/3303/0/5701?st=1': '4.00',
    '/0/0?pmin=1': '4.01',
    '/3303/9?pmin=1': '4.04',
    '/3303/0/99?pmin=1': '4.04',
  };
  for (const [uri, code] of Object.entries(codes)) {
    const [path, query] = uri.split('?');
    assert.equal((await session.coap({ method: 'PUT', path, query })).code, code, uri);
  }
  assert.deepEqual(await linksOf(session, '/3303/0/5700'), ['</3303/0/5700>']);
}

export const attributes: readonly Scenario[] = [
  { name: 'Discover: objects, instances, resources', run: discover },
  { name: 'Discover: refused as it should be', run: refuseDiscover },
  { name: 'Write-Attributes: shown by Discover, own and inherited', run: showAttributes },
  { name: 'Write-Attributes: unset', run: unsetAttributes },
  { name: 'Write-Attributes: refused as it should be', run: refuseAttributes },
];
