/**
 * Makes a bundle small and fast (inline, terser, names, order), and finds out which module and which function each byte of the result comes from.
 */
import { minify as terser } from 'terser';
import ts from 'typescript';
import { type Bundle, filesOfLines } from './bundle';
import { BuildFailure } from './failure';
import { hoistLate } from './hoist';
import { type HotNames, namesInBundle, namesInSources } from './hot';
import { inlineAccessors } from './inline';
import { inlineBodies, type InlineRules } from './inline-bodies';
import { jointTables, joinTables } from './join';
import { layOut, type LazyFunction, lazyFunctions, lazyNames, unmarked } from './lazy';
import { parseMappings } from './mappings';
import { shorten, type Renaming, unshadow } from './names';
import { declarationsOf, heatOf, order, sourceName } from './order';
import { createImageMap, type ImageMap } from './sourceMap';
import { sharedTables, tableNames } from './tables';
import { tokenise } from './tokenise';

/** Names that Espruino takes for keywords although ES5 has them free. */
const espruinoKeywords = ['of', 'let', 'static'];

export interface Minified {
  readonly code: string;
  /** The image, where it is not `code` as it stands: tokenised, and with functions left in flash. */
  readonly bytes?: Buffer;
  /** Bytes of the image by source file. What belongs to none (the wrapping) has no entry. */
  readonly modules: ReadonlyMap<string, number>;
  /** Bytes of the image by function. */
  readonly functions: ReadonlyMap<string, number>;
  /** What the names at the top of the image stand for: "src/engine/walk.ts position". */
  readonly names?: Readonly<Record<string, string>>;
  /** The functions that are left in flash, by where their texts begin in the long text of them all. */
  readonly places?: ReadonlyMap<number, string>;
  /** The source files of the names at the top of the image. */
  readonly homes?: ReadonlyMap<string, string>;
  readonly map?: ImageMap;
  /** How the bytes were shared out, for the report. */
  readonly sharedOut: string;
}

/** The function that each line of the bundle is in. Those of a module begin and end at the margin. */
function functionsOfLines({ code }: Bundle): (string | undefined)[] {
  let name: string | undefined;
  let over = true;
  return code.split('\n').map((line) => {
    const start = /^function (\w+)/.exec(line);
    if (start !== null) {
      name = start[1];
    } else if (over) {
      name = undefined;
    }
    over = line.endsWith('}') && (line === '}' || start !== null);
    return name;
  });
}

/**
 * Bytes of the output by line of the bundle: each stretch of output belongs to the line that it is mapped to.
 * @param code The output before its names were changed, to which the map belongs: one line.
 * @param size The bytes of a stretch with its new names.
 */
function bytesOfLines(code: string, map: string, renamings: readonly Renaming[], size: (text: string) => number): Map<number, number> {
  const bytes = new Map<number, number>();
  const { mappings } = JSON.parse(map) as { mappings: string };
  const [segments] = parseMappings(mappings);
  let next = 0;
  let at = 0;
  segments.forEach(({ column, sourceLine }, index) => {
    const end = index + 1 < segments.length ? segments[index + 1].column : code.length;
    let text = '';
    at = Math.max(at, column);
    for (; next < renamings.length && renamings[next].start < end; next++) {
      const { start, end: oldEnd, name } = renamings[next];
      text += code.slice(at, start) + name;
      at = oldEnd;
    }
    text += code.slice(at, end);
    bytes.set(sourceLine, (bytes.get(sourceLine) ?? 0) + size(text));
  });
  return bytes;
}

/** A stretch of the code with its new names. */
function rename(code: string, renamings: readonly Renaming[], { start: first, end: last }: { start: number; end: number }): string {
  let renamed = '';
  let from = first;
  for (const { start, end, name } of renamings) {
    if (start >= first && end <= last) {
      renamed += code.slice(from, start) + name;
      from = end;
    }
  }
  return renamed + code.slice(from, last);
}

