/** Verbs of the composite operations (LwM2M 1.1 Core 6.3.7 to 6.3.9): readc, writec, observec, cancelc. */
import { codeName } from '../advice';
import { isSuccess, type Answer } from '../answers';
import type { CompositeContent } from '../content';
import type { Content } from '../leaves';
import { parsePath, UsageError, type Path } from '../path';
import type { Command } from './commandLine';
import { ACCEPT_OPTIONS, FORMAT_OPTIONS, formatOption, parseAttributes, readOptions } from './options';
import { CommandFailed, type Session, type Verb } from './session';
import { parseValue } from './write';

const FORMATS_USED = 'The list of paths goes in SenML CBOR, and so comes the answer; --format and --accept choose others.';

export const readComposite: Verb = {
  name: 'readc',
  usage: 'readc PATH... [--accept FORMAT] [--format FORMAT] [--block BYTES]',
  summary: 'read several paths at once (Read-Composite)',
  details: ['readc /3/0/0 /3303/0/5700 /1', 'readc /                           everything', FORMATS_USED],
  options: ['block', 'format', ...ACCEPT_OPTIONS],
  async run(session, command) {
    const answer = await session.server.readComposite(session.endpoint(), command.words, compositeOptions(command));
    report(session, answer, command.words);
    session.printLeaves(answer.leaves);
    if (answer.leaves.length === 0) session.print('  The client has nothing of these, or nothing that may be read.');
  },
};

export const writeComposite: Verb = {
  name: 'writec',
  usage: 'writec PATH=VALUE... [--format FORMAT]',
  summary: 'write several values at once, all or nothing (Write-Composite)',
  details: [
    'writec /3311/0/5850=true /1/0/1=60',
    'writec /2/0/2/101= --format senml-etch-cbor     removes a resource instance (LwM2M 1.2)',
  ],
  options: [...FORMAT_OPTIONS],
  async run(session, command) {
    const content: Record<string, Content | null> = {};
    for (const word of command.words) {
      const equals = word.indexOf('=');
      if (equals === -1) throw new UsageError(`"${word}" is not PATH=VALUE, as in /3311/0/5850=true.`);
      const [name, text] = [word.slice(0, equals), word.slice(equals + 1)];
      const path = parsePath(name);
      content[name] = text === '' && path.length === 4 ? null : single(path, text, session);
    }
    const answer = await session.server.writeComposite(session.endpoint(), content as CompositeContent, formatOption(command, 'format'));
    report(session, answer, Object.keys(content));
  },
};

export const observeComposite: Verb = {
  name: 'observec',
  usage: 'observec PATH... [NAME=VALUE...] [--accept FORMAT] [--format FORMAT]',
  summary: 'have changes of several paths reported together (Observe-Composite)',
  details: ['observec /3/0/9 /3303/0/5700', 'observec /3/0/9 /3303/0/5700 pmin=1 pmax=10     (LwM2M 1.2)', FORMATS_USED],
  options: ['block', 'format', ...ACCEPT_OPTIONS],
  async run(session, command) {
    const paths = command.words.filter((word) => word.startsWith('/'));
    const words = command.words.filter((word) => !word.startsWith('/'));
    const attributes = words.length === 0 ? {} : { attributes: parseAttributes(words) };
    const answer = await session.server.observeComposite(session.endpoint(), paths, { ...compositeOptions(command), ...attributes });
    report(session, answer, paths);
    session.printLeaves(answer.leaves);
    if (!answer.established) session.print('  The client answered, but does not observe: no change will be reported.');
  },
};

export const cancelComposite: Verb = {
  name: 'cancelc',
  usage: 'cancelc PATH... [--reset]',
  summary: 'end a composite observation, named by the same paths',
  details: ['cancelc /3/0/9 /3303/0/5700', '--reset does it by rejecting the next notification instead of a request.'],
  options: ['reset'],
  async run(session, command) {
    const answer = await session.server.cancel(session.endpoint(), command.words.join(' '), command.options.includes('reset') ? 'reset' : 'get');
    if (answer === undefined) session.print(`${session.endpoint()} ${command.words.join(' ')} will be cancelled at its next notification.`);
    else report(session, answer, command.words);
  },
};

function compositeOptions(command: Command): { accept?: number | null; answerBlockSize?: number; format?: number } {
  // A format alone, as in --senml-json, is that of the answer.
  const format = command.values.format === undefined ? undefined : formatOption({ ...command, options: [] }, 'format');
  return { ...readOptions(command), ...(format !== undefined && { format }) };
}

function single(path: Path, text: string, session: Session): Content {
  if (path.length < 3) throw new UsageError(`/${path.join('/')} holds several values: write each, as in /${[...path, 1, 5850].slice(0, 3).join('/')}=VALUE.`);
  return parseValue(path, text, session.server.definitions);
}

/** What each error of a composite operation usually comes from. */
const ADVICE: Readonly<Record<string, string>> = {
  '4.00': 'A value has the wrong type or is out of range; nothing was written.',
  '4.01': 'The access control of the client does not allow it.',
  '4.04': 'The client has not all of these; nothing was written.',
  '4.05': 'One of these does not allow it, or the client was built without composite operations.',
  '4.06': 'The client does not answer in this format; try --accept senml-json.',
  '4.15': 'The client does not take this format; try --format senml-json.',
  '5.01': 'The client was built without composite operations.',
};

function report(session: Session, answer: Answer, paths: readonly string[]): void {
  if (!isSuccess(answer)) {
    const said = answer.diagnostic === '' ? '' : ` The client says: ${JSON.stringify(answer.diagnostic)}.`;
    throw new CommandFailed(`${codeName(answer.code)}.${said} ${ADVICE[answer.code] ?? ''}`.trimEnd());
  }
  session.print(`${session.endpoint()} ${paths.join(' ')} ${codeName(answer.code)}`);
}
