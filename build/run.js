/**
 * Runs a TypeScript program of this repository on plain Node: `node build/run tools/start.ts`.
 * Types are stripped file by file (no check; that is `npm run typecheck`), and the bare names that the
 * build resolves for an image (`config`, `runtime`, `primitives`) stand for the defaults of the host.
 * What has been stripped is kept until its file changes: stripping takes longer than most programs.
 */
'use strict';
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const Module = require('module');

const root = path.dirname(__dirname);
const hostModules = {
  config: path.join(root, 'src/config.ts'),
  runtime: path.join(root, 'src/runtime/js.ts'),
  primitives: path.join(root, 'src/crypto/primitives.ts'),
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return Object.hasOwn(hostModules, request) ? hostModules[request] : resolveFilename.call(this, request, ...rest);
};

/** Where packages keep what they can make again; `npm ci` empties it. */
const kept = path.join(root, 'node_modules/.cache/mote');
const compiler = `${fs.readFileSync(__filename)}${require('typescript/package.json').version}`;

function strip(file, text) {
  const ts = require('typescript');
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      isolatedModules: true,
      inlineSourceMap: true,
    },
  });
  return outputText;
}

/** @returns The stripped text of a file, behind a line with the hash of what it was made of. */
function readKept(place) {
  try {
    return fs.readFileSync(place, 'utf8');
  } catch {
    return '';
  }
}

/** In one step, since others may read it meanwhile. */
function keep(place, text) {
  try {
    fs.mkdirSync(kept, { recursive: true });
    fs.writeFileSync(`${place}.${process.pid}`, text);
    fs.renameSync(`${place}.${process.pid}`, place);
  } catch {
    // An installation that may not be written is slower, and runs.
  }
}

const hash = (text) => createHash('sha256').update(text).digest('hex');

require.extensions['.ts'] = function (module, file) {
  const text = fs.readFileSync(file, 'utf8');
  const place = path.join(kept, hash(file));
  const head = `//${hash(`${compiler}${text}`)}\n`;
  const known = readKept(place);
  const isCurrent = known.startsWith(head);
  const stripped = isCurrent ? known.slice(head.length) : strip(file, text);
  // Applications of other folders come and go.
  if (!isCurrent && file.startsWith(root + path.sep)) keep(place, head + stripped);
  module._compile(stripped, file);
};

// A folder may hold board.ts and board.json: without an ending, the program is meant.
const loadJson = require.extensions['.json'];
delete require.extensions['.json'];
require.extensions['.json'] = loadJson;

if (require.main === module) {
  const program = process.argv[2];
  if (program === undefined) {
    console.error('usage: node build/run PROGRAM.ts [ARGUMENTS]');
    process.exit(2);
  }
  process.argv.splice(1, 2, path.resolve(program));
  require(process.argv[1]);
}
