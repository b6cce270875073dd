/**
 * `npm run build -- [APP] [--board BOARD] [--language LANGUAGE] [--dist FOLDER] [--image-version 1.2.3] [--key FILE]
 * [--stats] [--features] [--watch]`: builds images.
 * Without arguments: smart-light for every board, in every language the board runs.
 *
 * Exit codes: 0 every image was built, 1 one was not (the reason is printed) or its features do not add up, 2 the
 * command line is wrong.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { boardFacts, languages, type Language } from './board';
import { BuildFailure } from './failure';
import { featureTable, requireSum } from './features';
import { buildImage, findFolder, measureImage, type ImageRequest } from './image';
import { root, shown } from './paths';
import { stopSignal } from './stopSignal';
import { functionTable, sizeTable } from './size';
import { watchFolders } from './watch';

export { buildImage, type BuiltImage, type ImageRequest } from './image';

interface Options {
  readonly board?: string;
  readonly language?: Language;
  readonly dist?: string;
  readonly stats?: true;
  readonly features?: true;
  readonly watch?: true;
  readonly imageVersion?: string;
  readonly key?: string;
}

/** The boards that images are built for: those with a board.json. */
function boards(): string[] {
  const folder = path.join(root, 'boards');
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'board.json')));
}

function requests(app: string, { board, language, dist, imageVersion, key }: Options): ImageRequest[] {
  const settings: ImageRequest['settings'] = imageVersion === undefined ? {} : { imageVersion };
  if (board !== undefined) {
    return [{ app, board, language, dist, key, settings }];
  }
  findFolder('firmware', app); // so that a wrong name is told once
  return boards().flatMap((name) =>
    boardFacts(path.join(root, 'boards', name))
      .languages.filter((each) => language === undefined || each === language)
      .map((each) => ({ app, board: name, language: each, dist, key, settings })),
  );
}

async function build(request: ImageRequest, options: Options): Promise<void> {
  const image = await buildImage(request);
  console.log(`${sizeTable(image.name, image)}\n`);
  if (options.stats === true) {
    console.log(`Largest functions\n${functionTable(image, 40)}\n`);
  }
  console.log(`${shown(image.file)}\n`);
  if (options.features === true) {
    const sizes = await measureImage(request);
    console.log(`${featureTable(sizes)}\n`);
    requireSum(image.name, sizes);
  }
}

/** Does what may fail for a reason to be told. @returns The exit code. */
async function orReason(action: () => void | Promise<void>): Promise<number> {
  try {
    await action();
    return 0;
  } catch (error) {
    if (!(error instanceof BuildFailure)) {
      throw error;
    }
    console.error(error.message);
    return 1;
  }
}

/** An image that cannot be built does not keep the others from it. @returns The exit code. */
async function buildAll(wanted: readonly ImageRequest[], options: Options): Promise<number> {
  let code = 0;
  for (const request of wanted) {
    code = Math.max(code, await orReason(() => build(request, options)));
  }
  return code;
}

/** Builds all, and again whenever a source has changed, until Ctrl-C. @returns The exit code. */
async function keepBuilding(wanted: readonly ImageRequest[], options: Options): Promise<number> {
  const folders = [path.join(root, 'src'), ...wanted.flatMap(({ app, board }) => [findFolder('firmware', app), findFolder('boards', board)])];
  const sources = watchFolders([...new Set(folders)]);
  void stopSignal().then(() => sources.close());
  for (;;) {
    const code = await buildAll(wanted, options);
    console.log('Waiting for a source to change; Ctrl-C ends this.');
    const file = await sources.next();
    if (file === undefined) return code;
    console.log(`${file} has changed.\n`);
  }
}

/** Builds all that was asked for. @returns The exit code. */
async function run(argv: readonly string[]): Promise<number> {
  const wanted: ImageRequest[] = [];
  const command = new Command('build')
    .description('Builds images and prints what takes their bytes.')
    .argument('[app]', 'a folder in firmware/, or its path', 'smart-light')
    .option('--board <board>', 'a folder in boards/, or its path (default: every board)')
    .addOption(new Option('--language <language>', "of those the board's engine runs").choices(languages))
    .option('--dist <folder>', 'where the folders of the images go (default: dist/)')
    .option('--image-version <version>', 'as 1.2.3 (default: "imageVersion" of config.json)')
    .option('--key <file>', 'the public key whose images the device takes over the air ("mote ota keygen" makes it)')
    .option('--stats', 'the largest functions, too')
    .option('--features', 'what each feature costs, measured (builds the image once for each)')
    .option('--watch', 'builds again whenever a source changes')
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action((app: string, options: Options) => void wanted.push(...requests(app, options)));
  const parsed = await orReason(() => void command.parse(argv));
  const options = command.opts<Options>();
  const keeps = options.watch === true && wanted.length > 0;
  return Math.max(parsed, await (keeps ? keepBuilding : buildAll)(wanted, options));
}

if (process.argv[1] === __filename) {
  void run(process.argv).then((code) => (process.exitCode = code));
}
