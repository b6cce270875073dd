/**
 * Random numbers of 16 bits, by Lua's own generator, which gives the same numbers at each boot: so it is seeded with what
 * `mote.random` has, which is replaced before the first number is used. Not for keys.
 */
import { asciiAt, textSize } from 'runtime';
import type { NodeModule } from './engine';
import { readNewest, replaceNewest } from './files';

declare const node: NodeModule;
declare function tostring(value: number): string;
/** @noSelf */
declare namespace math {
  function random(first: number, last: number): number;
  function randomseed(seed: number): void;
}

let isSeeded = false;

/** 30 bits of a text. */
function hash(text: string): number {
  let value = 5381;
  for (let i = 0; i < textSize(text); i++) value = (value * 33 + asciiAt(text, i)) & 0x3fffffff;
  return value;
}

function seed(): void {
  const kept = readNewest('mote.random-');
  math.randomseed((hash(node.chipid() + (kept === undefined ? '' : kept)) + node.uptime()) & 0x3fffffff);
  replaceNewest('mote.random-', tostring(math.random(0, 0x3ffffffe)) + tostring(math.random(0, 0x3ffffffe)));
  isSeeded = true;
}

/** See `Board.random`. */
export function random(): number {
  if (!isSeeded) seed();
  return math.random(0, 65535);
}
