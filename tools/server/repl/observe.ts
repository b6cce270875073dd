/** Verbs of information reporting: observe, cancel, attributes. */
import { parsePath, UsageError } from '../path';
import { FORMATS, formatOption, pathWord } from './read';
import type { Verb } from './session';

export const observe: Verb = {
  name: 'observe',
  usage: 'observe [PATH] [--text|--opaque|--tlv]',
  summary: 'have changes reported; without a path, list what is observed',
  details: ['observe /3303/0/5700', 'Set how often with: attributes /3303/0/5700 pmin=1 pmax=10'],
  options: Object.keys(FORMATS),
  async run(session, command) {
    if (command.words.length === 0) {
      const client = session.registered().find(({ endpoint }) => endpoint === session.endpoint());
      const paths = [...(client?.observations.keys() ?? [])];
      session.print(paths.length === 0 ? 'Nothing is observed.' : `Observed: ${paths.join(' ')}`);
      return;
    }
    const path = pathWord(command, observe);
    const answer = await session.server.observe(session.endpoint(), path, formatOption(command));
    session.report(answer, 'observe', parsePath(path));
    session.printLeaves(answer.leaves);
    if (!answer.established) session.print('  The client answered, but does not observe: no change will be reported.');
  },
};

export const cancel: Verb = {
  name: 'cancel',
  usage: 'cancel PATH [--reset]',
  summary: 'end an observation',
  details: ['cancel /3303/0/5700', '--reset does it by rejecting the next notification instead of a request.'],
  options: ['reset'],
  async run(session, command) {
    const path = pathWord(command, cancel);
    const answer = await session.server.cancel(session.endpoint(), path, command.options.includes('reset') ? 'reset' : 'get');
    if (answer === undefined) session.print(`${session.endpoint()} ${path} will be cancelled at its next notification.`);
    else session.report(answer, 'cancel', parsePath(path));
  },
};

export const attributes: Verb = {
  name: 'attributes',
  usage: 'attributes PATH NAME=VALUE... | attributes PATH NAME...',
  summary: 'set when changes are reported (pmin, pmax, gt, lt, st)',
  details: ['attributes /3303/0/5700 pmin=1 pmax=10', 'attributes /3303/0/5700 gt=25 st=0.5', 'attributes /3303/0/5700 gt          removes gt'],
  async run(session, command) {
    const path = pathWord(command, attributes);
    const wanted: Record<string, string | null> = {};
    for (const word of command.words.slice(1)) {
      const match = /^([a-z]+)(?:=(.*))?$/.exec(word);
      if (match === null) throw new UsageError(`"${word}" is not an attribute: write NAME=VALUE, as in pmin=1, or NAME to remove it.`);
      wanted[match[1]] = match[2] === undefined || match[2] === '' ? null : match[2];
    }
    session.report(await session.server.writeAttributes(session.endpoint(), path, wanted), 'attributes', parsePath(path));
  },
};
