/** `npm run lint`: the rules are in build/lint, which is TypeScript. */
'use strict';
require('./build/run');
module.exports = require('./build/lint/config.ts').config;
