#!/usr/bin/env node
/** `npx mote`: runs verbs.ts, which is TypeScript, as build/run does. */
'use strict';
require('../build/run');
void require('./verbs.ts')
  .run(process.argv.slice(2))
  .then((code) => process.exit(code));
