import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DirectoryContent, writeDirectory } from '../../build/directory';
import { packImage, unpackImage, versionNumbers } from '../../build/package';
import { scratch } from './scratch';

const content: DirectoryContent = {
  app: 'lamp', board: 'desk', version: '1.2.3', engine: 'node', language: 'js', bytes: Buffer.from('lamp();'), boot: Buffer.from('boot();'), key: 'ab', sources: [__filename], config: 'export const enum Config { servers = 2 }',
};

interface Described {
  readonly image: object;
  readonly boot?: object;
  readonly key?: string;
  readonly inputs: { readonly config: object };
}

const manifestOf = (folder: string): Described => JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Described;

test('image, slot, boot stub, key and manifest; the same input gives the same bytes', () => {
  const folders = [scratch({}), scratch({})];
  for (const folder of folders) writeDirectory(folder, content);
  const [names, others] = folders.map((folder) => readdirSync(folder).sort());
  expect(names).toEqual(['boot.js', 'image.bin', 'image.js', 'key.pub', 'manifest.json']);
  expect(others).toEqual(names);
  for (const name of names) expect(readFileSync(path.join(folders[0], name)).equals(readFileSync(path.join(folders[1], name)))).toBe(true);
  expect(manifestOf(folders[0])).toMatchObject({
    app: 'lamp', board: 'desk', version: '1.2.3', engine: 'node', key: 'key.pub',
    image: { file: 'image.js', size: 7 }, boot: { size: 7 }, inputs: { config: { servers: 2 } },
  });
});

test('what a board without a boot stub has', () => {
  const folder = scratch({});
  expect(writeDirectory(folder, { ...content, boot: undefined, key: '' }).bootFile).toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual(['image.bin', 'image.js', 'manifest.json']);
  expect(manifestOf(folder).key).toBeUndefined();
});

test('a build is a board that was just flashed', () => {
  const folder = scratch({});
  writeFileSync(path.join(folder, 'flash-1'), 'an update');
  writeDirectory(folder, content);
  expect(existsSync(path.join(folder, 'flash-1'))).toBe(false);
});

test.each([['node', 1208], ['espruino', 1976]])('a boot stub that is too large for %s is refused', (engine, more) => {
  expect(() => writeDirectory(scratch({}), { ...content, engine, boot: Buffer.alloc(3000) })).toThrow(`bytes, ${more} more than it may`);
});

test('an image is packed and unpacked', () => {
  const image = packImage(Buffer.from('lamp();'), content);
  expect(unpackImage(image, 'a file')).toMatchObject({ board: 'desk', app: 'lamp', version: '1.2.3', isSigned: false, code: Buffer.from('lamp();') });
  image[image.length - 1] ^= 1;
  expect(() => unpackImage(image, 'a file')).toThrow('a file is damaged');
  expect(() => unpackImage(Buffer.from('lamp();'), 'a file')).toThrow('a file is no image');
});

test.each(['1.2', '1.2.65536', 'v1.2.3', '1.2.3 beta', ''])('"%s" is no version', (version) => {
  expect(() => packImage(Buffer.alloc(0), { ...content, version })).toThrow('write it like 1.2.3');
});

test('versions may have more behind their numbers; names have to fit', () => {
  expect(versionNumbers('10.20.30-rc.1+g12ab')).toEqual([10, 20, 30]);
  expect(() => packImage(Buffer.alloc(0), { ...content, app: 'x'.repeat(70) })).toThrow('do not fit the manifest');
  expect(() => packImage(Buffer.alloc(0), { ...content, app: 'Lämpchen' })).toThrow('use ASCII');
});
