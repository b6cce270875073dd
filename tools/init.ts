/** `npx mote init NAME`: a new application, from a template that builds. */
import type { Command } from 'commander';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../build/paths';
import { ExitCode, ToolFailure } from './exitCodes';
import { isOurs, nameOf } from './folders';

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

interface Options {
  readonly firmware?: string;
  readonly json?: true;
}

export function addInit(program: Command): void {
  program
    .command('init')
    .description('Makes a new application: a folder with main.ts and config.json; in firmware/ of this repository, or in the current folder elsewhere.')
    .argument('<name>', 'its name: small letters, digits and hyphens')
    .option('--firmware <folder>', 'where its folder is made; it has to be there')
    .option('--json', 'says what was made as JSON')
    .showHelpAfterError('Type: npx mote init my-sensor')
    .action(init);
}

/** For the editor: the build does not need it. */
function project(folder: string): object {
  return { extends: path.relative(folder, path.join(root, 'tsconfig.json')), compilerOptions: { types: [] }, include: ['*.ts'], exclude: [] };
}

function init(name: string, { firmware, json }: Options): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new ToolFailure(ExitCode.Usage, `"${name}" is no name of an application: small letters, digits and hyphens, such as my-sensor.`);
  }
  const folder = path.resolve(firmware ?? (isOurs('') ? path.join(root, 'firmware') : ''), name);
  if (existsSync(folder)) throw new ToolFailure(ExitCode.Failed, `${folder} is there already. Choose another name.`);
  // What Mote has is `mote/` for applications elsewhere.
  const src = isOurs(folder) ? `${path.relative(folder, path.join(root, 'src'))}/` : 'mote/';
  const template = readFileSync(path.join(__dirname, 'init/main.ts.txt'), 'utf8');
  const files = {
    'main.ts': template.replaceAll('NAME', name).replaceAll('../../src/', src),
    'config.json': `${JSON.stringify(config, null, 2)}\n`,
    ...(!isOurs(folder) && { 'tsconfig.json': `${JSON.stringify(project(folder), null, 2)}\n` }),
  };
  try {
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  } catch (error) {
    throw new ToolFailure(ExitCode.Failed, `${folder} cannot be made: ${(error as Error).message}. Name another place: --firmware FOLDER`);
  }
  if (json === true) {
    console.log(JSON.stringify({ app: name, folder, files: Object.keys(files) }));
    return;
  }
  console.log(`${path.relative('', folder)} is an application now. Next:`);
  console.log(`  npx mote build ${nameOf(folder)} --board linux`);
  console.log('  npx mote server');
  console.log(`  npx mote flash BOARD ${nameOf(folder)} PORT`);
}
