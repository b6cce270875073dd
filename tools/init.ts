/** `npx mote init NAME`: a new application, from a template that builds. */
import type { Command } from 'commander';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../build/paths';
import { ExitCode, ToolFailure } from './exitCodes';

/** What is compiled in, and for how much there is room; src/config.ts has all of it. */
const config = {
  servers: 1,
  firmware: 0,
  firmwarePull: 0,
  accessControl: 0,
  bootstrap: 0,
  bootstrapPack: 0,
  provisioning: 0,
  queueMode: 0,
  statistics: 0,
  shell: 0,
  tcp: 0,
};

export function addInit(program: Command): void {
  program
    .command('init')
    .description('Makes a new application: a folder in firmware/ with main.ts and config.json.')
    .argument('<name>', 'its name: small letters, digits and hyphens')
    .option('--firmware <folder>', 'where its folder is made', path.join(root, 'firmware'))
    .showHelpAfterError('Type: npx mote init my-sensor')
    .action(init);
}

function init(name: string, { firmware }: { firmware: string }): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new ToolFailure(ExitCode.Usage, `"${name}" is no name of an application: small letters, digits and hyphens, such as my-sensor.`);
  }
  const folder = path.resolve(firmware, name);
  if (existsSync(folder)) throw new ToolFailure(ExitCode.Failed, `${folder} is there already. Choose another name.`);
  const template = readFileSync(path.join(__dirname, 'init/main.ts.txt'), 'utf8');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'main.ts'), template.replaceAll('NAME', name));
  writeFileSync(path.join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  console.log(`${path.relative('', folder)} is an application now. Next:`);
  console.log(`  npm run build -- ${name} --board linux`);
  console.log(`  npx mote flash BOARD ${name} PORT`);
}
