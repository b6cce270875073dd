/** Updates of the simulated board: each Update Result, and the power cut at every write. */
import { unpackImage } from '../../build/package';
import { packPatch } from '../../tools/ota/patch';
import { buildLamp, simulatedBoard } from './images';
import { cutEverywhere, type Procedure } from './power';
import { resultCases, tryResult } from './results';

/** Prints what came of each. @returns How many did not go as they should. */
export async function updateSimulated(print: (line: string) => void): Promise<number> {
  let failed = 0;
  const old = await buildLamp('1.0.0');
  const next = await buildLamp('1.1.0');
  const lenient = await buildLamp('1.0.0', simulatedBoard, { downgrade: 1 });
  const older = await buildLamp('0.9.9');
  const patch = packPatch(unpackImage(old.whole, 'old'), unpackImage(next.whole, 'new'));
  print(`lamp ${old.version}, ${old.whole.length} bytes; ${next.version} as a package ${next.whole.length}, as a patch ${patch.length}`);
  const procedures: Procedure[] = [
    { name: 'patch, pushed', bytes: patch },
    { name: 'whole, pushed', bytes: next.whole },
    { name: 'whole, pulled', bytes: next.whole, pull: true },
  ];
  for (const one of resultCases) {
    const problem = tryResult(one, { old, next, lenient, older });
    print(`Update Result ${one.result}: ${one.name}: ${problem ?? 'seen'}`);
    failed += problem === undefined ? 0 : 1;
  }
  for (const procedure of procedures) {
    const begun = Date.now();
    const { writes, cuts, bricked, completed, failures, ...boots } = cutEverywhere(old, next, procedure);
    print(`${procedure.name}: ${writes} writes, ${cuts} power cuts; then ran: ${boots.old} the old image, ${boots.new} the new one, ${bricked} bricked; ${completed} updated in the end (${Math.round((Date.now() - begun) / 1000)} s)`);
    for (const failure of failures.slice(0, 10)) print(`  ${failure}`);
    failed += bricked + failures.length;
  }
  return failed;
}
