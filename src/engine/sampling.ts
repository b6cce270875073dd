import { Config } from 'config';
import { Right } from './access';
import { Attribute, AttributeRow, attributeValue } from './attributes';
import { elapsed, tenthsOf, Tenths } from './clock';
import { releaseCurrent } from './deferred';
import { aimAt, attributeOfPath, isUsed, noteRefreshed, observationAt, ObservationColumn } from './observations';
import { checkReadable, sampleTarget } from './read';
import { findTarget } from './target';

/** How often what is observed is read anew: epmin and epmax (LwM2M 1.1 Core 5.1.2). */

/** epmin or epmax of an observed path, in tenths of a second; `otherwise` when there is none, or they contradict each other. */
function evaluationPeriod(row: number, attribute: Attribute, otherwise: number): number {
  const epmin = attributeOfPath(row, Attribute.epmin);
  const epmax = attributeOfPath(row, Attribute.epmax);
  const set = attribute === Attribute.epmin ? epmin : epmax;
  const contradict = epmin !== AttributeRow.none && epmax !== AttributeRow.none && attributeValue(epmin) >= attributeValue(epmax);
  return set === AttributeRow.none || contradict || attributeValue(set) === 0 ? otherwise : tenthsOf(attributeValue(set));
}

/** Whether epmin keeps the path from being read anew. */
export function isFresh(row: number): boolean {
  const fresh = elapsed(observationAt(row, ObservationColumn.refreshedAt)) < evaluationPeriod(row, Attribute.epmin, 0);
  if (!fresh) {
    noteRefreshed(row);
  }
  return fresh;
}

/**
 * Reads anew what epmax asks for (LwM2M 1.1 Core 5.1.2): what read callbacks bring is notified like every other change.
 * @returns Tenths of a second until that is to be done again.
 */
export function sampleObserved(): number {
  let soonest: number = Tenths.longest;
  for (let row = 0; row < Config.observations; row++) {
    const epmax = isUsed(row) ? evaluationPeriod(row, Attribute.epmax, Tenths.longest) : Tenths.longest;
    if (epmax !== Tenths.longest) {
      let passed = elapsed(observationAt(row, ObservationColumn.refreshedAt));
      if (passed >= epmax) {
        noteRefreshed(row);
        passed = 0;
        aimAt(row);
        if (findTarget(Right.read) === 0 && checkReadable() === 0) {
          sampleTarget();
        }
        releaseCurrent();
      }
      soonest = epmax - passed < soonest ? epmax - passed : soonest;
    }
  }
  return soonest;
}