/** What the names at the top of the image stand for, as `namesInSources` says it; joint tables stand for themselves. */
function topNames(source: ts.SourceFile, renamings: readonly Renaming[], inSources: ReadonlyMap<string, string>): Record<string, string> {
  const names: Record<string, string> = {};
  const tops = new Set(declarationsOf(source).map(({ name }) => name.getStart()));
  for (const { start, end, name } of renamings) {
    const inBundle = source.text.slice(start, end);
    if (tops.has(start)) names[name] = inSources.get(inBundle) ?? inBundle;
  }
  return names;
}

/** The source file of each name at the top of the image, by its line of the bundle. */
function homesOf(source: ts.SourceFile, renamings: readonly Renaming[], map: string, files: readonly (string | undefined)[]): Map<string, string> {
  const homes = new Map<string, string>();
  const tops = new Set(declarationsOf(source).map(({ name }) => name.getStart()));
  const { mappings } = JSON.parse(map) as { mappings: string };
  const [segments] = parseMappings(mappings);
  let next = 0;
  for (const { start, name } of renamings.filter((renaming) => tops.has(renaming.start))) {
    while (next + 1 < segments.length && segments[next + 1].column <= start) next++;
    const file = files[segments[next].sourceLine];
    if (file !== undefined) homes.set(name, file);
  }
  return homes;
}

/** The functions at the top of the image: where their names are in the script, and what they are called in the image and in the sources. */
function topFunctions(source: ts.SourceFile, renamings: readonly Renaming[]): { at: number; short: string; name: string }[] {
  const shortNames = new Map(renamings.map(({ start, name }) => [start, name]));
  return declarationsOf(source)
    .filter(({ node }) => ts.isFunctionDeclaration(node))
    .map(({ name }) => ({ at: name.getStart(), short: shortNames.get(name.getStart()) ?? name.text, name: sourceName(name.text) }));
}

