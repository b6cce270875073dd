/** Verbs that change: write, create, delete, execute. */
import type { Definitions } from '../definitions';
import { checkArguments } from '../executeArguments';
import { guessInput, parseInput } from '../input';
import type { Content } from '../leaves';
import { formatPath, parsePath, UsageError, type Path } from '../path';
import type { Value } from '../value';
import { FORMAT_NAMES, FORMAT_OPTIONS, formatOption, pathWord } from './options';
import type { Verb } from './session';

export const write: Verb = {
  name: 'write',
  usage: 'write PATH VALUE | write PATH ID=VALUE... [--update|--replace] [--format FORMAT]',
  summary: 'write one value, or several of an instance or a multiple resource',
  details: [
    'write /3311/0/5850 true',
    'write /3311/0 5850=true 5851=40             keeps what is not named; --replace sets it anew',
    'write /3/0/11 0=1 1=5                       replaces every resource instance; --update keeps the others',
    'write /3/0/15 "Europe/Paris"                quotes for a text with spaces',
    'write /3311/0/5850 true --format cbor       or short: --cbor',
    'A value is typed as the object definition says; Opaque is hexadecimal, Time is seconds or a date.',
    FORMAT_NAMES,
  ],
  options: ['update', 'replace', ...FORMAT_OPTIONS],
  async run(session, command) {
    const path = parsePath(pathWord(command, write));
    const content = parseContent(path, command.words.slice(1), session.server.definitions);
    if (command.options.includes('update') && command.options.includes('replace')) throw new UsageError('Choose --update or --replace.');
    const update = path.length === 2 ? !command.options.includes('replace') : command.options.includes('update');
    const options = { update, format: formatOption(command, 'format') };
    session.report(await session.server.write(session.endpoint(), formatPath(path), content, options), 'write', path);
  },
};

export const create: Verb = {
  name: 'create',
  usage: 'create /OBJECT[/INSTANCE] [ID=VALUE...] [--format FORMAT]',
  summary: 'create an instance',
  details: ['create /3311 5850=true          the client chooses the id', 'create /3311/1 5850=true 5750="Hall"'],
  options: FORMAT_OPTIONS,
  async run(session, command) {
    const path = parsePath(pathWord(command, create));
    const instance = path.length === 1 ? [path[0], 0] : path;
    const content = command.words.length > 1 ? parseContent(instance, command.words.slice(1), session.server.definitions) : {};
    const answer = await session.server.create(session.endpoint(), formatPath(path), content, formatOption(command, 'format'));
    session.report(answer, 'create', path);
    if (answer.location !== undefined) session.print(`  ${answer.location}`);
  },
};

export const remove: Verb = {
  name: 'delete',
  usage: 'delete /OBJECT/INSTANCE[/RESOURCE/INSTANCE]',
  summary: 'delete an instance, or an instance of a resource',
  details: ['delete /3311/1', 'delete /3/0/11/1          an instance of a multiple resource (LwM2M 1.2)'],
  async run(session, command) {
    const path = pathWord(command, remove);
    session.report(await session.server.delete(session.endpoint(), path), 'delete', parsePath(path));
  },
};

export const execute: Verb = {
  name: 'execute',
  aliases: ['exec'],
  usage: 'execute PATH [ARGUMENTS]',
  summary: 'execute a resource',
  details: ['execute /3/0/4                  reboots', 'execute /1/0/9                  bootstraps anew', "execute /1/0/8 0='U'            with an argument"],
  async run(session, command) {
    const path = pathWord(command, execute);
    checkArguments(command.rest);
    session.report(await session.server.execute(session.endpoint(), path, command.rest), 'execute', parsePath(path));
  },
};

/** Reads what follows the path: one value for a single resource, `id=value` for what holds several. */
function parseContent(path: Path, words: readonly string[], definitions: Definitions): Content {
  const definition = definitions.resource(path);
  const single = path.length === 4 || (path.length === 3 && definition?.multiple !== true);
  if (words.length === 0) {
    const example = single ? 'VALUE' : path.length === 3 ? '0=VALUE' : '5850=true';
    throw new UsageError(`Say what to write: write ${formatPath(path)} ${example}`);
  }
  if (single) {
    if (words.length > 1) throw new UsageError(`Put a text with spaces in quotes: write ${formatPath(path)} "${words.join(' ')}"`);
    return parseValue(path, words[0], definitions);
  }
  const content: Record<number, Content> = {};
  for (const word of words) {
    const match = /^(\d{1,5})(?:\/(\d{1,5}))?=([^]*)$/.exec(word);
    if (match === null || (path.length === 3 && match[2] !== undefined)) {
      throw new UsageError(`"${word}" is not ID=VALUE, as in ${path.length === 3 ? '0=5' : '5850=true'}.`);
    }
    const id = Number(match[1]);
    const below = match[2] === undefined ? [...path, id] : [...path, id, Number(match[2])];
    const value = parseValue(below, match[3], definitions);
    if (match[2] === undefined) {
      content[id] = definitions.resource(below)?.multiple === true && below.length === 3 ? { 0: value } : value;
    } else {
      content[id] = { ...(content[id] as Record<number, Content> | undefined), [Number(match[2])]: value };
    }
  }
  return content;
}

/** A value as it was typed for a resource. @throws UsageError */
export function parseValue(path: Path, text: string, definitions: Definitions): Value {
  const definition = definitions.resource(path);
  if (definition === undefined) return guessInput(text);
  if (definition.type === undefined) throw new UsageError(`${definition.id} ${definition.name} has no value: execute ${formatPath(path)}`);
  return parseInput(definition.type, text);
}
