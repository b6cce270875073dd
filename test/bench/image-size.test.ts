import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { imageSizes, imageSizeText } from '../../bench/image-size';

test('images in any language are found, with their size as it is and compressed', () => {
  const dist = fs.mkdtempSync(path.join(os.tmpdir(), 'mote-dist-'));
  try {
    const write = (name: string, text: string): void => {
      fs.mkdirSync(path.join(dist, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(dist, name), text);
    };
    write('light-linux/image.js', 'a'.repeat(1000));
    write('light-linux/size.json', '{}');
    write('light-replay-lua53/image.lua', 'x = 1');
    write('bench.json', '{}');
    const gzip = zlib.gzipSync('a'.repeat(1000), { level: 9 }).length;
    const sizes = imageSizes(dist);
    expect(sizes.map(({ image, bytes }) => [image, bytes])).toEqual([
      ['light-linux/image.js', 1000],
      ['light-replay-lua53/image.lua', 5],
    ]);
    expect(sizes[0].gzip).toBe(gzip);
    expect(imageSizeText(sizes)).toMatch(/light-linux\/image\.js +1,000 +\d+/);
  } finally {
    fs.rmSync(dist, { recursive: true });
  }
});

test('without images the table says so', () => {
  expect(imageSizes('/nowhere')).toEqual([]);
  expect(imageSizeText([])).toContain('no image');
});
