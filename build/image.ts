/**
 * Builds an image: an application for a board, as one script. Each step has a file of its own:
 * config, program (types), describe, then bundle, minify and check, or lua; and size.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { boardFacts, type Language } from './board';
import { bundle } from './bundle';
import { measureCallDepth, requireCallDepth } from './call-depth';
import { checkImage } from './check';
import { configModule, configText, defaultSettings, type Changes } from './config';
import { writeDirectory, type WrittenDirectory } from './directory';
import { measureFeatures, type FeatureSizes } from './features';
import { packDescriptions } from './describe';
import { BuildFailure, NotCounted } from './failure';
import { buildLua, luaOptions } from './lua';
import { minify, type Minified } from './minify';
import { shortenMembers } from './members';
import { hotNames } from './hot';
import { didYouMean } from './didYouMean';
import { root, shown } from './paths';
import { createImageProgram, type ImageSources } from './program';
import { mapFile } from './sourceMap';
import { simplify } from './simplify';
import { markValues } from './values';
import { neededRows, requireRows } from './table-sizes';
import { bytesOf, imageSize, requireBudget, type ImageSize } from './size';
import { untokenise } from './untokenise';
import { countVariables, requireVariables } from './variables';

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
  readonly settings?: Changes;
  /** A file with the public key of those who may sign images, as `mote ota keygen` writes it: for the boot stub. */
  readonly key?: string;
}

/** Its files are absolute paths. */
export interface BuiltImage extends ImageSize, WrittenDirectory {
  /** Such as `smart-light-linux`; the name of its folder, too. */
  readonly name: string;
  readonly language: Language;
}

interface Place extends ImageSources {
  readonly name: string;
  /** The names of application, board and engine. */
  readonly appName: string;
  readonly boardName: string;
  readonly engine: string;
  readonly language: Language;
  readonly flash: number;
  readonly variables?: number;
  readonly callDepth?: number;
}

function requireFile(file: string, use: string): string {
  if (!existsSync(file)) {
    throw new BuildFailure(`there is no ${shown(file)}, ${use}`);
  }
  return file;
}

/** The folder of an application or a board: a name is one of `room`, anything with a slash is a path. */
function findFolder(room: 'firmware' | 'boards', name: string): string {
  const folder = name.includes('/') ? path.resolve(name) : path.join(root, room, name);
  if (!existsSync(folder)) {
    const folders = readdirSync(path.join(root, room), { withFileTypes: true }).filter((each) => each.isDirectory());
    const known = folders.map((each) => each.name);
    throw new BuildFailure(`there is no ${shown(folder)}${didYouMean(name, known)}\nThere are: ${known.join(' ')}`);
  }
  return folder;
}

function readDefaults(): string {
  return readFileSync(path.join(root, 'src/config.ts'), 'utf8');
}

function runtimeOf(engine: string, language: Language): string {
  return language !== 'js' ? 'lua.ts' : engine === 'espruino' ? 'espruino.ts' : 'js.ts';
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
  const ofBoard = path.join(appFolder, `config.${path.basename(boardFolder)}.json`);
  const files = [settings, ofBoard].filter(existsSync).map((file) => ({ text: readFileSync(file, 'utf8'), file: shown(file) }));
  return {
    name: `${path.basename(appFolder)}-${path.basename(boardFolder)}${spoken === facts.languages[0] ? '' : `-${spoken}`}`,
    appName: path.basename(appFolder),
    boardName: path.basename(boardFolder),
    engine: facts.engine,
    language: spoken,
    flash: facts.flash,
    variables: facts.variables,
    callDepth: facts.callDepth,
    hasNode: facts.hasNode,
    main,
    board: boardFile,
    runtime: path.join(root, 'src/runtime', runtimeOf(facts.engine, spoken)),
    primitives: [path.join(boardFolder, 'primitives.ts'), path.join(root, 'src/crypto/primitives.ts')].filter(existsSync)[0],
    config: configModule(readDefaults(), files, changed),
  };
}

function createProgram(sources: Place): ts.Program {
  const toScript = { target: ts.ScriptTarget.ES5, ignoreDeprecations: '6.0', noEmitHelpers: true, sourceMap: true };
  return createImageProgram(sources, sources.language === 'js' ? toScript : luaOptions(sources.language));
}

function buildScript(sources: Place, program: ts.Program = createProgram(sources)): Minified | Promise<Minified> {
  return sources.language === 'js' ? buildJavaScript(sources, program) : buildLua(program);
}

