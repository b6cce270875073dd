/**
 * Joins the modules of an image into one ES5 script (rollup). What nothing uses is left out.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { rollup, type RollupLog } from 'rollup';
import ts from 'typescript';
import { describeFile } from './describe';
import { BuildFailure } from './failure';
import { root, shown } from './paths';
import { entryFile, imageFiles, resolveImport } from './program';

/** A module as it went into the bundle. */
export interface BundledModule {
  /** Its TypeScript source. */
  readonly file: string;
  readonly code: string;
}

export interface Bundle {
  readonly code: string;
  /** In the order in which they stand in `code`; modules of which nothing is used are not there. */
  readonly modules: readonly BundledModule[];
  /** The source map from `code` to the TypeScript sources (absolute), as JSON. */
  readonly map: string;
}

/** A module as the compiler leaves it. */
interface CompiledModule {
  readonly code: string;
  readonly map: string;
}

/** Functions that TypeScript calls for what ES5 does not have. */
const helper = /\b__(assign|awaiter|extends|generator|makeTemplateObject|read|rest|spreadArray|values)\b/;

/** Compiles the modules of the program to ES5: by source file. */
function compile(program: ts.Program, transformers: readonly ts.TransformerFactory<ts.SourceFile>[]): Map<string, CompiledModule> {
  const modules = new Map<string, CompiledModule>();
  for (const file of imageFiles(program)) {
    const name = path.normalize(file.fileName);
    const texts = { code: '', map: '' };
    program.emit(
      file,
      (output, text) => {
        // A map names its source by the way from where the output would be.
        if (output.endsWith('.map')) texts.map = JSON.stringify({ ...(JSON.parse(text) as object), sources: [name] });
        else if (output.endsWith('.js')) texts.code = text.replace(/\/\/# sourceMappingURL=.*\n?$/, '');
      },
      undefined,
      false,
      { before: [...transformers] },
    );
    modules.set(name, texts);
    const needed = name === describeFile ? null : helper.exec(texts.code);
    if (needed !== null) {
      throw new BuildFailure(
        `${shown(name)} needs the compiler's helper ${needed[0]}, which no image has: write it without spread, rest, destructuring, generators, classes or async`,
      );
    }
  }
  return modules;
}

/** Warnings are mistakes, but for these: an image of nothing, and modules of Node's, which a board may use. */
const expected: readonly (string | undefined)[] = ['EMPTY_BUNDLE', 'MISSING_NODE_BUILTINS'];

function refuse(log: RollupLog): void {
  if (!expected.includes(log.code)) {
    throw new BuildFailure(`bundling: ${log.message.replaceAll(root + path.sep, '')}`);
  }
}

/**
 * The bundle of an image.
 * @throws BuildFailure when modules import each other in a circle, or an import leads nowhere.
 */
export async function bundle(
  program: ts.Program,
  transformers: readonly ts.TransformerFactory<ts.SourceFile>[],
): Promise<Bundle> {
  const modules = compile(program, transformers);
  const build = await rollup({
    input: entryFile,
    onwarn: refuse,
    treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
    plugins: [
      {
        name: 'modules of the program',
        resolveId(source, importer) {
          if (importer === undefined) {
            return source;
          }
          if (isBuiltin(source)) {
            return { id: source, external: true };
          }
          return resolveImport(program, source, importer) ?? null;
        },
        load: (id) => modules.get(id) ?? null,
      },
    ],
  });
  const { output } = await build.generate({
    format: 'iife',
    sourcemap: true,
    strict: false,
    indent: false,
    esModule: false,
    generatedCode: { symbols: false },
    globals: (id) => `require('${id}')`,
    interop: 'default',
  });
  const [{ code: marked, modules: rendered, map }] = output;
  const code = marked.replace(/\/\/# sourceMappingURL=.*\n?$/, '');
  const bundled = Object.entries(rendered).map(([file, { code: text }]) => ({ file, code: text ?? '' }));
  if (bundled.some(({ file, code: text }) => file === describeFile && text !== '')) {
    throw new BuildFailure('src/model/describe.ts is in the image: import nothing from it but `describe`');
  }
  return { code, modules: bundled.filter((module) => module.code !== ''), map: JSON.stringify(map) };
}

/** The source file that each line of the bundle comes from. */
export function filesOfLines({ code, modules }: Bundle): (string | undefined)[] {
  const files = new Array<string | undefined>(code.split('\n').length).fill(undefined);
  let from = 0;
  for (const { file, code: text } of modules) {
    const at = code.indexOf(text, from);
    if (at < 0) {
      throw new BuildFailure(`bundling: the text of ${file} is not in the bundle`);
    }
    const line = code.slice(0, at).split('\n').length - 1;
    files.fill(file, line, line + text.split('\n').length);
    from = at + text.length;
  }
  return files;
}
