/** Options that several verbs take. */
import { isBlockSize } from '../block';
import { FORMATS, formatName, parseFormat } from '../formats';
import { parsePath, UsageError } from '../path';
import type { Command } from './commandLine';
import type { Verb } from './session';

/** Options of verbs that read: `--accept FORMAT`, or the format's name alone. */
export const ACCEPT_OPTIONS: readonly string[] = ['accept', ...Object.keys(FORMATS)];
/** Options of verbs that write. */
export const FORMAT_OPTIONS: readonly string[] = ['format', ...Object.keys(FORMATS)];

export const FORMAT_NAMES = `A format is ${Object.keys(FORMATS).join(', ')}, or a Content-Format number.`;

/** The Content-Format that a command names with `--accept` or `--format`, or as an option of its own. @throws UsageError for two. */
export function formatOption(command: Command, option: 'accept' | 'format'): number | undefined {
  const names = command.options.filter((name) => Object.hasOwn(FORMATS, name));
  const value = command.values[option];
  const chosen = [...names.map((name) => FORMATS[name]), ...(value === undefined ? [] : [parseFormat(value)])];
  if (chosen.length > 1) throw new UsageError(`Choose one format of --${chosen.map(formatName).join(' and --')}.`);
  return chosen[0];
}

/** The options of a read: what answer to ask for. */
export function readOptions(command: Command): { accept?: number | null; answerBlockSize?: number } {
  const accept = command.values.accept === 'none' ? null : formatOption(command, 'accept');
  const block = blockOption(command);
  return { ...(accept !== undefined && { accept }), ...(block !== undefined && { answerBlockSize: block }) };
}

/** The size that `--block` names. @throws UsageError */
export function blockOption({ values: { block } }: Command): number | undefined {
  if (block === undefined) return undefined;
  if (!isBlockSize(Number(block))) throw new UsageError(`"${block}" is not a block size: write 16, 32, 64, 128, 256, 512 or 1024.`);
  return Number(block);
}

/** The path a command starts with. @throws UsageError that shows the verb's usage. */
export function pathWord(command: Command, verb: Verb): string {
  const [path] = command.words;
  if (path === undefined) throw new UsageError(`Say which path: ${verb.usage}`);
  parsePath(path);
  return path;
}

/** Reads `pmin=1` to set an attribute, `pmin` or `pmin=` to remove it. @throws UsageError */
export function parseAttributes(words: readonly string[]): Record<string, string | null> {
  const attributes: Record<string, string | null> = {};
  for (const word of words) {
    const match = /^([a-z]+)(?:=(.*))?$/.exec(word);
    if (match === null) throw new UsageError(`"${word}" is not an attribute: write NAME=VALUE, as in pmin=1, or NAME to remove it.`);
    attributes[match[1]] = match[2] === undefined || match[2] === '' ? null : match[2];
  }
  return attributes;
}
