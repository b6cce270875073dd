/**
 * Traces of script engines, with the places of the TypeScript sources. Node tells line and column of the image, which its map
 * has; Lua tells a line, of which the map has the lines of the source that it has something of. What Espruino tells is of bytes that
 * have no map: there the function is named, and where it begins.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { mapFile, type ImageMap } from '../../build/sourceMap';

/** `    at ab (image.js:1:234)`, as Node and Espruino have it; Espruino leaves out the file of what is not in a file. */
const frame = /^(\s+at )(?:(?:new )?(?:[\w$.]+\.)?([\w$]+) \()?([^()\s]*):(\d+):(\d+)\)?$/;

/** `image:12:`, as Lua has it: the boot stub of NodeMCU calls an image so whatever its file. */
const luaPlace = /(?:[^\s'"(]*[/\\])?\bimage(?:\.lua)?:(\d+):/g;

/** What Lua says of the function of a place in a trace, by the names of the image. */
const luaFunction = /(?<=^\s.*:) in (?:(?:local|upvalue|global|field|method|function) '[^']*'|function <[^>]*>)$/;

/** The files that images are on boards. */
const imageFiles = /(^|[/\\])(image\.js|slot-[ab]|mote|\.bootcde)$|^$/;

/**
 * Reads the map of an image.
 * @param folder Of the image, in dist/.
 * @param tell Told once when there is no map, or a trace is of another build.
 * @returns What puts the places of the sources into a line of a trace, and leaves any other line as it is.
 */
export function readTraceMap(folder: string, tell: (problem: string) => void): (line: string) => string {
  const map = readMap(path.join(folder, mapFile));
  if (map === undefined) {
    tell(`There is no map of an image in ${folder}: traces stay as the board prints them. "npx mote build" makes it.`);
    return (line) => line;
  }
  const text = new SourceMap({ file: '', sourcesContent: [], sourceRoot: '', ...map, sources: [...map.sources], names: [...map.names] });
  let isTold = false;
  const tellOnce = (): void => {
    if (!isTold) tell(`This trace is of another build than ${folder}: build and flash again.`);
    isTold = true;
  };
  return map.mappings.includes(';') ? luaTrace(map, text, tellOnce) : scriptTrace(map, text, tellOnce);
}

function scriptTrace(map: ImageMap, text: SourceMap, isOfAnother: () => void): (line: string) => string {
  return (line) => {
    const [, at, short, file, row, column] = frame.exec(line) ?? [];
    if (at === undefined || !imageFiles.test(file)) return line;
    const known = Object.hasOwn(map.x_functions, short) ? map.x_functions[short] : undefined;
    if (map.mappings !== '') {
      const entry = text.findEntry(Number(row) - 1, Number(column) - 1);
      if (row === '1' && 'originalSource' in entry) return placed(at, known?.[0] ?? short, `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
    } else if (known !== undefined) {
      return placed(at, known[0], `${known[1]}:${known[2]}`);
    } else if (short === undefined || short === 'eval') {
      return line;
    }
    isOfAnother();
    return line;
  };
}

function luaTrace(map: ImageMap, text: SourceMap, isOfAnother: () => void): (line: string) => string {
  const rows = map.mappings.split(';').length;
  const begins = Object.keys(map.x_functions).map(Number);

  function place(row: number): string {
    const [first, last] = [0, Number.MAX_SAFE_INTEGER].map((column) => text.findEntry(row - 1, column));
    if (!('originalSource' in first && 'originalSource' in last)) return '';
    const lines = first.originalLine === last.originalLine ? '' : `-${last.originalLine + 1}`;
    return `${first.originalSource}:${first.originalLine + 1}${lines}:`;
  }

  return (line) => {
    let row = 0;
    const shown = line.replace(luaPlace, (told: string, digits: string) => {
      row = Number(digits);
      const known = row >= 1 && row <= rows ? place(row) : '';
      if (known === '') isOfAnother();
      return known === '' ? told : known;
    });
    const begin = Math.max(...begins.filter((each) => each <= row));
    return shown === line || begin < 0 ? shown : shown.replace(luaFunction, ` in function '${map.x_functions[begin][0]}'`);
  };
}

function placed(at: string, name: string | undefined, place: string): string {
  return name === undefined ? at + place : `${at}${name} (${place})`;
}

function readMap(file: string): ImageMap | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ImageMap;
  } catch {
    return undefined;
  }
}
