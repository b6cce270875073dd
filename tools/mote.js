#!/usr/bin/env node
/** `npx mote`: runs verbs.ts, which is TypeScript, as build/run does. */
'use strict';
require('../build/run');
// Whoever reads the output has seen enough, as `head` does: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
void require('./verbs.ts')
  .run(process.argv.slice(2))
  .then((code) => process.exit(code));
