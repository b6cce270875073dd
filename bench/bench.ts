/**
 * `npm run bench`: measures Mote beside other LwM2M clients, all in one run, and prints what came out.
 * README.md in this folder says what each figure is. Results also go to dist/bench.json.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { clients, floor } from './clients';
import { compare, comparisonText } from './comparison';
import { pinToOneCore } from './cpu';
import { benchDtls } from './dtls/dtls';
import { espruinoInstructions, espruinoText } from './engine/espruino';
import { engineText, measureEngine } from './engine/engine';
import { writeHotNames } from './engine/hot-names';
import { xsSteps, xsText } from './engine/xs';
import { buildAlone, buildForEspruino, buildImages } from './images';
import { imageSizes, imageSizeText } from './image-size';
import { decimal } from './table';
import { targets, targetsText } from './targets';

const root = path.dirname(__dirname);
const dist = path.join(root, 'dist');

const full = { rounds: 5, inFlight: [1, 16], effort: { warmUp: 10_000, measured: 40_000, seconds: 1.5 } };
const quick = { rounds: 1, inFlight: [16], effort: { warmUp: 10_000, measured: 20_000, seconds: 0.4 } };

const usage = `usage: npm run bench -- [--quick] [--client C] [--rounds N]
       npm run bench -- espruino [--order]
       npm run bench -- dtls [--rounds N]
  espruino    only the instructions of Espruino, about two minutes
  dtls        only what DTLS costs: CPU of a READ, XS steps of a record, bytes of the image
  --order     first counts anew which names are used most: build/hot-names.json
  --quick     one short round, only 16 in flight, for a look and for CI: under a minute
  --client C  only this client, besides the floor; may be given again
  --rounds N  rounds of the comparison instead of ${full.rounds}`;

async function main(): Promise<void> {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      order: { type: 'boolean' },
      quick: { type: 'boolean' },
      client: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (options.help === true) {
    console.log(usage);
    return;
  }
  const [part, ...more] = positionals;
  if (more.length > 0 || (part !== undefined && part !== 'espruino' && part !== 'dtls')) throw new Error(`there is no ${positionals.join(' ')} in the bench\n${usage}`);
  if (part === 'espruino') {
    await measureEspruino(options.order === true);
    return;
  }
  const mode = options.quick === true ? quick : full;
  const rounds = options.rounds === undefined ? mode.rounds : Number(options.rounds);
  if (!(rounds >= 1)) throw new Error('--rounds is a number from 1');
  if (part === 'dtls') {
    await benchDtls(rounds);
    return;
  }

  installClients();
  const load = os.loadavg()[0]; // before the bench adds to it
  const pinned = pinToOneCore();
  progress('building images');
  const built = await buildImages();
  const all = clients(built);
  const unknown = options.client?.find((name) => !all.some((client) => client.name === name));
  if (unknown !== undefined) throw new Error(`no client ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  const chosen = all.filter((client) => client === floor || (options.client?.includes(client.name) ?? true));
  const comparison = await compare(chosen, { ...mode, rounds }, progress);
  const engine = built.ok ? await orReason(() => measureEngine(built.images, rounds, progress)) : built;
  progress('XS steps');
  const xs = built.ok ? await orReason(() => xsSteps(built.images)) : built;
  progress('');
  const images = imageSizes(dist);
  const reached = targets(comparison, built.ok ? images : [], engine);

  const machine = `${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, Linux ${os.release()}, Node ${process.version}`;
  const sections = [
    [`Comparison: ${rounds} round${rounds === 1 ? '' : 's'}, CPU time of the client's process a request`, comparisonText(comparison)],
    ['Images', imageSizeText(images)],
    ['Client engine alone, in process', engineText(engine)],
    ['Moddable XS', xsText(xs)],
    ['Targets of issue 2', targetsText(reached)],
  ];
  console.log(machine);
  console.log(pinned ? 'all on one core' : 'not pinned to a core (no taskset): figures at 1 in flight vary widely');
  console.log(`load of the machine before: ${decimal(load, 1)}${load > 0.5 ? ': others are at work, the figures are rough' : ''}`);
  if (!built.ok) console.log(`\n${built.reason}: those that are in dist/ are older\n\n${built.detail}`);
  for (const [heading, text] of sections) console.log(`\n${heading}\n\n${text}`);

  fs.mkdirSync(dist, { recursive: true });
  const result = { machine, pinned, load, date: new Date().toISOString(), mode, rounds, comparison, images, engine, xs, targets: reached };
  fs.writeFileSync(path.join(dist, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log('\nwritten to dist/bench.json');
}

async function measureEspruino(counts: boolean): Promise<void> {
  if (counts) console.log(`${await writeHotNames(buildAlone)} names are hot: build/hot-names.json`);
  const result = espruinoInstructions(await buildForEspruino());
  console.log(espruinoText(result));
  if (!result.ok) process.exitCode = 1;
}

/** What `measure` gives; or why it gives nothing, so that one part that fails does not take the others with it. */
async function orReason<T>(measure: () => T | Promise<T>): Promise<T | { ok: false; reason: string }> {
  try {
    return await measure();
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Installs the other clients on the first run. None of them needs an install script, so none may run one. */
function installClients(): void {
  if (fs.existsSync(path.join(__dirname, 'node_modules'))) return;
  console.log('bench/node_modules is missing: npm ci --ignore-scripts --prefix bench');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', __dirname], { stdio: 'inherit' });
}

/** One line that is written over, on a terminal only. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
