import path from 'node:path';
import ts from 'typescript';
import { createImageProgram } from '../../build/program';
import { root } from '../../build/paths';
import { markValues } from '../../build/values';
import { bare, scratchApp } from './scratch';

jest.setTimeout(60_000);

/** The compiled text of a module of the image that has this main. */
function compiled(main: string, module: string): string {
  const file = path.join(scratchApp(main), 'main.ts');
  const sources = { main: file, board: path.join(bare, 'board.ts'), runtime: path.join(root, 'src/runtime/js.ts'), primitives: path.join(root, 'src/crypto/primitives.ts'), hasNode: false, config: '' };
  const program = createImageProgram({ ...sources, config: `export const enum Config { jobs = 4 }` }, { target: ts.ScriptTarget.ES5, ignoreDeprecations: '6.0' });
  const wanted = module === 'main' ? file : path.join(root, module);
  let text = '';
  program.emit(program.getSourceFile(wanted), (_name, output) => (text = output), undefined, false, { before: [markValues(program)] });
  return text;
}

const main = `import type { Board, BoardEvents } from '@/src/board';
  import { after, cancel } from '@/src/engine/jobs';
  declare function setWatch(listener: () => void): void;
  const buffer = new Uint8Array(4);
  function pressed(): void { after(2, pressed); }
  function watched(): void { cancel(pressed); }
  function received(link: number, length: number): void { buffer[link] = length; }
  function opened(): void { buffer[0] = 1; }
  function local(callback: () => void): void { callback(); }
  export function main(board: Board): void {
    const events: BoardEvents = { buffer, received, opened: buffer[1] > 0 ? opened : pressed, timer: pressed, stopping() { board.reboot(); }, button: received };
    board.attach(events);
    setWatch(watched);
    local(watched);
    events.timer();
    after(1, board.now() > 3 ? pressed : watched);
  }`;

test('functions are marked that src/ alone calls', () => {
  const text = compiled(main, 'main');
  const mark = (name: string): string => `/* @__PURE__ */ $value(${name})`;
  expect(text).toContain(`after(2, ${mark('pressed')})`);
  expect(text).toContain(`cancel(${mark('pressed')})`);
  expect(text).toContain(`received: ${mark('received')}, opened: buffer[1] > 0 ? ${mark('opened')} : ${mark('pressed')}, timer: ${mark('pressed')}`);
  expect(text).toContain(`? ${mark('pressed')} : ${mark('watched')}`);
});

test('functions of other files are marked in a shorthand, too', () => {
  const text = compiled(
    `import type { Board } from '@/src/board';
      import { wantWork as timer } from '@/src/engine/schedule';
      export function main(board: Board): void {
        board.attach({ buffer: new Uint8Array(4), received() {}, opened() {}, timer, stopping: timer, button: timer });
      }`,
    'main',
  );
  expect(text).toContain('timer: /* @__PURE__ */ $value(timer), stopping: /* @__PURE__ */ $value(timer)');
});

test('what others than src/ are given stays a function', () => {
  const text = compiled(main, 'main');
  expect(text).toContain('setWatch(watched)');
  expect(text).toContain('local(watched)');
  expect(text).toContain(' callback();');
});

test('calls of members of src/ are marked, and of what tables have', () => {
  expect(compiled(main, 'main')).toMatch(/\$callee\(events\.timer\)\(\);/);
  expect(compiled(main, 'main')).toContain('$callee(board.attach)(events)');
  expect(compiled(main, 'src/engine/jobs.ts')).toMatch(/\$callee\(\w+(\[\w+\])?\)\(\);/);
});
