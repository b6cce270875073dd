/** Edits of a text, made all at once: each by itself would copy the text. */

export interface Edit {
  /** The stretch that `text` takes the place of; an insertion has `end` where `start` is. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits In any order. None is within another; of two insertions at one place the latter stands in front. */
export function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = text.length;
  for (const edit of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    parts.push(text.slice(edit.end, from), edit.text);
    from = edit.start;
  }
  return [...parts, text.slice(0, from)].reverse().join('');
}
