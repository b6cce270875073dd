/**
 * The source map of an image (ECMA-426): from its one line, or its lines in Lua, to the TypeScript sources. An image whose bytes are not
 * its text, as Espruino's, or whose functions stand in another order, has no mappings; for all, `x_functions` says where each function is.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { formatMappings, parseMappings, type PlacedSegment, type Segment } from './mappings';
import type { Renaming } from './names';
import { shown } from './paths';

/** Its name in the folder of an image. */
export const mapFile = 'image.map';

/** A function of the image in the sources: its name, its file as messages show it, its line from 1. */
export type FunctionPlace = readonly [name: string, file: string, line: number];

export interface ImageMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
  /** Functions by their names in the image; in Lua, where modules have the same names, by the lines of the image where they begin. */
  readonly x_functions: Readonly<Record<string, FunctionPlace>>;
}

/** What the map is made of. */
export interface MapParts {
  /** Maps, as JSON: from the script that terser wrote to the bundle, and from there to the sources. */
  readonly toBundle: string;
  readonly toSources: string;
  /** What was renamed in the script. */
  readonly renamings: readonly Renaming[];
  /** The functions: where their names stand in the script, and what they are in the image and in the sources. */
  readonly functions: readonly { readonly at: number; readonly short: string; readonly name: string }[];
  /** Whether the image is the renamed script, as it stands. */
  readonly isText: boolean;
}

/** Segments at their columns in the renamed script. */
function moved(segments: readonly Segment[], renamings: readonly Renaming[]): Segment[] {
  let shift = 0;
  let next = 0;
  return segments.map((each) => {
    for (; next < renamings.length && renamings[next].end <= each.column; next++) {
      const { start, end, name } = renamings[next];
      shift += name.length - (end - start);
    }
    return { ...each, column: each.column + shift };
  });
}

export function createImageMap({ toBundle, toSources, renamings, functions, isText }: MapParts): ImageMap {
  const [segments] = parseMappings((JSON.parse(toBundle) as { mappings: string }).mappings);
  const bundle = new SourceMap(JSON.parse(toSources) as SourceMapPayload);
  const sources: string[] = [];
  const placed = (segment: Segment): PlacedSegment | undefined => {
    const entry = bundle.findEntry(segment.sourceLine, segment.sourceColumn);
    if (!('originalSource' in entry)) return undefined;
    // rollup names sources by the way from the current folder.
    const file = shown(path.resolve(entry.originalSource));
    if (!sources.includes(file)) sources.push(file);
    return { column: segment.column, source: sources.indexOf(file), sourceLine: entry.originalLine, sourceColumn: entry.originalColumn };
  };
  const places = functions.flatMap(({ at, short, name }): [string, FunctionPlace][] => {
    const segment = segments.filter(({ column }) => column <= at).at(-1);
    const place = segment === undefined ? undefined : placed(segment);
    return place === undefined ? [] : [[short, [name, sources[place.source], place.sourceLine + 1]]];
  });
  const text = isText ? moved(segments, renamings).flatMap((each) => placed(each) ?? []) : [];
  return { version: 3, sources, names: [], mappings: formatMappings([text]), x_functions: Object.fromEntries(places) };
}

/** A module of a Lua image. */
export interface LuaModuleLines {
  /** Its source. */
  readonly file: string;
  /** The lines of the source, from 0, that each of its lines in the image has something of, in their order there. */
  readonly lines: readonly (readonly number[])[];
  /** Its functions: their names in the source, and the lines where they begin in the module's part of the image and in the source, from 0. */
  readonly functions: readonly { readonly name: string; readonly line: number; readonly sourceLine: number }[];
}

/**
 * The map of a Lua image.
 * @param first The line of the image, from 0, that the modules begin with; each begins a line.
 */
export function createLuaMap(modules: readonly LuaModuleLines[], first: number): ImageMap {
  const sources = modules.map(({ file }) => shown(file));
  const lines: PlacedSegment[][] = Array.from({ length: first }, () => []);
  const functions: Record<string, FunctionPlace> = {};
  modules.forEach((module, source) => {
    for (const { name, line, sourceLine } of module.functions) functions[lines.length + line + 1] = [name, sources[source], sourceLine + 1];
    // Lua tells no columns: those of the map only keep the lines of the source apart.
    lines.push(...module.lines.map((each) => each.map((sourceLine, column) => ({ column, source, sourceLine, sourceColumn: 0 }))));
  });
  return { version: 3, sources, names: [], mappings: formatMappings(lines), x_functions: functions };
}
