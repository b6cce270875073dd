/** Verbs that look: read, discover. */
import { parsePath } from '../path';
import { ACCEPT_OPTIONS, FORMAT_NAMES, pathWord, readOptions } from './options';
import type { Verb } from './session';

export const read: Verb = {
  name: 'read',
  usage: 'read PATH [--accept FORMAT|none] [--block BYTES]',
  summary: 'read an object, an instance, a resource or a resource instance',
  details: [
    'read /3/0',
    'read /3/0/0 --accept text       or short: --text',
    'read /3 --block 64              asks for the answer in blocks of 64 bytes',
    `${FORMAT_NAMES} Without, it is one that the client announced, else TLV.`,
  ],
  options: ['block', ...ACCEPT_OPTIONS],
  async run(session, command) {
    const path = pathWord(command, read);
    const answer = await session.server.read(session.endpoint(), path, readOptions(command));
    session.report(answer, 'read', parsePath(path));
    session.printLeaves(answer.leaves);
  },
};

export const discover: Verb = {
  name: 'discover',
  usage: 'discover PATH [--depth 0..3]',
  summary: 'list instances and resources with their attributes',
  details: ['discover /3', 'discover /3303/0/5700', 'discover /3 --depth 3           resource instances too (LwM2M 1.2)'],
  options: ['depth'],
  async run(session, command) {
    const path = pathWord(command, discover);
    const answer = await session.server.discover(session.endpoint(), path, command.values.depth);
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
