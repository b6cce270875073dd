/**
 * Builds an image: an application for a board, as one script. Each step has a file of its own:
 * config, program (types), describe, then bundle, minify and check, or lua; and size.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { boardFacts, type Language } from './board';
import { bundle } from './bundle';
import { checkImage } from './check';
import { configModule, defaultSettings, type Settings } from './config';
import { measureFeatures, type FeatureSizes } from './features';
import { packDescriptions } from './describe';
import { BuildFailure } from './failure';
import { buildLua, luaOptions } from './lua';
import { minify, type Minified } from './minify';
import { shortenMembers } from './members';
import { nearest } from './nearest';
import { root, shown } from './paths';
import { createImageProgram, type ImageSources } from './program';
import { simplify } from './simplify';
import { imageSize, requireBudget, type ImageSize } from './size';

export interface ImageRequest {
  /** A folder in firmware/, or its path. */
  readonly app: string;
  /** A folder in boards/, or its path. */
  readonly board: string;
  /** What the board runs first, unless told. */
  readonly language?: Language;
  /** Where the folder of the image is made: dist/ unless told. */
  readonly dist?: string;
  /** Settings over those of config.json. */
  readonly settings?: Settings;
}

export interface BuiltImage extends ImageSize {
  /** Such as `smart-light-linux`; the name of its folder, too. */
  readonly name: string;
  readonly language: Language;
  /** The image: `dist/<name>/image.js` or `image.lua`, absolute. */
  readonly file: string;
}

interface Place extends ImageSources {
  readonly name: string;
  readonly language: Language;
  readonly flash: number;
}

function requireFile(file: string, use: string): string {
  if (!existsSync(file)) {
    throw new BuildFailure(`there is no ${shown(file)}, ${use}`);
  }
  return file;
}

/** The folder of an application or a board: a name is one of `room`, anything with a slash is a path. */
export function findFolder(room: 'firmware' | 'boards', name: string): string {
  const folder = name.includes('/') ? path.resolve(name) : path.join(root, room, name);
  if (!existsSync(folder)) {
    const known = readdirSync(path.join(root, room), { withFileTypes: true }).filter((each) => each.isDirectory());
    const guess = nearest(name, known.map((each) => each.name)) ?? 'none';
    throw new BuildFailure(`there is no ${shown(folder)}; did you mean "${guess}"?`);
  }
  return folder;
}

function readDefaults(): string {
  return readFileSync(path.join(root, 'src/config.ts'), 'utf8');
}

function findSources({ app, board, language, settings: changed }: ImageRequest): Place {
  const appFolder = findFolder('firmware', app);
  const boardFolder = findFolder('boards', board);
  const main = requireFile(path.join(appFolder, 'main.ts'), 'which has to export `main(board)`');
  const boardFile = requireFile(path.join(boardFolder, 'board.ts'), 'which has to export `board`');
  const facts = boardFacts(boardFolder);
  const spoken = language ?? facts.languages[0];
  if (!facts.languages.includes(spoken)) {
    const choice = facts.languages.length === 0 ? 'no image: it serves tests' : `only ${facts.languages.join(', ')}`;
    throw new BuildFailure(`the board ${path.basename(boardFolder)} runs ${choice}`);
  }
  const settings = requireFile(path.join(appFolder, 'config.json'), 'which says what is compiled in; {} takes all defaults');
  return {
    name: `${path.basename(appFolder)}-${path.basename(boardFolder)}${spoken === facts.languages[0] ? '' : `-${spoken}`}`,
    language: spoken,
    flash: facts.flash,
    hasNode: facts.hasNode,
    main,
    board: boardFile,
    runtime: path.join(root, 'src/runtime', spoken === 'js' ? 'js.ts' : 'lua.ts'),
    config: configModule(readDefaults(), readFileSync(settings, 'utf8'), shown(settings), changed),
  };
}

function buildScript(sources: Place): Minified | Promise<Minified> {
  if (sources.language === 'js') {
    return buildJavaScript(sources);
  }
  return buildLua(createImageProgram(sources, luaOptions(sources.language)));
}

/** One ES5 script. */
async function buildJavaScript(sources: Place): Promise<Minified> {
  const program = createImageProgram(sources, { target: ts.ScriptTarget.ES5, ignoreDeprecations: '6.0', noEmitHelpers: true });
  const minified = await minify(await bundle(program, [packDescriptions(program), shortenMembers(program), simplify(program)]));
  const problems = checkImage(minified.code, sources.name);
  if (problems.length > 0) {
    const list = problems.map(({ line, column, message }) => `  ${line}:${column} ${message}`);
    throw new BuildFailure(`${sources.name} holds what some engine refuses:\n${list.join('\n')}`);
  }
  return minified;
}

/**
 * What each feature of an image costs. Builds it many times, writes nothing, and asks for no budget.
 * @throws BuildFailure for every mistake in what it is built from.
 */
export function measureImage(request: ImageRequest): Promise<FeatureSizes> {
  const { config } = findSources(request);
  return measureFeatures(defaultSettings(config), defaultSettings(readDefaults()), async (settings) => {
    const { code } = await buildScript(findSources({ ...request, settings }));
    return Buffer.byteLength(code);
  });
}

/**
 * Builds an image and writes it, with its size.json, to its folder in dist/.
 * @throws BuildFailure for every mistake in what it is built from, types and budget included.
 */
export async function buildImage(request: ImageRequest): Promise<BuiltImage> {
  const sources = findSources(request);
  const image = await buildScript(sources);
  const folder = path.resolve(request.dist ?? path.join(root, 'dist'), sources.name);
  const file = path.join(folder, sources.language === 'js' ? 'image.js' : 'image.lua');
  const size = imageSize(image, sources.flash);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, image.code);
  writeFileSync(path.join(folder, 'size.json'), `${JSON.stringify({ name: sources.name, ...size }, null, 2)}\n`);
  requireBudget(sources.name, size);
  return { name: sources.name, language: sources.language, file, ...size };
}
