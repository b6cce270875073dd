import path from 'node:path';
import type { Bundle } from '../../build/bundle';
import { root } from '../../build/paths';

const noMap = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

/** A bundle as rollup writes it, of these modules: texts by path in the repository. */
export function bundleOf(modules: Readonly<Record<string, string>>): Bundle {
  const parts = Object.entries(modules).map(([file, code]) => ({ file: path.join(root, file), code }));
  return { code: `(function () {\n\n${parts.map(({ code }) => code).join('\n\n')}\n\n})();\n`, modules: parts, map: noMap };
}
