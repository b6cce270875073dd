#!/usr/bin/env node
/** `npx mote`: runs mote.ts, which is TypeScript, as build/run does. */
'use strict';
require('../build/run');
require('./mote.ts');
