/** The files of the page, from tools/server/page. Its scripts are TypeScript there, and lose their types here. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';

const FOLDER = join(__dirname, '../page');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface PageFile {
  mediaType: string;
  content: Buffer;
}

/** The file of a URL path such as `/main.js`; `/` is the page. Undefined when there is none. */
export function pageFile(urlPath: string): PageFile | undefined {
  const name = urlPath === '/' ? '/index.html' : urlPath;
  const mediaType = MEDIA_TYPES[extname(name)];
  // One plain name: nothing outside the folder can be named.
  if (mediaType === undefined || !/^\/[a-zA-Z]+\.[a-z]+$/.test(name)) return undefined;
  try {
    return { mediaType, content: extname(name) === '.js' ? script(name) : readFileSync(join(FOLDER, name)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const scripts = new Map<string, { source: string; content: Buffer }>();

/** Strips the types when the source is new or has changed. */
function script(name: string): Buffer {
  const source = readFileSync(join(FOLDER, name.replace(/\.js$/, '.ts')), 'utf8');
  const cached = scripts.get(name);
  if (cached?.source === source) return cached.content;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, isolatedModules: true },
  });
  const content = Buffer.from(outputText);
  scripts.set(name, { source, content });
  return content;
}
