/**
 * Runs a TypeScript program of this repository on plain Node: `node build/run tools/start.ts`.
 * Types are stripped file by file (no check; that is `npm run typecheck`), and the bare names that the
 * build resolves for an image (`config`, `runtime`, `primitives`) stand for the defaults of the host.
 */
'use strict';
const fs = require('fs');
const path = require('path');
const Module = require('module');
const ts = require('typescript');

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

require.extensions['.ts'] = function (module, file) {
  const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      isolatedModules: true,
      inlineSourceMap: true,
    },
  });
  module._compile(outputText, file);
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
