/**
 * What each object costs an image: the bytes of its module, and of the lines of the application that add it and
 * create an instance.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../build/image';
import { scratch } from '../build/scratch';

jest.setTimeout(180_000); // A build takes seconds, and all tests share the machine.

const limit = 256;
/** Objects with behaviour of their own have more: 1 KB. */
const behaviourLimit = 1024;
const app = join(__dirname, 'apps/all-objects');
const objects = join(__dirname, '../../src/objects');

/** Whether the file has functions of its own, beyond what all sensors share. */
function hasBehaviour(file: string): boolean {
  return /\bon(Read|Validate|Write|Changed|Execute)\(/.test(readFileSync(join(objects, file), 'utf8'));
}

test('an object that is only a description costs at most 256 bytes of image', async () => {
  const image = await buildImage({ app, board: 'linux', dist: scratch({}) });
  const files = ['', 'ipso'].flatMap((folder) => readdirSync(join(objects, folder)).map((file) => join(folder, file)));
  const own = files.filter((file) => file.endsWith('.ts') && !file.endsWith('measured-range.ts'));
  /** A module's, and those of the folder of its name. */
  const bytesOf = (file: string): number => {
    const parts = image.modules.filter(({ module }) => module === file || module.startsWith(`${file.slice(0, -'.ts'.length)}/`));
    return parts.reduce((sum, { bytes }) => sum + bytes, 0);
  };
  const lines = Math.ceil(bytesOf('test/objects/apps/all-objects/main.ts') / own.length);
  const costs = own.map((file) => ({ file, bytes: bytesOf(`src/objects/${file}`), behaviour: hasBehaviour(file) })).sort((a, b) => b.bytes - a.bytes);

  expect(costs.filter(({ bytes }) => bytes === 0)).toEqual([]); // all are in the image
  expect(costs.filter(({ bytes, behaviour }) => bytes + lines > (behaviour ? behaviourLimit : limit))).toEqual([]);
});
