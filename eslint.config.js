/**
 * `npm run lint`. The laws of device code, the direction of imports and the rules for names and sizes are in
 * build/lint; everything else keeps to typescript-eslint's recommendations.
 */
'use strict';
require('./build/run'); // lets Node read TypeScript
const { configs } = require('typescript-eslint');
const { deviceRules, plugin } = require('./build/lint/plugin.ts');

// Host code that lies among device code: the simulated board, and what the build runs to pack descriptions.
const hostFiles = ['boards/sim/**', 'src/model/describe.ts'];

module.exports = [
  { ignores: ['dist/', '**/node_modules/'] },
  ...configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.js'] })),
  {
    files: ['**/*.ts', '**/*.js'],
    linterOptions: { noInlineConfig: true },
    plugins: { mote: plugin },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 500],
      'mote/imports': 'error',
      'mote/names': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack', 'eslint-disable'] }],
    },
  },
  { files: ['**/*.js', 'boards/**/*.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['src/**/*.ts', 'boards/**/*.ts', 'firmware/**/*.ts'],
    ignores: hostFiles,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: deviceRules('core'),
  },
  // Constants of a `const enum` are sizes and numbers, and may well be equal.
  { files: ['src/**/*.ts', 'firmware/**/*.ts', 'boards/**/*.ts'], rules: { '@typescript-eslint/no-duplicate-enum-values': 'off' } },
  { files: ['src/bytes/**/*.ts'], rules: deviceRules('bytes') },
  { files: ['src/runtime/**/*.ts'], rules: deviceRules('runtime') },
  { files: ['boards/**/*.ts'], ignores: hostFiles, rules: deviceRules('boards') },
];
