import { Attribute, attributeInEffect, AttributeRow, attributeValue } from './attributes';

/**
 * Whether a change of a number is to be notified (LwM2M 1.1 Core 5.1.2): none of gt, lt and st is in effect at the
 * path, or the value has come to the other side of gt or of lt since the last notification, or has moved by st.
 * @param ids Holds the four ids of the path from index `at` on.
 * @param before The value that was notified last.
 */
export function isWorthNotifying(link: number, ids: Int32Array, at: number, before: number, now: number): boolean {
  const gt = attributeInEffect(link, Attribute.gt, ids, at);
  const lt = attributeInEffect(link, Attribute.lt, ids, at);
  const st = attributeInEffect(link, Attribute.st, ids, at);
  const hasGt = gt !== AttributeRow.none;
  const hasLt = lt !== AttributeRow.none;
  const hasSt = st !== AttributeRow.none;
  if (!hasGt && !hasLt && !hasSt) {
    return true;
  }
  // Limits that contradict each other, set by several requests or inherited, are ignored.
  if (hasGt && hasLt && attributeValue(lt) + 2 * (hasSt ? attributeValue(st) : 0) >= attributeValue(gt)) {
    return true;
  }
  return (
    (hasGt && before > attributeValue(gt) !== now > attributeValue(gt)) ||
    (hasLt && before < attributeValue(lt) !== now < attributeValue(lt)) ||
    (hasSt && Math.abs(now - before) >= attributeValue(st))
  );
}
