/** `npm run bench -- dtls`: what the protection of a READ costs. */
import os from 'node:os';
import path from 'node:path';
import { buildImage } from '../../build/image';
import { pinToOneCore } from '../cpu';
import { summary } from '../statistics';
import { decimal, table } from '../table';
import { cpuOfRead } from './reads';
import { recordSteps } from './steps';

/** What issue 5 asks for: CPU of a protected READ as a multiple of a plain one, at the most. */
const TARGET = 2;

function shown(values: readonly number[]): string {
  const { median, min, max } = summary(values);
  return `${decimal(median, 1)} (${decimal(min, 1)}..${decimal(max, 1)})`;
}

/** Measures and prints. @param rounds Each with processes of its own, plain and protected in turn. */
export async function benchDtls(rounds: number): Promise<void> {
  const dist = 'dist/bench';
  const load = os.loadavg()[0]; // before the bench adds to it
  const light = await buildImage({ app: 'smart-light', board: 'linux', dist, settings: { dtls: 1 } });
  const without = await buildImage({ app: 'smart-light', board: 'linux', dist: `${dist}/plain`, settings: { dtls: 0 } });
  const records = await buildImage({ app: path.join(__dirname, 'records'), board: 'replay', dist });
  const pinned = pinToOneCore();
  const figures = [1, 16].map((inFlight) => ({ inFlight, plain: [] as number[], secure: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { inFlight, plain, secure } of figures) {
      plain.push(await cpuOfRead(light.file, false, inFlight));
      secure.push(await cpuOfRead(light.file, true, inFlight));
    }
  }
  const steps = await recordSteps(records.file);
  const rows = figures.map(({ inFlight, plain, secure }) => {
    const ratio = summary(secure.map((cpu, round) => cpu / plain[round])).median;
    return [String(inFlight), shown(plain), shown(secure), decimal(ratio, 2), ratio <= TARGET ? 'reached' : 'MISSED'];
  });
  console.log(`READ /3303/0 on linux, CPU of the client in microseconds, median and range of ${rounds} rounds${pinned ? '' : ', not pinned to a core'}`);
  console.log(`load of the machine before: ${decimal(load, 1)}${load > 0.5 ? ': others are at work, the figures are rough' : ''}\n`);
  console.log(table(['in flight', 'plain', 'over DTLS', 'ratio', `target: ${TARGET}`].map((heading) => ({ heading, right: true })), rows));
  console.log(steps === undefined ? '\nno XS: npm ci --prefix test/engines' : `\nXS steps for a record of 100 bytes: ${decimal(steps.seal)} to seal, ${decimal(steps.open)} to open`);
  console.log(`\nimage of smart-light for linux: ${decimal(light.bytes)} bytes with DTLS, ${decimal(without.bytes)} without: ${decimal(light.bytes - without.bytes)}`);
}
