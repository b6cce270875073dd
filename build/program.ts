/**
 * The TypeScript program of an image: everything its entry reaches, with the bare names `config`, `runtime`,
 * `primitives` and `board` standing for what this image has, and `mote/` for src/. Its types are checked here.
 */
import path from 'node:path';
import ts from 'typescript';
import { BuildFailure } from './failure';
import { root } from './paths';

/** What the bare names of an image stand for. */
export interface ImageSources {
  /** The application's main.ts, the board's board.ts, and the file of src/runtime: absolute paths. */
  readonly main: string;
  readonly board: string;
  readonly runtime: string;
  /** What src/dtls encrypts and authenticates with: the board's primitives.ts, or the portable one. */
  readonly primitives: string;
  /** Whether Node's modules and globals are known. */
  readonly hasNode: boolean;
  /** The text of the module `config`. */
  readonly config: string;
  /** The text of the module that all begins with: an application on its board, unless told. */
  readonly entry?: string;
}

/** Modules that exist in memory only. */
const generated = path.join(root, 'build/generated');
const configFile = path.join(generated, 'config.ts');
export const entryFile = path.join(generated, 'entry.ts');

const entry = `import { main } from 'main';
import { board } from 'board';

main(board);
`;

/** Files of packages, which do not change while the build runs; parsing them takes longer than all the rest. */
const packageFiles = new Map<string, ts.SourceFile | undefined>();

function compilerHost(options: ts.CompilerOptions, virtual: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getCurrentDirectory = () => root;
  host.fileExists = (file) => virtual.has(path.normalize(file)) || fileExists(file);
  host.readFile = (file) => virtual.get(path.normalize(file)) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const text = virtual.get(path.normalize(file));
    if (text !== undefined) {
      return ts.createSourceFile(file, text, languageVersion);
    }
    if (!file.includes('/node_modules/')) {
      return getSourceFile(file, languageVersion, ...rest);
    }
    if (!packageFiles.has(file)) {
      packageFiles.set(file, getSourceFile(file, languageVersion, ...rest));
    }
    return packageFiles.get(file);
  };
  return host;
}

/** Finds modules on the disk; those in memory are known by the name that `paths` gives them. */
const resolutionHost: ts.ModuleResolutionHost = {
  fileExists: (file) => path.normalize(file) === configFile || ts.sys.fileExists(file),
  readFile: ts.sys.readFile,
};

/** The settings of tsconfig.json, which the editor and `npm run typecheck` go by. */
function projectOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root).options;
}

/** "No overlap": TypeScript knows the value of a setting that is compared, which is what settings are for. */
const NO_OVERLAP = 2367;

function isComparedSetting({ code, file, start, length }: ts.Diagnostic): boolean {
  return code === NO_OVERLAP && file !== undefined && start !== undefined && /\bConfig\./.test(file.text.slice(start, start + (length ?? 0)));
}

/**
 * The program of an image, checked.
 * @param settings What its output is to be, over the settings of tsconfig.json.
 * @throws BuildFailure with the errors as tsc prints them.
 */
export function createImageProgram(sources: ImageSources, settings: ts.CompilerOptions): ts.Program {
  const options: ts.CompilerOptions = {
    ...projectOptions(),
    ...settings,
    types: sources.hasNode ? ['node'] : [],
    noEmit: false,
    preserveConstEnums: false,
    isolatedModules: false,
    paths: {
      main: [sources.main],
      board: [sources.board],
      runtime: [sources.runtime],
      primitives: [sources.primitives],
      config: [configFile],
      'mote/*': [path.join(root, 'src/*')],
    },
  };
  const virtual = new Map([
    [configFile, sources.config],
    [entryFile, sources.entry ?? entry],
  ]);
  const host = compilerHost(options, virtual);
  const program = ts.createProgram([entryFile], options, host);
  const diagnostics = ts.getPreEmitDiagnostics(program).filter((each) => !isComparedSetting(each));
  if (diagnostics.length > 0) {
    throw new BuildFailure(ts.formatDiagnostics(diagnostics, { ...host, getCurrentDirectory: () => process.cwd() }).trimEnd());
  }
  return program;
}

/** The files of the program that may go into the image. */
export function imageFiles(program: ts.Program): ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => !file.isDeclarationFile);
}

/** The source file that `specifier` means in the module `importer`; undefined for one that is none of the image's. */
export function resolveImport(program: ts.Program, specifier: string, importer: string): string | undefined {
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, program.getCompilerOptions(), resolutionHost);
  return resolvedModule === undefined || resolvedModule.isExternalLibraryImport === true
    ? undefined
    : path.normalize(resolvedModule.resolvedFileName);
}
