/** `npx mote build [APP]`: builds images. Without arguments: smart-light for every board, in every language the board runs. */
import { Option, type Command } from 'commander';
import path from 'node:path';
import { boardFacts, languages, type Language } from '../build/board';
import { BuildFailure } from '../build/failure';
import { featureTable, requireSum } from '../build/features';
import { buildImage, measureImage, type ImageRequest } from '../build/image';
import { root } from '../build/paths';
import { functionTable, notCountedText, sizeTable } from '../build/size';
import { stopSignal } from '../build/stopSignal';
import { watchFolders } from '../build/watch';
import { ExitCode, ToolFailure } from './exitCodes';
import { boardFolder, boardNames, choice, distOf, findApp, findBoard } from './folders';

interface Options {
  readonly board?: string;
  readonly language?: Language;
  readonly dist?: string;
  readonly stats?: true;
  readonly features?: true;
  readonly watch?: true;
  readonly imageVersion?: string;
  readonly key?: string;
  readonly counted?: true;
  readonly json?: true;
}

export function addBuild(program: Command): void {
  program
    .command('build')
    .description('Builds images and prints what takes their bytes.')
    .argument('[app]', 'a folder in firmware/, or its path', 'smart-light')
    .option('--board <board>', 'a folder in boards/, or its path (default: every board)')
    .addOption(new Option('--language <language>', "of those the board's engine runs").choices(languages))
    .option('--dist <folder>', 'where the folders of the images go (default: dist/ of Mote for its applications, of the current folder for others)')
    .option('--image-version <version>', 'as 1.2.3 (default: "imageVersion" of config.json)')
    .option('--key <file>', 'the public key whose images the device takes over the air ("mote ota keygen" makes it)')
    .option('--stats', 'the largest functions, too')
    .option('--features', 'what each feature costs, measured (builds the image once for each)')
    .option('--counted', "fails when Espruino's variables and calls cannot be counted, as for an application that asks for its modules")
    .option('--watch', 'builds again whenever a source changes')
    .option('--json', 'says what was built as JSON, a line for each image')
    .allowExcessArguments(false)
    .showHelpAfterError('Type: npx mote build smart-light --board linux')
    .action(async (app: string, options: Options) => {
      const wanted = requests(app, options);
      await (options.watch === true ? keepBuilding : buildAll)(wanted, options);
    });
}

function requests(name: string, { board, language, dist: wanted, imageVersion, key }: Options): ImageRequest[] {
  const app = findApp(name);
  const settings: ImageRequest['settings'] = imageVersion === undefined ? {} : { imageVersion };
  const same = { app, dist: wanted ?? distOf(app), key, settings };
  if (board !== undefined) {
    const folder = findBoard(board);
    if (boardFacts(folder).languages.length === 0) throw new ToolFailure(ExitCode.Usage, `The board ${board} serves tests: it has no image.\n${choice()}`);
    return [{ ...same, board: folder, language }];
  }
  return boardNames().flatMap((each) => {
    const folder = boardFolder(each);
    const spoken = boardFacts(folder).languages.filter((one) => language === undefined || one === language);
    return spoken.map((one) => ({ ...same, board: folder, language: one }));
  });
}

async function build(request: ImageRequest, options: Options): Promise<void> {
  const image = await buildImage(request);
  const { notCounted } = image;
  if (notCounted !== undefined && options.counted === true) throw new BuildFailure(notCountedText(notCounted));
  if (options.json === true) {
    const { name, language, file, bytes, gzip, budget, modules, functions, variables, callDepth } = image;
    const more = { ...(options.stats === true && { functions }), ...(options.features === true && { features: await measureImage(request) }) };
    console.log(JSON.stringify({ name, language, file: path.relative('', file), bytes, gzip, budget, modules, variables, callDepth, notCounted, ...more }));
    return;
  }
  console.log(`${sizeTable(image.name, image)}\n`);
  if (options.stats === true) console.log(`Largest functions\n${functionTable(image, 40)}\n`);
  console.log(`${path.relative('', image.file)}\n`);
  if (options.features === true) {
    const sizes = await measureImage(request);
    console.log(`${featureTable(sizes)}\n`);
    requireSum(image.name, sizes);
  }
}

/** An image that cannot be built does not keep the others from it. @throws BuildFailure when one could not, with the reason of the last. */
async function buildAll(wanted: readonly ImageRequest[], options: Options): Promise<void> {
  const failures: BuildFailure[] = [];
  for (const request of wanted) {
    try {
      await build(request, options);
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      if (wanted.length > 1) console.error(`${error.message}\n`);
      failures.push(error);
    }
  }
  if (failures.length === 0) return;
  throw wanted.length === 1 ? failures[0] : new ToolFailure(ExitCode.Failed, `${failures.length} of ${wanted.length} images could not be built.`);
}

/** Builds all, and again whenever a source has changed, until Ctrl-C. */
async function keepBuilding(wanted: readonly ImageRequest[], options: Options): Promise<void> {
  const sources = watchFolders([...new Set([path.join(root, 'src'), ...wanted.flatMap(({ app, board }) => [app, board])])]);
  void stopSignal().then(() => sources.close());
  const tell = options.json === true ? console.error : console.log;
  for (;;) {
    const failure = await buildAll(wanted, options).catch((error: unknown) => error);
    if (failure instanceof BuildFailure || failure instanceof ToolFailure) console.error(failure.message);
    else if (failure !== undefined) throw failure;
    tell('Waiting for a source to change; Ctrl-C ends this.');
    const file = await sources.next();
    if (file === undefined) {
      if (failure !== undefined) throw new ToolFailure(ExitCode.Failed, 'The image was not built since it changed last.');
      return;
    }
    tell(`${file} has changed.\n`);
  }
}
