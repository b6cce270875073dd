/**
 * The rules of this repository, as an ESLint plugin named `mote`.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { buffers } from './buffers';
import { conditions } from './conditions';
import { type Area, syntaxLaws } from './dialect';
import { exports as constantExports } from './exports';
import { globals } from './globals';
import { imports } from './imports';
import { loadOrder } from './load-order';
import { luaLimits } from './lua';
import { names } from './names';
import { text } from './text';

export const plugin: TSESLint.FlatConfig.Plugin = {
  meta: { name: 'mote' },
  rules: {
    buffers,
    conditions,
    'constant-exports': constantExports,
    globals,
    imports,
    'load-order': loadOrder,
    'lua-limits': luaLimits,
    names,
    text,
  },
};

/** The rules for a part of the device. What they except is said beside each law. */
export function deviceRules(area: Area): TSESLint.FlatConfig.Rules {
  return {
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
