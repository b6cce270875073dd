/** `npx mote bridge LINE...`: boards that have a serial line only reach the network through this machine. */
import { InvalidArgumentError, type Command } from 'commander';
import { lookup as lookupName } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { stopSignal } from '../build/stopSignal';
import { startBridge, type Counters } from './bridge/bridge';
import { impairedPath, type Later } from './bridge/impairments';
import { createCapture, type Capture } from './bridge/pcap';
import { ExitCode, ToolFailure } from './exitCodes';
import { keepOpen, type KeptLine } from './line/keepOpen';
import { lineHelp, parseBaud, usualBaud } from './line/line';

interface Options {
  readonly baud: number;
  readonly address: string;
  readonly pcap?: string;
  readonly loss: number;
  readonly delay: number;
  readonly reorder: number;
  readonly seed: number;
  readonly stats?: number;
  readonly json?: true;
}

export function addBridge(program: Command): void {
  program
    .command('bridge')
    .description('Carries UDP between boards on serial lines (SLIP) and the network. Needs no root.')
    .argument('<line...>', `one for each board: ${lineHelp}, or - for standard input and output`)
    .option('--baud <rate>', 'bits a second of serial ports', parseBaud, usualBaud)
    .option('--address <IPv4>', 'address by which boards reach this machine, and its names (DNS)', parseAddress, '10.0.0.1')
    .option('--pcap <file>', 'writes every packet for Wireshark')
    .option('--loss <percent>', 'loses packets, either way', parsePercent, 0)
    .option('--delay <ms>', 'delays packets, either way', parseCount, 0)
    .option('--reorder <percent>', 'has packets overtake each other, either way', parsePercent, 0)
    .option('--seed <number>', 'chance: the same seed, the same fate', parseCount, 1)
    .option('--stats <seconds>', 'prints the counters again and again; unless told, at the end', parseSeconds)
    .option('--json', 'prints the counters as JSON, on standard output')
    .showHelpAfterError('Type: npx mote bridge /dev/ttyUSB0')
    .addHelpText('after', '\nA server on this machine is coap://10.0.0.1 for a board. Ctrl-C ends the bridge.')
    .action(bridge);
}

async function bridge(names: string[], options: Options): Promise<void> {
  if (options.json === true && names.includes('-')) {
    throw new ToolFailure(ExitCode.Usage, 'With - as a line, standard output is the line: leave out --json.');
  }
  const capture = options.pcap === undefined ? undefined : openCapture(options.pcap);
  const path = (seed: number): ReturnType<typeof impairedPath> =>
    impairedPath({ loss: options.loss / 100, delay: options.delay, reorder: options.reorder / 100, seed }, later);
  const { counters, attach, close } = startBridge({
    address: options.address,
    fromBoards: path(2 * options.seed),
    toBoards: path(2 * options.seed + 1),
    lookup: async (name) => (await lookupName(name, { family: 4 })).address,
    captured: (packet) => capture?.write(packet, Date.now()),
  });
  const report = (): void => (options.json === true ? console.log(JSON.stringify(counters)) : console.error(shown(counters)));
  const reporting = options.stats === undefined ? undefined : setInterval(report, options.stats * 1000);

  const lines: KeptLine[] = [];
  for (const name of names) {
    const line = await keepOpen(name, { baud: options.baud }, {
      opened(open) {
        console.error(`${name}: the bridge is ${options.address}`);
        attach(open);
      },
      lost: () => console.error(`${name}: gone; it is opened again when it comes back`),
    });
    lines.push(line);
  }
  await Promise.race([stopSignal(), Promise.all(lines.map(({ over }) => over))]);
  clearInterval(reporting);
  for (const line of lines) line.close();
  close();
  capture?.close();
  report();
}

const later: Later = (milliseconds, action) => void setTimeout(action, milliseconds);

function openCapture(file: string): Capture {
  try {
    return createCapture(file);
  } catch (error) {
    throw new ToolFailure(ExitCode.Failed, `${file} cannot be written: ${(error as Error).message}. Name another: --pcap FILE`);
  }
}

function shown(counters: Counters): string {
  return Object.entries(counters)
    .map(([name, count]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${count}`)
    .join(', ');
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function parseSeconds(text: string): number {
  if (parseCount(text) === 0) throw new InvalidArgumentError('It is 1 or more.');
  return Number(text);
}

function parsePercent(text: string): number {
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || Number(text) > 100) throw new InvalidArgumentError('It is a number from 0 to 100.');
  return Number(text);
}

function parseAddress(text: string): string {
  if (!isIPv4(text)) throw new InvalidArgumentError('It is an IPv4 address such as 10.0.0.1.');
  return text;
}
