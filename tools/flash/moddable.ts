/** Moddable's own tools: they build the firmware that starts an image, and write both into an ESP32. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, ToolFailure } from '../exitCodes';

/** What mcconfig calls a module with an ESP32-S3: the board's README.md says why no other. */
const target = 'esp32/esp32s3';

/** Settings of a device, as in `config.mote` of the board's manifest; and the network it joins. */
export interface ModdableSettings {
  readonly wifi?: { readonly ssid: string; readonly password?: string };
  readonly [name: string]: unknown;
}

/** The manifest of one device: the board's, with the boot stub of its image and what is its own. @param key The public key of those who may sign, if there is one. */
export function manifestOf(boardFolder: string, imageFolder: string, { wifi, ...mote }: ModdableSettings, key: string | undefined): object {
  return {
    build: { NAME: path.basename(imageFolder) },
    include: path.join(boardFolder, 'manifest.json'),
    modules: { boot: path.join(imageFolder, 'boot') },
    config: { ...wifi, mote: { ...mote, ...(key !== undefined && { updateKey: key }) } },
  };
}

/**
 * Finds the SDK's programs, by MODDABLE in the environment, and ESP-IDF's, by IDF_PATH.
 * @returns The environment that they want.
 * @throws ToolFailure when one is missing.
 */
export function moddableEnvironment({ MODDABLE: sdk = '', IDF_PATH: idf = '', ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const programs = ['lin', 'mac'].map((host) => path.join(sdk, 'build/bin', host, 'release')).find((folder) => sdk !== '' && existsSync(path.join(folder, 'mcconfig')));
  if (programs === undefined) {
    const problem = sdk === '' ? 'This board is flashed by the tools of the Moddable SDK' : `There is no mcconfig in ${sdk}/build/bin`;
    throw new ToolFailure(ExitCode.Failed, `${problem}: build the SDK (https://www.moddable.com, "Getting started") and name its folder in MODDABLE.`);
  }
  if (idf === '' || !existsSync(path.join(idf, 'components/partition_table/parttool.py'))) {
    const problem = idf === '' ? 'IDF_PATH does not name ESP-IDF' : `There is no ESP-IDF in ${idf}`;
    throw new ToolFailure(ExitCode.Failed, `${problem}, which compiles the firmware: install what the SDK's documentation/devices/esp32.md says, and type: . export.sh`);
  }
  return { ...rest, MODDABLE: sdk, IDF_PATH: idf, PATH: `${rest.PATH ?? ''}${path.delimiter}${programs}` };
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { env, stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'close').catch((error: Error) => [error.message])) as [unknown];
  if (code !== 0) throw new ToolFailure(ExitCode.Failed, `${program} ${args.join(' ')} failed (${String(code)}): what it says is above.`);
}

/** Builds the firmware, writes it, and the image into the first of its slots. @param manifest What `manifestOf` gives. */
export async function writeModdable(imageFolder: string, manifest: object, port: string, env: NodeJS.ProcessEnv): Promise<void> {
  const folder = path.join(imageFolder, 'firmware');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  const named = { ...env, UPLOAD_PORT: port };
  for (const step of ['build', 'deploy']) await run('mcconfig', ['-m', '-t', step, '-p', target, '-o', folder, file], named);
  const parttool = path.join(env.IDF_PATH ?? '', 'components/partition_table/parttool.py');
  await run('python3', [parttool, '--port', port, 'write_partition', '--partition-name', 'slot-a', '--input', path.join(imageFolder, 'image.bin')], named);
}
