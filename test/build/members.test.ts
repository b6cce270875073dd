import { readFileSync } from 'node:fs';
import { buildImage } from '../../build/image';
import { bare, scratch, scratchApp } from './scratch';

jest.setTimeout(60_000);

const head = `import type { Board } from '@/src/board';
  import { Needs, type Writer } from '@/src/format/format';
  const refuse = (): boolean => false;
  function end(): void { needed.board?.reboot(); }
  const needed: { board?: Board } = {};`;

async function imageOf(main: string): Promise<string> {
  const { file } = await buildImage({ app: scratchApp(head + main), board: bare, dist: scratch({}) });
  return readFileSync(file, 'utf8');
}

test('members of an interface within the image are short, those of the board and of others keep their names', async () => {
  const image = await imageOf(`
    const writer: Writer = { needs: Needs.size, start: (level) => level > 2, instance: refuse, multiple: refuse, number: refuse, bytes: refuse, end };
    export function main(board: Board): void { needed.board = board; if (writer.start(board.now(), 0)) { writer.end(); } board.log(String({ needs: 77 }.needs)); }`);
  expect(image).toMatch(/\.reboot\(\)/);
  expect(image).toMatch(/\.board\b/);
  expect(image).not.toMatch(/\b(start|multiple|end)\b/);
});

test('an object that is not declared as the interface that it becomes is refused', async () => {
  await expect(
    imageOf(`
    const made = { needs: Needs.size, start: refuse, instance: refuse, multiple: refuse, number: refuse, bytes: refuse, end };
    const writer: Writer = made;
    export function main(board: Board): void { needed.board = board; writer.end(); }`),
  ).rejects.toThrow(/main\.ts: declare `made` as `Writer`/);
});
