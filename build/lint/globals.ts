/**
 * Which names of the engine device code may use: a short list of those that every engine has and that mean the
 * same everywhere. All else comes from 'runtime' or through `Board`.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import type { Area } from './dialect';

/** What every engine has, Lua by its compiler. */
const everywhere = ['Math', 'undefined', 'NaN', 'Infinity', 'Error'];

/** Bytes, texts and numbers, where engines differ. */
const values =
  'Array ArrayBuffer DataView Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray ' +
  'Uint16Array Uint32Array TextEncoder TextDecoder String Number Boolean parseInt parseFloat isNaN isFinite JSON Object';

/** What ES5 does not have, or Espruino does badly. */
const modern =
  'Map Set WeakMap WeakSet WeakRef Symbol Promise Proxy Reflect BigInt BigInt64Array BigUint64Array Function RegExp ' +
  'Intl Iterator Atomics SharedArrayBuffer structuredClone queueMicrotask eval globalThis';

/** The world outside. */
const world =
  'Date setTimeout setInterval setImmediate clearTimeout clearInterval performance crypto console process require ' +
  'module fetch';

const kinds = new Map<string, 'value' | 'modern' | 'world'>([
  ...values.split(' ').map((name) => [name, 'value'] as const),
  ...modern.split(' ').map((name) => [name, 'modern'] as const),
  ...world.split(' ').map((name) => [name, 'world'] as const),
]);

export const globals: TSESLint.RuleModule<'value' | 'modern' | 'world' | 'unknown', [Area]> = {
  meta: {
    type: 'problem',
    schema: [{ type: 'string', enum: ['core', 'bytes', 'runtime', 'boards'] }],
    messages: {
      value: "`{{name}}` differs between engines, so it belongs in src/runtime and src/bytes: import from 'runtime'.",
      modern: 'ES5 has no `{{name}}`, nor have Espruino and Lua: use a table of numbers.',
      world: '`{{name}}` is the outside world: time, randomness, datagrams, storage and console come through Board.',
      unknown: '`{{name}}` is not on every engine: only {{everywhere}} are.',
    },
  },
  defaultOptions: ['core'],
  create(context) {
    const [area] = context.options;

    function isAllowed(name: string): boolean {
      if (everywhere.includes(name)) return true;
      switch (kinds.get(name)) {
        case 'modern':
          return false;
        case 'value': // a board prints numbers for people, but its buffers are those of the client
          return area === 'bytes' || area === 'runtime' || (area === 'boards' && !/Array|DataView/.test(name));
        case 'world':
          return area === 'boards';
        default:
          return area === 'boards' || area === 'runtime';
      }
    }

    return {
      'Program:exit'() {
        // References that no declaration of the file explains; a name in a type is no code.
        const scope = context.sourceCode.scopeManager?.globalScope;
        const known = (scope?.variables ?? []).flatMap((variable) => variable.references);
        for (const { identifier, isValueReference } of [...(scope?.through ?? []), ...known]) {
          const name = String(identifier.name);
          if (!isValueReference || isAllowed(name)) continue;
          const data = { name, everywhere: everywhere.join(', ') };
          context.report({ node: identifier, messageId: kinds.get(name) ?? 'unknown', data });
        }
      },
    };
  },
};
