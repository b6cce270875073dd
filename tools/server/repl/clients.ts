/** Verbs about clients and the console itself: clients, use, wait, help, quit. */
import { once } from 'node:events';
import { describeFailure } from '../advice';
import type { Client } from '../clients';
import { formatName } from '../formats';
import type { Leaf } from '../leaves';
import { UsageError } from '../path';
import type { Session, Verb } from './session';

export const clients: Verb = {
  name: 'clients',
  usage: 'clients',
  summary: 'list the clients, registered and gone',
  run(session) {
    const all = session.server.clients();
    if (all.length === 0) session.print(`No client yet. Point one at ${session.server.url()}`);
    for (const client of all) {
      const used = client.endpoint === session.chosen ? '*' : ' ';
      session.print(`${used} ${client.endpoint}  ${describe(client, session.server.clock.now())}`);
    }
  },
};

export const use: Verb = {
  name: 'use',
  usage: 'use NAME',
  summary: 'choose the client that the other verbs ask',
  run(session, { words: [name] }) {
    const names = session.server.clients().map(({ endpoint }) => endpoint);
    if (name === undefined || !names.includes(name)) {
      throw new UsageError(`${name === undefined ? 'Say which client' : `${name} is not a client`}: use ${names.join(' | ') || 'NAME'}`);
    }
    session.chosen = name;
    session.print(`Using ${name}.`);
  },
};

/** Seconds that `wait` waits unless told. */
const DEFAULT_WAIT = 60;

export const wait: Verb = {
  name: 'wait',
  usage: 'wait [SECONDS]',
  summary: 'wait until a client is registered (for scripts)',
  async run(session, { words: [text = String(DEFAULT_WAIT)] }) {
    if (!/^\d{1,6}$/.test(text)) throw new UsageError(`"${text}" is not a number of seconds, as in: wait 10`);
    if (session.registered().length > 0) return;
    const abort = new AbortController();
    const timer = session.server.clock.after(1000 * Number(text), () => abort.abort());
    try {
      await once(session.server, 'registered', { signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      throw new UsageError(`No client registered within ${text} s. Point one at ${session.server.url()}`);
    } finally {
      timer.cancel();
    }
  },
};

export const quit: Verb = {
  name: 'quit',
  usage: 'quit',
  summary: 'stop the server',
  run(session) {
    session.ended = true;
  },
};

export const help: Verb = {
  name: 'help',
  usage: 'help [VERB]',
  summary: 'list the verbs, or show how one is used',
  run(session, { words: [name] }) {
    const { verbs, print } = session;
    if (name === undefined) {
      const width = Math.max(...verbs.map((verb) => verb.name.length));
      for (const verb of verbs) print(`  ${verb.name.padEnd(width)}  ${verb.summary}`);
      print('A path is /object/instance/resource, as in /3/0/0. "help VERB" shows examples.');
      return;
    }
    const verb = session.verb(name);
    if (verb === undefined) throw new UsageError(`There is no verb ${name}. Type help for the list.`);
    print(`  ${verb.usage}`);
    for (const line of verb.details ?? []) print(`    ${line}`);
  },
};

/** A client's state in one line. */
export function describe(client: Client, now: number): string {
  if (client.state !== 'registered') return client.state === 'expired' ? 'gone: its lifetime ran out' : 'gone: de-registered';
  const left = client.expiresAt === undefined ? 'without end' : `${Math.ceil((client.expiresAt - now) / 1000)} of ${client.lifetime} s left`;
  const objects = client.links.map(({ target }) => target).filter((target) => target !== '/').join(' ');
  return `LwM2M ${client.version}, ${client.binding}${client.queueMode ? ' queue mode' : ''}${client.held > 0 ? ` (${client.held} waiting)` : ''}, ${client.peer.address}:${client.peer.port}, ${describeSecurity(client)}, ${left}: ${objects}`;
}

function describeSecurity({ peer }: Client): string {
  return peer.identity === undefined ? 'no security' : `DTLS as "${peer.identity}"`;
}

/** Events of clients as lines. */
export function printEvents(session: Session): void {
  const { server, print } = session;
  const now = (): number => server.clock.now();
  server.on('registered', (client) => print(`${client.endpoint} registered: ${describe(client, now())}`));
  server.on('updated', (client) => print(`${client.endpoint} updated: ${describe(client, now())}`));
  server.on('deregistered', (client) => print(`${client.endpoint} de-registered`));
  server.on('expired', (client) => print(`${client.endpoint} expired: no Update within ${client.lifetime} s`));
  server.on('refused', (peer, error) => print(`refused ${peer.address}:${peer.port} with ${error.code}: ${error.message}`));
  server.on('handshakeFailed', (peer, failure) => print(describeFailure(peer, failure)));
  server.on('trouble', (message) => print(message));
  server.on('held', (client) => print(`${client.endpoint} sleeps (queue mode): what you ask waits until it is heard from; ${client.held} waiting.`));
  const printLeaves = (client: Client, leaves: readonly Leaf[]): void => {
    for (const leaf of leaves) {
      print(`${client.endpoint} /${leaf.path.join('/')} ${session.resourceName(leaf.path)} ${session.valueText(leaf)}${session.timeText(leaf)}`.replace('  ', ' '));
    }
  };
  server.on('notification', ({ client, path, code, leaves }) => {
    if (!code.startsWith('2.')) print(`${client.endpoint} ${path} ended its observation with ${code}`);
    printLeaves(client, leaves);
  });
  server.on('sent', ({ client, format, leaves }) => {
    print(`${client.endpoint} sent ${leaves.length} ${leaves.length === 1 ? 'value' : 'values'} in ${formatName(format ?? 0)}:`);
    printLeaves(client, leaves);
  });
}
