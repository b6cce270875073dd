/**
 * Turns the program of an image into one Lua script (typescript-to-lua). What nothing uses is left out. The modules
 * become blocks of one chunk, each after those that it imports; what they export stands in one table.
 */
import path from 'node:path';
import ts from 'typescript';
import { getProgramTranspileResult, LuaLibImportKind, LuaTarget, type CompilerOptions } from 'typescript-to-lua';
import { BuildFailure } from './failure';
import { foldConstants } from './fold';
import { requireLuaLimits } from './lua-limits';
import { joinLines, lineMapOf, sourceLines } from './lua-lines';
import { isName, luaTokens } from './lua-tokens';
import type { Minified } from './minify';
import { renameLocals, shortName } from './minlua';
import { packDescriptions } from './describe';
import { shown } from './paths';
import { imageFiles, resolveImport } from './program';
import { findReachable, keepReachable } from './reachable';
import { createLuaMap, type LuaModuleLines } from './sourceMap';

/** Settings for the program of a Lua image. Lua 5.1 has its bit operations from the library `bit`, as LuaJIT has. */
export function luaOptions(language: 'lua53' | 'lua51'): CompilerOptions {
  return {
    target: ts.ScriptTarget.ESNext,
    luaTarget: language === 'lua53' ? LuaTarget.Lua53 : LuaTarget.LuaJIT,
    luaLibImport: LuaLibImportKind.None,
    noImplicitSelf: true,
    noHeader: true,
    removeComments: true,
    sourceMap: true,
  };
}

/** Lua throws texts: `throw new Error(text)` becomes `error(text)`. A `before` transformer. */
const throwTexts: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  function visit(node: ts.Node): ts.Node {
    if (ts.isThrowStatement(node) && ts.isNewExpression(node.expression) && node.expression.expression.getText() === 'Error') {
      const [text] = node.expression.arguments ?? [];
      return context.factory.updateThrowStatement(node, text ?? context.factory.createStringLiteral(''));
    }
    return ts.visitEachChild(node, visit, context);
  }
  return ts.visitEachChild(file, visit, context);
};

/** A module as typescript-to-lua wrote it. */
interface LuaModule {
  readonly file: string;
  readonly tokens: readonly string[];
  /** The line of the source, from 0, that each token comes from. */
  readonly lines: readonly number[];
}

function compile(program: ts.Program): LuaModule[] {
  const early = [throwTexts, packDescriptions(program), foldConstants(program)];
  const reachable = findReachable(program, early);
  const { diagnostics, transpiledFiles } = getProgramTranspileResult(ts.sys, () => undefined, {
    program,
    sourceFiles: reachable.modules.map((file) => ts.getOriginalNode(file) as ts.SourceFile),
    customTransformers: { before: [...early, keepReachable(program, reachable)] },
  });
  if (diagnostics.length > 0) {
    throw new BuildFailure(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => program.getCurrentDirectory(),
        getCanonicalFileName: (file) => file,
        getNewLine: () => '\n',
      }),
    );
  }
  return transpiledFiles.map(({ fileName, code = '', sourceMap = '' }) => {
    return { file: path.normalize(fileName), tokens: luaTokens(code), lines: sourceLines(code, sourceMap) };
  });
}

/** Refuses what Lua of the boards lacks, or what would go wrong without a sound. */
function check({ file, tokens }: LuaModule): void {
  const refuse = (what: string): never => {
    throw new BuildFailure(`${shown(file)}: in Lua ${what}`);
  };
  tokens.forEach((each, index) => {
    if (each.startsWith('__TS__')) {
      refuse(`it needs ${each} of typescript-to-lua's library, which no image has: write it with plain loops and tables`);
    }
    if (each === 'goto') {
      refuse('`continue` is a goto, which Lua 5.1 lacks: turn the condition around');
    }
    if (each === '____exports' && tokens[index + 1] === '[') {
      refuse(`${tokens[index + 2]} is a keyword: give what is exported another name`);
    }
    if (each === ':') {
      refuse(`\`${tokens[index + 1]}\` is called with its table as an argument: mark its interface with @noSelf`);
    }
  });
}

