/**
 * What `npm run lint` holds each part of the repository to. Host code keeps to typescript-eslint's recommendations;
 * device code, beyond that, to its dialect.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import path from 'node:path';
import { configs } from 'typescript-eslint';
import { type Area, syntaxLaws } from './dialect';
import { plugin } from './plugin';

// Host code that lies among device code: the simulated board, and what the build runs to pack descriptions.
const hostFiles = ['boards/sim/**', 'src/model/describe.ts'];
const code = ['**/*.ts', '**/*.js'];

/** The rules for a part of the device. What they except is said beside each law. */
function deviceRules(area: Area): TSESLint.FlatConfig.Rules {
  return {
    // The dialect says the same, and why.
    eqeqeq: 'off',
    'prefer-rest-params': 'off',
    '@typescript-eslint/no-namespace': 'off',
    '@typescript-eslint/no-duplicate-enum-values': 'off', // sizes and numbers may well be equal

    'no-restricted-syntax': ['error', ...syntaxLaws(area)],
    'mote/conditions': 'error',
    'mote/constant-exports': 'error',
    'mote/globals': ['error', area],
    'mote/load-order': 'error',
    'mote/lua-limits': 'error',
    'mote/text': area === 'core' ? 'error' : 'off',
    'mote/buffers': area === 'core' || area === 'bytes' ? 'error' : 'off',
  };
}

export const config: TSESLint.FlatConfig.ConfigArray = [
  { ignores: ['dist/', '**/node_modules/'] },
  ...(configs.recommended as TSESLint.FlatConfig.ConfigArray).map((recommended) => ({ ...recommended, files: code })),
  {
    files: code,
    linterOptions: { noInlineConfig: true },
    plugins: { mote: plugin },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 500],
      // Refuses the comments that would switch a rule off; `noInlineConfig` above has them do nothing, too.
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack', `${'eslint'}-disable`] }],
      'mote/imports': 'error',
      'mote/names': 'error',
    },
  },
  // A test that is left out, or that leaves out the others, is no evidence.
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['describe', 'test', 'it'].flatMap((object) => [
          { object, property: 'only', message: 'It leaves out all other tests.' },
          { object, property: 'skip', message: 'Say at run time why a test cannot run, or delete it.' },
        ]),
      ],
    },
  },
  // CommonJS, and boards that start their image anew.
  { files: ['**/*.js', 'boards/**/*.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['src/**/*.ts', 'boards/**/*.ts', 'firmware/**/*.ts'],
    ignores: hostFiles,
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: path.resolve(__dirname, '../..') },
    },
    rules: deviceRules('core'),
  },
  { files: ['src/bytes/**/*.ts'], rules: deviceRules('bytes') },
  { files: ['src/runtime/**/*.ts'], rules: deviceRules('runtime') },
  { files: ['boards/**/*.ts'], ignores: hostFiles, rules: deviceRules('boards') },
  // What Espruino's own functions give are typed arrays and what lies under them.
  { files: ['boards/espruino/natives.ts'], rules: { 'mote/globals': ['error', 'runtime'] } },
];
