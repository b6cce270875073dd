/** Verbs that look: read, discover. */
import { Format } from '../content';
import { parsePath, UsageError } from '../path';
import type { Command } from './commandLine';
import type { Verb } from './session';

/** Options that name a Content-Format. */
export const FORMATS: Readonly<Record<string, number>> = { tlv: Format.Tlv, text: Format.Text, opaque: Format.Opaque };

/** The Content-Format that an option names, if one does. */
export function formatOption(command: Command): number | undefined {
  const names = command.options.filter((option) => Object.hasOwn(FORMATS, option));
  if (names.length > 1) throw new UsageError(`Choose one format of --${names.join(' and --')}.`);
  return names.length === 1 ? FORMATS[names[0]] : undefined;
}

/** The path a command starts with. @throws UsageError that shows the verb's usage. */
export function pathWord(command: Command, verb: Verb): string {
  const [path] = command.words;
  if (path === undefined) throw new UsageError(`Say which path: ${verb.usage}`);
  parsePath(path);
  return path;
}

export const read: Verb = {
  name: 'read',
  usage: 'read PATH [--text|--opaque|--tlv]',
  summary: 'read an object, an instance, a resource or a resource instance',
  details: ['read /3/0', 'read /3/0/0 --text', 'The format is asked for with Accept; TLV unless told.'],
  options: Object.keys(FORMATS),
  async run(session, command) {
    const path = pathWord(command, read);
    const answer = await session.server.read(session.endpoint(), path, formatOption(command));
    session.report(answer, 'read', parsePath(path));
    session.printLeaves(answer.leaves);
  },
};

export const discover: Verb = {
  name: 'discover',
  usage: 'discover PATH',
  summary: 'list instances and resources with their attributes',
  details: ['discover /3', 'discover /3303/0/5700'],
  async run(session, command) {
    const path = pathWord(command, discover);
    const answer = await session.server.discover(session.endpoint(), path);
    session.report(answer, 'discover', parsePath(path));
    const width = Math.max(...answer.links.map(({ target }) => target.length));
    for (const { target, attributes } of answer.links) {
      const ids = target.split('/').slice(1).map(Number);
      const object = ids.length === 1 ? session.server.definitions.object(ids[0])?.name : undefined;
      const shown = [...attributes].map(([name, value]) => `${name}=${value}`).join(' ');
      session.print(`  ${target.padEnd(width)}  ${object ?? session.resourceName(ids)}  ${shown}`.trimEnd());
    }
  },
};
