/** Verbs of information reporting: observe, cancel, attributes. */
import { parsePath } from '../path';
import { ACCEPT_OPTIONS, parseAttributes, pathWord, readOptions } from './options';
import type { Verb } from './session';

export const observe: Verb = {
  name: 'observe',
  usage: 'observe [PATH [NAME=VALUE...]] [--accept FORMAT]',
  summary: 'have changes reported; without a path, list what is observed',
  details: [
    'observe /3303/0/5700',
    'Set how often with: attributes /3303/0/5700 pmin=1 pmax=10',
    'observe /3303/0/5700 pmin=1 pmax=10     for this observation only (LwM2M 1.2)',
  ],
  options: ['block', ...ACCEPT_OPTIONS],
  async run(session, command) {
    if (command.words.length === 0) {
      const client = session.registered().find(({ endpoint }) => endpoint === session.endpoint());
      const paths = [...(client?.observations.keys() ?? []), ...[...(client?.compositeObservations.keys() ?? [])].map((list) => `(${list})`)];
      session.print(paths.length === 0 ? 'Nothing is observed.' : `Observed: ${paths.join(' ')}`);
      return;
    }
    const path = pathWord(command, observe);
    const [, ...words] = command.words;
    const attributes = words.length === 0 ? {} : { attributes: parseAttributes(words) };
    const answer = await session.server.observe(session.endpoint(), path, { ...readOptions(command), ...attributes });
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
  aliases: ['attr'],
  usage: 'attributes PATH NAME=VALUE... | attributes PATH NAME...',
  summary: 'set when changes are reported (pmin, pmax, gt, lt, st, epmin, epmax, edge, con, hqmax)',
  details: [
    'attributes /3303/0/5700 pmin=1 pmax=10',
    'attributes /3303/0/5700 gt=25 st=0.5',
    'attributes /3303/0/5700 gt          removes gt',
    'attributes /3342/0/5500 edge=1      from false to true only; con=1 confirmable; hqmax=5 kept while offline (LwM2M 1.2)',
  ],
  async run(session, command) {
    const path = pathWord(command, attributes);
    const wanted = parseAttributes(command.words.slice(1));
    session.report(await session.server.writeAttributes(session.endpoint(), path, wanted), 'attributes', parsePath(path));
  },
};
