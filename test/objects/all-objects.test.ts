import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRegistered } from '../stack/device';

const sizes = JSON.parse(readFileSync(join(__dirname, 'apps/all-objects/config.json'), 'utf8')) as Record<string, number>;
const ids = readdirSync(join(__dirname, '../../tools/registry'))
  .filter((file) => file.endsWith('.xml'))
  .map((file) => parseInt(file))
  .sort((a, b) => a - b);

test('a client with every object registers with them all', () => {
  const { server } = startRegistered('test/objects/apps/all-objects/main', { config: sizes });
  const [registration] = server.registrations.values();
  const targets = registration.links.map(({ target }) => target);
  // Object 0 is not registered (LwM2M 1.1 Core 6.2.1).
  expect(targets.filter((target) => target.endsWith('/0'))).toEqual(ids.filter((id) => id !== 0).map((id) => `/${id}/0`));

  const versioned = registration.links.filter(({ attributes }) => attributes.has('ver'));
  const versions = versioned.map(({ target, attributes }) => `${target} ${attributes.get('ver')}`);
  expect(versions).toEqual(expect.arrayContaining(['/4 1.3', '/5 1.2', '/3304 1.1', '/3336 2.0']));
  expect(versions).not.toContain('/3339 1.0'); // goes without saying
});
