import { Attribute, attributeInEffect, hasAttribute } from './attributes';

/** The attributes gt, lt and st on one number (LwM2M 1.1 Core 5.1.2). */

function crosses(above: boolean, limit: number, before: number, now: number): boolean {
  return above ? before > limit !== now > limit : before < limit !== now < limit;
}

/**
 * Whether a change is to be notified: none of gt, lt and st is in effect, or the value has come to the other side
 * of gt or of lt since the last notification, or has moved by st at least.
 * @param before The value that was notified last.
 */
export function crossed(
  link: number,
  o: number,
  i: number,
  r: number,
  ri: number,
  before: number,
  now: number,
): boolean {
  const gt = hasAttribute(link, Attribute.gt, o, i, r, ri);
  const lt = hasAttribute(link, Attribute.lt, o, i, r, ri);
  const st = hasAttribute(link, Attribute.st, o, i, r, ri);
  if (!gt && !lt && !st) {
    return true;
  }
  if (gt && lt && limitsOverlap(link, o, i, r, ri, st)) {
    return true;
  }
  return (
    (gt && crosses(true, attributeInEffect(link, Attribute.gt, o, i, r, ri), before, now)) ||
    (lt && crosses(false, attributeInEffect(link, Attribute.lt, o, i, r, ri), before, now)) ||
    (st && Math.abs(now - before) >= attributeInEffect(link, Attribute.st, o, i, r, ri))
  );
}

/** Limits that contradict each other, set by several requests or inherited, are ignored (LwM2M 1.1 Core 5.1.2). */
function limitsOverlap(link: number, o: number, i: number, r: number, ri: number, hasStep: boolean): boolean {
  const step = hasStep ? attributeInEffect(link, Attribute.st, o, i, r, ri) : 0;
  const lt = attributeInEffect(link, Attribute.lt, o, i, r, ri);
  const gt = attributeInEffect(link, Attribute.gt, o, i, r, ri);
  return lt >= gt || lt + 2 * step >= gt;
}
