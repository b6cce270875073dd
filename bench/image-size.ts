/** Bytes of the built images. */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { decimal, table } from './table';

/** One image of dist/. */
export interface ImageSize {
  image: string;
  bytes: number;
  /** Compressed by gzip -9, which is about what a transfer costs. */
  gzip: number;
}

/** Sizes of all images under `dist`, by name: dist/APP-BOARD/image.js or .lua. */
export function imageSizes(dist: string): ImageSize[] {
  if (!fs.existsSync(dist)) return [];
  return fs
    .readdirSync(dist)
    .sort()
    .flatMap((folder) => ['image.js', 'image.lua'].map((file) => `${folder}/${file}`))
    .filter((image) => fs.existsSync(path.join(dist, image)))
    .map((image) => {
      const bytes = fs.readFileSync(path.join(dist, image));
      return { image, bytes: bytes.length, gzip: zlib.gzipSync(bytes, { level: 9 }).length };
    });
}

/** The sizes as a table. */
export function imageSizeText(sizes: readonly ImageSize[]): string {
  if (sizes.length === 0) return 'no image in dist/ (npm run build)';
  return table(
    [{ heading: 'image' }, { heading: 'bytes', right: true }, { heading: 'gzip', right: true }],
    sizes.map(({ image, bytes, gzip }) => [image, decimal(bytes), decimal(gzip)]),
  );
}