function sumByName(bytes: ReadonlyMap<number, number>, names: readonly (string | undefined)[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [line, count] of bytes) {
    const name = names[line];
    if (name !== undefined) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return sums;
}

/** Names that nobody types at Espruino's prompt for something else: no pins, such as `D5`. */
const pins = [...'ABCDEFGH'].flatMap((port) => [...'0123456789'].map((pin) => port + pin));

/** How the script is put together; all that is not named is as terser leaves it. */
export interface Form {
  /** The names to declare first, which costs some bytes. */
  readonly hot?: HotNames;
  /** For Espruino: tokenised, as what is open always is. */
  readonly isTokenised?: boolean;
  /** No function is around it all, so that each of the image takes a variable less of Espruino. */
  readonly isOpen?: boolean;
  /** What runs once and is not updated, a boot stub: it is as small as can be, at the price of speed. */
  readonly isStub?: boolean;
  /** Of 100 functions, how many are left in flash, for Espruino; see lazy.ts. */
  readonly lazy?: number;
}

/** What is put in the place of its calls in an image for Espruino. Where functions are left in flash, bytes and the stack count for more than speed. */
function inlineRules(hot: readonly string[], lazy: number): InlineRules {
  return { hot: new Set(hot), locals: 12, ...(lazy > 0 ? { nesting: 2, copied: 0 } : { nesting: 4, copied: 60 }) };
}

/** The image with these functions left in flash. */
function leave(
  functions: readonly LazyFunction[],
  code: string,
  nameAll: (more: readonly string[], byPlace: ReadonlySet<string>) => readonly Renaming[],
  print: (renamings: readonly Renaming[], left: ReadonlySet<ts.Node>) => string,
): ReturnType<typeof layOut> {
  const nodes = functions.map(({ node }) => node);
  const renamings = nameAll(lazyNames, new Set(nodes.map(({ name }) => name.text)));
  return layOut(functions, renamings, (all) => ({
    main: print(all, new Set(nodes)),
    bodies: nodes.map((node) => rename(code, all, { start: node.getStart(), end: node.getEnd() })),
  }));
}

/**
 * @returns The minified bundle: one ES5 script on one line.
 */
export async function minify(bundle: Bundle, { hot: ofSources, isOpen = false, isTokenised = isOpen, isStub = false, lazy = 0 }: Form = {}): Promise<Minified> {
  const isJoined = isOpen && lazy > 0;
  const inSources = namesInSources(bundle);
  const hot = ofSources === undefined ? undefined : [...(isJoined ? jointTables : []), ...namesInBundle(inSources, ofSources)];
  const accessed = isStub ? bundle.code.replaceAll('/* @__PURE__ */', '') : inlineAccessors(unshadow(bundle.code), new Set(lazy > 0 ? [] : hot));
  const inlined = isOpen && hot !== undefined ? inlineBodies(accessed, inlineRules(hot, lazy)) : accessed;
  const { code, map } = await terser(
    // Nothing of a stub is left out that could not be, and terser puts a function in the place of its call only without the mark.
    { 'bundle.js': isJoined ? joinTables(inlined) : inlined },
    {
      ecma: 5,
      toplevel: true,
      sourceMap: true,
      // reduce_funcs would put functions where they are used, which makes closures at every call. hoist_funs, since Espruino knows a function only once execution has come past it.
      // pure_getters: device code has no getters, and what a board reads of Node does nothing by being read.
      compress: { ecma: 5, passes: 3, reduce_funcs: isStub, inline: isStub ? 3 : 1, hoist_funs: true, hoist_vars: !isStub, pure_getters: true },
      mangle: false,
      // Espruino passes over a block faster than over a statement; where bytes are scarce it does not get it.
      format: { ecma: 5, comments: false, braces: isOpen && lazy === 0 },
    },
  );
  if (code === undefined || typeof map !== 'string' || code.includes('\n')) {
    throw new BuildFailure('terser gave no output of one line');
  }
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const tables = isOpen && hot !== undefined ? sharedTables(source) : undefined;
  const print = (renamings: readonly Renaming[], left: Iterable<ts.Node> = []): string =>
    (hot === undefined ? [{ start: 0, end: code.length }] : order(source, hot, isOpen, new Set([...left, ...(tables?.unused ?? [])]), tables?.opening))
      .map((each) => (typeof each === 'string' ? each : rename(code, renamings, each)))
      .join('') + (tables?.ending ?? '');
  const reserved = isOpen ? [...espruinoKeywords, ...pins, ...tableNames] : espruinoKeywords;
  const marked = unmarked(source);
  const makers = new Map(tables?.renamings.map((renaming) => [renaming.start, renaming]));
  const nameAll = (more: readonly string[], byPlace?: ReadonlySet<string>): Renaming[] =>
    hoistLate(code, [...shorten(code, [...reserved, ...more], byPlace), ...marked].sort((a, b) => a.start - b.start)).map((renaming) => makers.get(renaming.start) ?? renaming);
  const renamings = nameAll([]);
  const text = print(renamings);
  const functions = tables !== undefined && hot !== undefined ? lazyFunctions(source, heatOf(source, hot), lazy, tables.calls) : [];
  const whole = { bytes: isTokenised ? tokenise(text) : undefined, renamings, places: undefined };
  const image = functions.length === 0 ? whole : leave(functions, code, nameAll, print);
  const bytes = bytesOfLines(code, map, image.renamings, isTokenised ? (stretch) => tokenise(stretch).length : Buffer.byteLength);
  const files = filesOfLines(bundle);
  return {
    code: text,
    bytes: image.bytes,
    homes: homesOf(source, image.renamings, map, files),
    names: topNames(source, image.renamings, inSources),
    places: image.places,
    map: createImageMap({
      toBundle: map,
      toSources: bundle.map,
      renamings,
      functions: topFunctions(source, image.renamings),
      isText: hot === undefined && image.bytes === undefined,
    }),
    modules: sumByName(bytes, files),
    functions: sumByName(bytes, functionsOfLines(bundle)),
    sharedOut: 'Each stretch of the image counts for the line of source that it comes from (source map).',
  };
}