/** One ES5 script. */
async function buildJavaScript(sources: Place, program: ts.Program): Promise<Minified> {
  const isTokenised = sources.engine === 'espruino';
  const isStub = sources.entry !== undefined;
  // Of a boot stub nothing is to stay in memory when it is over: it keeps the function around it.
  const isOpen = isTokenised && !isStub;
  const { lazyFunctions: lazy } = defaultSettings(sources.config);
  const values = isOpen && lazy > 0 ? [markValues(program)] : [];
  const script = await bundle(program, [packDescriptions(program), shortenMembers(program), simplify(program), ...values]);
  const minified = await minify(script, { hot: sources.hasNode || isStub ? undefined : hotNames(), isTokenised, isOpen, isStub, lazy });
  const { code, bytes, places } = minified;
  const problems = checkImage(bytes === undefined ? code : untokenise(bytes, places?.keys()), sources.name);
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
    return bytesOf(await buildScript(findSources({ ...request, settings }))).length;
  });
}

/** The module that a boot stub begins with. */
const bootEntry = `import { start } from 'main';

start();
`;

/** The public key in a file of `mote ota keygen`; none without a file. */
function readKey(file: string | undefined): string {
  const key = file === undefined ? '' : readFileSync(requireFile(path.resolve(file), 'which "mote ota keygen" makes'), 'utf8').trim();
  if (!/^([0-9a-f]{120})?$/.test(key)) {
    throw new BuildFailure(`${file} is no public key; "mote ota keygen FILE" makes one: FILE.pub`);
  }
  return key;
}

/** The boot stub of the board; undefined when it has none. */
async function buildBoot(sources: Place): Promise<Buffer | undefined> {
  const boot = path.join(path.dirname(sources.board), 'boot.ts');
  if (!existsSync(boot)) return undefined;
  const config = configModule(readDefaults(), []);
  return bytesOf(await buildScript({ ...sources, name: `the boot stub of ${sources.boardName}`, main: boot, entry: bootEntry, config }));
}

/** What the image takes of Espruino, as far as the board has budgets of it; or why that is not known. */
function countEspruino({ name, variables, callDepth, config }: Place, image: Minified): Pick<ImageSize, 'variables' | 'callDepth' | 'notCounted'> {
  try {
    const depth = callDepth === undefined ? undefined : measureCallDepth(name, image, callDepth, defaultSettings(config).dtls === 1);
    if (depth?.isRegistered === false) throw new NotCounted(`${name} does not register by itself, and is counted while a server uses it`);
    return {
      callDepth: depth,
      variables: variables === undefined ? undefined : countVariables(name, image, variables),
    };
  } catch (error) {
    if (!(error instanceof NotCounted)) throw error;
    return { notCounted: error.message };
  }
}

/**
 * Builds an image and writes it to its folder in dist/, with size.json, names.json, image.map and what `directory.ts` adds.
 * @throws BuildFailure for every mistake in what it is built from, types and budget included.
 */
export async function buildImage(request: ImageRequest): Promise<BuiltImage> {
  const sources = findSources(request);
  const { name, appName: app, boardName: board, engine, language, config } = sources;
  const key = readKey(request.key);
  const program = createProgram(sources);
  requireRows(name, neededRows(program, sources.main), defaultSettings(config));
  const image = await buildScript(sources, program);
  const folder = path.resolve(request.dist ?? path.join(root, 'dist'), name);
  const size = { ...imageSize(image, sources.flash), ...countEspruino(sources, image) };
  const boot = await buildBoot(sources);
  const version = configText(config, 'imageVersion');
  const content = { app, board, version, engine, language, bytes: bytesOf(image), boot, key, sources: [...image.modules.keys()], config };
  const written = writeDirectory(folder, content);
  writeFileSync(path.join(folder, 'size.json'), `${JSON.stringify({ name, ...size }, null, 2)}\n`);
  if (image.names !== undefined) {
    writeFileSync(path.join(folder, 'names.json'), `${JSON.stringify(image.names)}\n`);
  }
  if (image.map !== undefined) {
    writeFileSync(path.join(folder, mapFile), `${JSON.stringify(image.map)}\n`);
  }
  requireBudget(name, size);
  if (size.variables !== undefined) requireVariables(name, size.variables);
  if (size.callDepth !== undefined) requireCallDepth(name, size.callDepth);
  return { name, language, ...written, ...size };
}
