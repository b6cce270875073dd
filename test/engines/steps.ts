/** What a request costs in steps of Moddable XS: the same number every time, unlike a time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repeatCall, script } from './script';
import { runXs, xsWorker } from './xs';

const FEW = 100;
const MANY = 1100;

/**
 * Steps of Moddable XS for one request, everything from the datagram's arrival to the reply included.
 * @param image The text of an ES5 image of the replay board.
 * @param request A CoAP request in hexadecimal; its message id is changed from one to the next.
 * @param start Calls that come first; see `calls` of script.ts.
 * @returns undefined when XS is not installed.
 */
export async function xsStepsPerRequest(image: string, request: string, start: string): Promise<number | undefined> {
  if (xsWorker() === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'mote-steps-'));
  try {
    const files = [script('js', 'print', image, start), repeatCall('js', FEW, request), repeatCall('js', MANY, request)].map((text, index) => {
      const file = path.join(folder, `${index}.js`);
      writeFileSync(file, text);
      return file;
    });
    const { costs } = await runXs(files);
    return Math.round((costs[2].steps - costs[1].steps) / (MANY - FEW));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
