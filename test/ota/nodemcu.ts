/** Power cuts at each step of NodeMCU's file system, in the boot stub and the image of the board, on real Lua. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../../build/image';
import { packImage } from '../../build/package';
import { outputOf } from '../engines/process';

/** The content of a slot: code that only tells its version, some kilobytes. */
function slotOf(version: string): Buffer {
  return packImage(Buffer.from(`start("${version}")\n${'-- and nothing else\n'.repeat(120)}`), { board: 'nodemcu-esp32', app: 'lamp', version });
}

/** Prints what came of the cuts. @returns How many boards were bricked, or could not be updated any more; undefined without Lua. */
export async function cutNodemcu(print: (line: string) => void): Promise<number | undefined> {
  if (outputOf('lua5.3', ['-v']) === undefined) {
    print('nodemcu-esp32: absent: apt-get install lua5.3');
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-nodemcu-'));
  try {
    const { file, bootFile } = await buildImage({ app: path.join(__dirname, 'nodemcu'), board: 'nodemcu-esp32', dist: folder });
    const packages = ['1.0.0', '1.1.0'].map((version) => {
      const name = path.join(folder, version);
      writeFileSync(name, slotOf(version));
      return name;
    });
    const begun = Date.now();
    const output = execFileSync('lua5.3', [path.join(__dirname, 'nodemcu/power.lua'), bootFile ?? '', file, ...packages], { encoding: 'utf8' });
    const [steps, cuts, old, next, neither, completed] = output.trim().split(/\s+/).map(Number);
    print(`nodemcu-esp32: ${steps} steps of its file system, ${cuts} power cuts; then ran: ${old} the old image, ${next} the new one, ${neither} bricked; ${completed} updated in the end (${Math.round((Date.now() - begun) / 1000)} s)`);
    return cuts > 0 ? neither + cuts - completed : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
