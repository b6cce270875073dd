/** `npx mote boards`: the boards there are. */
import type { Command } from 'commander';
import { boardFolder, boardNames, readBoard } from './folders';

/** How each value of `flashing` in board.json is said. */
const ways: Readonly<Record<string, string>> = {
  run: 'this computer runs it',
  espruino: 'npx mote flash, over a line to the prompt',
  nodemcu: 'npx mote flash, over a line to the prompt',
  none: 'for tests',
};

export function addBoards(program: Command): void {
  program
    .command('boards')
    .description('Lists the boards: engine, bytes for an image, and how it gets there.')
    .option('--json', 'as JSON')
    .showHelpAfterError('Type: npx mote boards')
    .action(({ json }: { json?: true }) => {
      const boards = boardNames().map((name) => ({ name, ...readBoard(boardFolder(name)) }));
      if (json === true) {
        console.log(JSON.stringify(boards));
        return;
      }
      const rows = boards.map(({ name, engine, flash, flashing }) => [
        name,
        engine,
        flash === 0 ? 'no image' : `${Math.floor(flash / 1024)} KB`,
        ways[flashing] ?? `see boards/${name}/README.md`,
      ]);
      const table = [['board', 'engine', 'image', 'flashing'], ...rows];
      const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)));
      for (const row of table) console.log(row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
    });
}
