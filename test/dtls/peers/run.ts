/**
 * `npm run test:dtls -- [--only TEXT] [-v]`: Mote's DTLS client against servers of others, and the local server's half of
 * DTLS against clients of others. See README.md.
 *
 * Exit codes: 0 everything passed, 1 something failed, 2 the command line is wrong, 3 a peer is absent and nothing failed.
 */
import { Command } from 'commander';
import path from 'node:path';
import { root } from '../../../build/paths';
import { countDecrypted, writeCapture } from './capture';
import { clients, meetClient } from './clients';
import { MoteProcess } from './moteProcess';
import { Proxy } from './proxy';
import { RECORDS, scenarios } from './scenarios';
import { hexKey, type Running, type ServerPeer, servers, stopLeshan } from './servers';

const enum Exit {
  passed = 0,
  failed = 1,
  usage = 2,
  absent = 3,
}

/** Of a scenario: undefined when it passed, else why it failed or was left out. */
export interface Verdict {
  readonly scenario: string;
  readonly failure?: string;
  readonly leftOut?: string;
}

const tally = { passed: 0, failed: 0, absent: 0 };
const firstPort = 20_684;

function print(name: string, verdicts: readonly Verdict[]): void {
  const marks = verdicts.map(({ scenario, failure, leftOut }) => `${scenario} ${failure !== undefined ? 'FAILED' : leftOut !== undefined ? '-' : 'passed'}`);
  console.log(`${name.padEnd(28)} ${marks.join('  ')}`);
  for (const { scenario, failure, leftOut } of verdicts) {
    if (failure !== undefined) console.log(`    ${scenario}: ${failure}`);
    else if (leftOut !== undefined) console.log(`    ${scenario}: left out, since ${leftOut}`);
    if (leftOut === undefined) tally[failure === undefined ? 'passed' : 'failed']++;
  }
}

async function verdictOf(scenario: string, run: () => Promise<void>): Promise<Verdict> {
  try {
    await run();
    return { scenario };
  } catch (error) {
    return { scenario, failure: (error as Error).message.split('\n')[0] };
  }
}

/** All scenarios of Mote's client with a server. */
async function meetServer(peer: ServerPeer, port: number): Promise<Verdict[]> {
  const proxy = await Proxy.open(port);
  const client = await MoteProcess.start(proxy.port());
  let running: Running | undefined;
  const restartUnseen = async (mtu?: number): Promise<void> => {
    await running?.stop();
    running = await peer.start(port, mtu);
  };
  const restart = async (mtu?: number): Promise<void> => {
    await client.end();
    await restartUnseen(mtu);
  };
  const verdicts: Verdict[] = [];
  try {
    for (const { name, without, run } of scenarios) {
      const leftOut = without?.(peer);
      if (leftOut !== undefined) verdicts.push({ scenario: name, leftOut });
      else {
        proxy.befall({});
        verdicts.push(
          await verdictOf(name, async () => {
            await restart();
            await run({ peer, client, proxy, restart, restartUnseen });
          }),
        );
      }
    }
    verdicts.push(await verdictOf('capture', async () => judge(peer.name, proxy, port)));
  } finally {
    client.stop();
    proxy.close();
    await running?.stop();
  }
  return verdicts;
}

/** Wireshark decrypts what went both ways. */
export function judge(name: string, proxy: Proxy, port: number, least = 2 * RECORDS): void {
  const file = path.join(root, 'dist/dtls', `${name.replace(/\W+/g, '-')}.pcap`);
  writeCapture(file, proxy.datagrams, port);
  const decrypted = countDecrypted(file, port, hexKey);
  if (decrypted < least) throw new Error(`Wireshark decrypts ${decrypted} datagrams of ${path.relative(root, file)}, fewer than ${least}`);
}

function say(name: string, missing: string | undefined): boolean {
  if (missing === undefined) return true;
  tally.absent++;
  console.log(`${name.padEnd(28)} ABSENT: ${missing}`);
  return false;
}

async function test(only: string): Promise<Exit> {
  const isChosen = ({ name }: { readonly name: string }): boolean => name.toLowerCase().includes(only.toLowerCase());
  const [chosenServers, chosenClients] = [servers.filter(isChosen), clients.filter(isChosen)];
  if (chosenServers.length + chosenClients.length === 0) {
    console.error(`no peer has "${only}" in its name; there are\n${[...servers, ...clients].map(({ name }) => `  ${name}`).join('\n')}`);
    return Exit.usage;
  }
  if (chosenServers.length > 0) console.log("Mote's client with");
  for (const [index, peer] of chosenServers.entries()) {
    if (say(peer.name, peer.missing())) print(peer.name, await meetServer(peer, firstPort + 10 * index));
  }
  stopLeshan();
  if (chosenClients.length > 0) console.log('The local server with');
  for (const [index, peer] of chosenClients.entries()) {
    if (say(peer.name, peer.missing())) print(peer.name, await meetClient(peer, firstPort + 200 + 10 * index, verdictOf, judge));
  }
  console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.absent} peers absent`);
  return tally.failed > 0 ? Exit.failed : tally.absent > 0 ? Exit.absent : Exit.passed;
}

const command = new Command('test:dtls')
  .description("Mote's DTLS client with servers of others, and the local server's half of DTLS with clients of others.")
  .option('--only <text>', 'peers with this in their name', '')
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? Exit.passed : Exit.usage))
  .action(async ({ only }: { only: string }) => {
    process.exit(await test(only));
  });

void command.parseAsync();
