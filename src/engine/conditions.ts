import { Config } from 'config';
import { Attribute, AttributeRow, attributeValue } from './attributes';
import { attributeOfPath } from './observations';

/** What a change means to whoever observes it. */
export const enum News {
  none,
  /** Something is not as it was told last; nothing is to be told when it comes to be so again. */
  change,
  /** A condition was met: that is to be told, whatever becomes of the value. */
  condition,
}

/** Whether gt, lt, st or edge is in effect for an observed path. */
export function hasConditions(row: number): boolean {
  let found = false;
  for (let attribute: Attribute = Attribute.gt; attribute <= Attribute.st; attribute++) {
    found = found || attributeOfPath(row, attribute) !== AttributeRow.none;
  }
  return found || (Config.attributes12 === 1 && attributeOfPath(row, Attribute.edge) !== AttributeRow.none);
}

/**
 * What the change of a number means to an observed path (LwM2M 1.1 Core 5.1.2): news if none of gt, lt, st and edge
 * is in effect for it; or if the value has come to the other side of gt or of lt since it was told last, has moved by
 * st, or has become what edge waits for.
 * @param wasTold Whether it is known what was told last: `before`.
 */
export function newsOf(row: number, wasTold: boolean, before: number, now: number): News {
  if (!hasConditions(row)) {
    return News.change;
  }
  if (Config.attributes12 === 1) {
    const edge = attributeOfPath(row, Attribute.edge);
    if (edge !== AttributeRow.none) {
      return now === attributeValue(edge) ? News.condition : News.none;
    }
  }
  const gt = attributeOfPath(row, Attribute.gt);
  const lt = attributeOfPath(row, Attribute.lt);
  const st = attributeOfPath(row, Attribute.st);
  const hasGt = gt !== AttributeRow.none;
  const hasLt = lt !== AttributeRow.none;
  const hasSt = st !== AttributeRow.none;
  // Limits that contradict each other, set by several requests or inherited, are ignored.
  const areLimitsValid = !hasGt || !hasLt || attributeValue(lt) + 2 * (hasSt ? attributeValue(st) : 0) < attributeValue(gt);
  if (!wasTold || !areLimitsValid) {
    return News.change;
  }
  return (hasGt && before > attributeValue(gt) !== now > attributeValue(gt)) ||
    (hasLt && before < attributeValue(lt) !== now < attributeValue(lt)) ||
    (hasSt && Math.abs(now - before) >= attributeValue(st))
    ? News.condition
    : News.none;
}
