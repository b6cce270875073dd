/**
 * What Espruino 2v29 refuses or misreads although it is ES5. Looked for in the source of the device and again in
 * the finished image, since a bundler and a minifier write code too.
 */

/** A law that an esquery selector can state. */
export interface SyntaxLaw {
  readonly selector: string;
  /** What to write instead, and why. */
  readonly message: string;
}

/** Built-ins that Espruino does not have. */
const missing = {
  Math: 'imul|trunc|clz32|fround|log2|log10|log1p|expm1|hypot|cbrt',
  Object: 'freeze|isFrozen|seal|is',
  Array: 'from|of',
  Number: 'isInteger|isSafeInteger|isFinite|isNaN|parseFloat|EPSILON|MAX_SAFE_INTEGER|MIN_SAFE_INTEGER',
  ArrayBuffer: 'isView',
  Promise: 'race|any|allSettled',
  '(Ui|I)nt\\d+Array|Float\\d+Array|Uint8ClampedArray': 'from|of|BYTES_PER_ELEMENT',
};

const missingMethods = 'flat|flatMap|at|lastIndexOf|copyWithin|codePointAt|search';

export const espruinoLaws: readonly SyntaxLaw[] = [
  {
    selector:
      'Identifier[name=/^(of|let|static)$/]:not(MemberExpression[computed=false] > .property, Property > .key, TSPropertySignature > .key)',
    message: "Espruino takes this name for a keyword: choose another one, or reserve it in the minifier's options.",
  },
  {
    selector: 'LabeledStatement',
    message: 'Espruino has no labels: end the loops by a condition, or put them in a function and return.',
  },
  {
    selector: 'SwitchCase[test=null]:not(:last-child)',
    message: 'Espruino refuses a `default` that is not last: move it to the end of the switch.',
  },
  {
    selector:
      'ForStatement > .init BinaryExpression[operator="in"], ForStatement > BinaryExpression[operator="in"].init',
    message: 'Espruino takes `in` in the head of a `for` for a for-in: compute the value on a line before the loop.',
  },
  {
    selector:
      'AssignmentExpression > MemberExpression[property.name="length"].left, ' +
      'UpdateExpression > MemberExpression[property.name="length"]',
    message: 'Espruino cannot set `length`: keep a count beside the table.',
  },
  {
    selector: 'MemberExpression[object.name=/^(Array|String|(Ui|I)nt\\d+Array)$/][property.name="prototype"]',
    message: 'Espruino has no `Array.prototype` and its like: call the method on the value itself.',
  },
  {
    selector: Object.entries(missing)
      .map(([object, names]) => `MemberExpression[object.name=/^(${object})$/][property.name=/^(${names})$/]`)
      .join(', '),
    message: 'Espruino does not have this built-in: write out what it computes.',
  },
  {
    selector: `CallExpression > MemberExpression[property.name=/^(${missingMethods})$/].callee`,
    message: 'Espruino does not have this method: write a loop.',
  },
];
