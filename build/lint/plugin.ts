/**
 * The rules of this repository, as an ESLint plugin named `mote`.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { buffers } from './buffers';
import { conditions } from './conditions';
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
