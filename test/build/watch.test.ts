import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { watchFolders, type Watch } from '../../build/watch';
import { scratch } from './scratch';

let folder: string;
let watch: Watch;

beforeEach(() => {
  folder = scratch({ 'main.ts': 'one', 'below/config.json': '{}' });
  watch = watchFolders([folder]);
});

afterEach(() => watch.close());

test('a change is told by the name of its file, below the folder too', async () => {
  const next = watch.next();
  writeFileSync(path.join(folder, 'below/config.json'), '{ "servers": 2 }');
  expect(await next).toBe('below/config.json');
});

test('a change that nobody waited for is told when somebody asks', async () => {
  const earlier = watch.next();
  writeFileSync(path.join(folder, 'main.ts'), 'two');
  expect(await earlier).toBe('main.ts');
  writeFileSync(path.join(folder, 'main.ts'), 'three');
  expect(await watch.next()).toBe('main.ts');
});

test('a file that is emptied and written is one change', async () => {
  const next = watch.next();
  writeFileSync(path.join(folder, 'main.ts'), 'two');
  expect(await next).toBe('main.ts');
  const another = watch.next();
  writeFileSync(path.join(folder, 'other.ts'), 'new');
  expect(await another).toBe('other.ts');
});

test('who waits when the watch is closed is told nothing', async () => {
  const next = watch.next();
  watch.close();
  expect([await next, await watch.next()]).toEqual([undefined, undefined]);
});
