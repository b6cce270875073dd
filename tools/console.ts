/** `npx mote console [PORT]`: what a board prints, and a keyboard for it. */
import { Option, type Command } from 'commander';
import { showConsole } from './console/console';
import { levels, type Level } from './console/transcript';
import { lineHelp, parseBaud, usualBaud } from './line/line';
import { onlyPort } from './line/ports';

interface Options {
  readonly baud: number;
  readonly timestamps?: true;
  readonly level?: Level;
  readonly log?: string;
  readonly execute?: string;
  readonly image?: string;
}

export function addConsole(program: Command): void {
  program
    .command('console')
    .description('Shows what a board prints, and sends what is typed. The board is not reset, and waited for when it goes away.')
    .argument('[port]', `${lineHelp}; unless told, the only serial port there is`)
    .option('--baud <rate>', 'bits a second of a serial port', parseBaud, usualBaud)
    .option('-t, --timestamps', 'the time before each line (UTC)')
    .addOption(new Option('--level <level>', 'leaves out log lines of lesser levels').choices(levels))
    .option('--log <file>', 'appends all that is shown to a file')
    .option('--image <folder>', 'the folder of the image that runs, such as dist/smart-light-linux: traces then name lines of its sources')
    .option('-e, --execute <command>', 'types this, shows the answer, and ends')
    .showHelpAfterError('Type: npx mote console /dev/ttyUSB0')
    .action(async (port: string | undefined, { execute, image, ...options }: Options) => {
      await showConsole(port ?? (await onlyPort('npx mote console PORT')), { ...options, command: execute, imageFolder: image });
    });
}
