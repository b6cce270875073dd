/**
 * What holds for every file of the repository: names that say something, files that can be read in one sitting, no way
 * around a rule.
 */
import { createJudge } from './judge';

const line = 'export const a = 1;\n';

/** A file, its text, and part of the refusal; `passes` when there is none. */
// What is forbidden stands here in parts, so that a search for it finds no place that does it.
const files: readonly (readonly [file: string, text: string, refusal: string])[] = [
  ['src/coap/util.ts', line, '`src/coap/util.ts` does not say what it holds'],
  ['src/coap/byteUtils.ts', line, 'does not say what it holds'],
  ['src/coap/parse-helper.ts', line, 'does not say what it holds'],
  ['src/coap/common.ts', line, 'does not say what it holds'],
  ['src/coap/block.manager.ts', line, 'does not say what it holds'],
  ['test/helpers/wire.ts', line, 'does not say what it holds'],
  ['tools/misc.js', line, 'does not say what it holds'],
  ['src/coap/message.ts', line, 'passes'],
  ['src/coap/commonality.ts', line, 'passes'],
  ['src/coap/long.ts', '//\n'.repeat(500) + line, 'File has too many lines (501)'],
  ['tools/unfinished.ts', `// ${'TO'}DO: the rest\n${line}`, "Unexpected 'todo' comment"],
  ['tools/broken.ts', `/* ${'FIX'}ME */ ${line}`, "Unexpected 'fixme' comment"],
  ['tools/finished.ts', `/** The list of what is to do. */\n${line}`, 'passes'],
  ['tools/silent.ts', `// ${'eslint'}-disable-next-line\n${line}`, `Unexpected '${'eslint'}-disable' comment`],
  ['tools/untyped.ts', `// @${'ts'}-ignore\n${line}`, `Use "@ts-expect-error" instead of "@${'ts'}-ignore"`],
  ['test/coap/skipped.test.ts', `test.${'skip'}('nothing', () => {});`, 'Say at run time why a test cannot run'],
  ['test/coap/only.test.ts', `describe.${'only'}('one', () => {});`, 'It leaves out all other tests'],
  ['tools/loose.ts', 'export const a = (b: number) => b == 1;', "Expected '===' and instead saw '=='"],
  ['tools/modern.ts', 'export class A { #b = [...new Map()]; get b() { return this.#b?.at(-1) ?? 0; } }', 'passes'],
];

const judge = createJudge(Object.fromEntries(files));

describe('every file of the repository', () => {
  test.each(files)('%s', (file, _text, refusal) => {
    const refusals = judge(file)
      .map(({ message }) => message)
      .filter((message) => !message.includes('has no effect'));
    expect(refusals).toEqual(refusal === 'passes' ? [] : [expect.stringContaining(refusal)]);
  });

  test('a comment cannot switch a rule off', () => {
    const text = `/* ${'eslint'} eqeqeq: 0 */ ${files[17][1]}`;
    const refusals = createJudge({ 'tools/loose.ts': text })('tools/loose.ts');
    expect(refusals.map(({ rule }) => rule)).toContain('eqeqeq/unexpected');
  });
});
