/** Steps of Moddable XS for one protected record. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { script } from '../../test/engines/script';
import { runXs, xsWorker } from '../../test/engines/xs';

const FEW = 10;
const MANY = 110;

/** What XS counts for one record of 100 bytes. */
export interface RecordSteps {
  readonly seal: number;
  readonly open: number;
}

/**
 * @param image bench/dtls/records for the replay board.
 * @returns undefined when XS is not installed.
 */
export async function recordSteps(image: string): Promise<RecordSteps | undefined> {
  if (xsWorker() === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-steps-'));
  try {
    const typed = (letters: string, count: number): string => `for(var i=0;i<${count};i++){${[...letters].map((letter) => `typeLine(0,"${letter}");`).join('')}}`;
    const kinds = ['x', 's', 'so'];
    const texts = [script('js', 'print', readFileSync(image, 'utf8'), 'boot();'), ...kinds.flatMap((letters) => [typed(letters, FEW), typed(letters, MANY)])];
    const files = texts.map((text, index) => {
      const file = path.join(folder, `${index}.js`);
      writeFileSync(file, text);
      return file;
    });
    const { costs } = await runXs(files);
    const [empty, seal, both] = kinds.map((_, index) => (costs[2 + 2 * index].steps - costs[1 + 2 * index].steps) / (MANY - FEW));
    return { seal: Math.round(seal - empty), open: Math.round(both - seal - empty) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
