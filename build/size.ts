/**
 * The size of an image: a table for the terminal, size.json for programs, and whether it fits its board.
 */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CallDepth } from './call-depth';
import { BuildFailure } from './failure';
import type { Minified } from './minify';
import { formatSizes, objectSizes, type PartSize } from './parts';
import { shown } from './paths';
import type { VariableUse } from './variables';

export interface ModuleSize {
  /** Path in the repository. */
  readonly module: string;
  readonly bytes: number;
}

export interface FunctionSize {
  readonly function: string;
  readonly bytes: number;
}

export interface ImageSize {
  /** Bytes of the image as it is flashed. */
  readonly bytes: number;
  readonly gzip: number;
  /** What the board has room for, in bytes; see its board.json. */
  readonly budget: number;
  /** Largest first. They add up to `bytes` together with "(wrapping)", which belongs to no module. */
  readonly modules: readonly ModuleSize[];
  /** Largest first. */
  readonly functions: readonly FunctionSize[];
  /** How the bytes were shared out. */
  readonly sharedOut: string;
  /** Of Espruino's memory, where the board has a budget of it. */
  readonly variables?: VariableUse;
  readonly callDepth?: CallDepth;
  /** Why these two are missing although the board has budgets of them: what keeps the image from being counted. */
  readonly notCounted?: string;
}

const wrapping = '(wrapping)';

/** The image as it is flashed. */
export function bytesOf({ code, bytes = Buffer.from(code) }: Minified): Buffer {
  return bytes;
}

/** @param image The image and how its bytes are shared out, by source file (absolute) and by function. */
export function imageSize(image: Minified, budget: number): ImageSize {
  const whole = bytesOf(image);
  const bytes = whole.length;
  const modules = [...image.modules].map(([file, size]) => ({ module: shown(file), bytes: size }));
  const functions = [...image.functions].map(([name, size]) => ({ function: name, bytes: size }));
  const attributed = modules.reduce((sum, module) => sum + module.bytes, 0);
  modules.push({ module: wrapping, bytes: bytes - attributed });
  modules.sort((a, b) => b.bytes - a.bytes || (a.module < b.module ? -1 : 1));
  functions.sort((a, b) => b.bytes - a.bytes || (a.function < b.function ? -1 : 1));
  return { bytes, gzip: gzipSync(whole, { level: 9 }).length, budget, modules, functions, sharedOut: image.sharedOut };
}

function row(name: string, bytes: number, share = ''): string {
  return `${name.padEnd(44)}${String(bytes).padStart(8)}${share.padStart(9)}`.trimEnd();
}

function percent(bytes: number, of: number): string {
  return `${((100 * bytes) / of).toFixed(1)} %`;
}

/** Where a module is counted: two folders of this repository, or the folder of a module elsewhere. */
function roomOf(module: string): string {
  if (module === wrapping) return wrapping;
  if (path.dirname(module) === 'src') return 'src';
  return path.isAbsolute(module) ? path.dirname(module) : module.split('/').slice(0, 2).join('/');
}

/** The modules of a room, and how much they are together. */
function group(modules: readonly ModuleSize[]): Map<string, ModuleSize[]> {
  const rooms = new Map<string, ModuleSize[]>();
  for (const module of modules) {
    const room = roomOf(module.module);
    rooms.set(room, [...(rooms.get(room) ?? []), module]);
  }
  return rooms;
}

function partRows(title: string, parts: readonly PartSize[], of: number): string[] {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const rows = parts.map((part) => row(`  ${part.part}`, part.bytes, percent(part.bytes, of)));
  return parts.length === 0 ? [] : ['', row(title, bytes, percent(bytes, of)), ...rows];
}

/** Espruino's variables by room. */
function variableRows({ count, budget, owners }: VariableUse): string[] {
  const rooms = new Map<string, number>();
  for (const { owner, variables } of owners) {
    const room = owner.startsWith('(') ? owner : roomOf(owner);
    rooms.set(room, (rooms.get(room) ?? 0) + variables);
  }
  const rows = [...rooms].sort(([, a], [, b]) => b - a).map(([room, variables]) => row(`  ${room}`, variables, percent(variables, count)));
  return ['', row("Espruino's variables in use", count, percent(count, budget)), ...rows, row('budget of the board', budget)];
}

/** What to do about an image that could not be counted. */
export function notCountedText(reason: string): string {
  return `Espruino's variables and the calls within each other are not counted, and may be too many for the board: ${reason}.`;
}

function callRows({ calls, budget, chain }: CallDepth): string[] {
  return ['', row('calls within each other', calls, percent(calls, budget)), `  ${chain.join(' > ')}`, row('budget of the board', budget)];
}

/**
 * The size table: a row for each room of the house, one for each of its modules, then the same bytes by format and by
 * object, and the total.
 */
export function sizeTable(title: string, size: ImageSize): string {
  const lines = [title, ''];
  for (const [room, modules] of group(size.modules)) {
    const bytes = modules.reduce((sum, module) => sum + module.bytes, 0);
    lines.push(row(room, bytes, percent(bytes, size.bytes)));
    for (const module of modules.filter((each) => each.module !== wrapping)) {
      lines.push(row(`  ${module.module.slice(room.length + 1)}`, module.bytes, percent(module.bytes, size.bytes)));
    }
  }
  lines.push(...partRows('formats', formatSizes(size.modules), size.bytes));
  lines.push(...partRows('objects', objectSizes(size.modules), size.bytes));
  lines.push(
    '',
    row('minified, in bytes', size.bytes, percent(size.bytes, size.budget)),
    row('gzip', size.gzip),
    row('budget of the board', size.budget),
    ...(size.variables === undefined ? [] : variableRows(size.variables)),
    ...(size.callDepth === undefined ? [] : callRows(size.callDepth)),
    ...(size.notCounted === undefined ? [] : ['', notCountedText(size.notCounted)]),
    '',
    size.sharedOut,
  );
  return lines.join('\n');
}

/** The functions that take most, for those who want to make an image smaller. */
export function functionTable(size: ImageSize, rows: number): string {
  return size.functions
    .slice(0, rows)
    .map(({ function: name, bytes }) => row(`  ${name}`, bytes, percent(bytes, size.bytes)))
    .join('\n');
}

/** @throws BuildFailure when the image is larger than its budget, naming what takes most. */
export function requireBudget(image: string, size: ImageSize): void {
  if (size.bytes > size.budget) {
    const largest = size.modules.slice(0, 5).map(({ module, bytes }) => `  ${bytes} ${module}`);
    throw new BuildFailure(
      `${image} has ${size.bytes} bytes, ${size.bytes - size.budget} more than its budget of ${size.budget}.\n` +
        `Turn features off in config.json, or make these smaller:\n${largest.join('\n')}`,
    );
  }
}