/** The names that the files of the program declare but do not define: what the board's firmware provides. */
function ambientNames(program: ts.Program): Set<string> {
  const names = new Set<string>();
  for (const statement of imageFiles(program).flatMap((file) => [...file.statements])) {
    const isAmbient = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
    if (isAmbient === true && ts.isVariableStatement(statement)) {
      statement.declarationList.declarations.forEach(({ name }) => names.add(name.getText()));
    } else if (isAmbient === true && (ts.isFunctionDeclaration(statement) || ts.isModuleDeclaration(statement)) && statement.name !== undefined) {
      names.add(statement.name.text);
    }
  }
  return names;
}

/** The table of what modules export, in the text of an image. */
const exportTable = 'E';

/** The module that declares what `file` exports as `name`, and its name there. */
function origin(program: ts.Program, file: string, name: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const symbol = module === undefined ? undefined : checker.tryGetMemberInModuleExports(name, module);
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) {
    return `${file} ${name}`;
  }
  const aliased = checker.getAliasedSymbol(symbol);
  return `${path.normalize(aliased.declarations?.[0].getSourceFile().fileName ?? file)} ${aliased.name}`;
}

/** Joins modules: replaces each module's own table of exports, and `require`, by one table for all of them. */
class Linker {
  /** Short names by file and exported name. */
  private readonly names = new Map<string, string>();

  constructor(private readonly program: ts.Program) {}

  /** The field of the one table that an exported name has; a name that is passed on has that of its origin. */
  private field(file: string, name: string): string {
    const key = origin(this.program, file, name);
    const short = this.names.get(key) ?? shortName(this.names.size);
    this.names.set(key, short);
    return isName(short) ? short : `${short}_`;
  }

  /** The module with references to the one table, and for each token of it the index of that which it comes from. */
  link({ file, tokens }: LuaModule): { tokens: string[]; from: number[] } {
    const linked: string[] = [];
    const from: number[] = [];
    const required = new Map<string, string>();
    let at = 0;
    while (at < tokens.length) {
      const [first, second, third, fourth] = tokens.slice(at, at + 4);
      if (first === 'local' && third === '=' && fourth === 'require') {
        const specifier = JSON.parse(tokens[at + 5]) as string;
        required.set(second, resolveImport(this.program, specifier, file) ?? specifier);
        at += 7;
      } else if (first === 'local' && second === '____exports') {
        at += 5; // local ____exports = { }
      } else if (first === 'return' && second === '____exports' && third === undefined) {
        at += 2;
      } else if ((first === '____exports' || required.has(first)) && second === '.') {
        linked.push(exportTable, '.', this.field(required.get(first) ?? file, third));
        from.push(at, at + 1, at + 2);
        at += 3;
      } else {
        linked.push(first);
        from.push(at);
        at += 1;
      }
    }
    return { tokens: linked, from };
  }
}

/** The mask that typescript-to-lua writes for `>>>`: in hexadecimal it is an integer where integers have 32 bits, too. */
function fitNumber(each: string): string {
  return each === '4294967295' ? '0xFFFFFFFF' : each;
}

/** One Lua script for Lua 5.3 or, if its program is so, for Lua 5.1 with the library `bit`. */
export function buildLua(program: ts.Program): Minified {
  const reserved = new Set([...ambientNames(program), exportTable]);
  const linker = new Linker(program);
  const pieces: string[] = [`local ${exportTable}={}`];
  const modules = new Map<string, number>();
  const mapped: LuaModuleLines[] = [];
  for (const module of compile(program)) {
    check(module);
    const { tokens: linked, from } = linker.link(module);
    requireLuaLimits(shown(module.file), linked);
    const tokens = renameLocals(linked, reserved).map(fitNumber);
    if (tokens.length > 0) {
      const lines = joinLines(['do', ...tokens, 'end'], [0, ...from, module.tokens.length - 1].map((index) => module.lines[index]));
      modules.set(module.file, lines.text.length + 1);
      pieces.push(lines.text);
      mapped.push(lineMapOf(module, from, lines));
    }
  }
  return {
    code: pieces.join('\n'),
    modules,
    functions: new Map(),
    map: createLuaMap(mapped, 1),
    sharedOut: 'Each module is a block of the image, which counts for it.',
  };
}
