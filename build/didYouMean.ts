/** How many characters have to be put in, taken out or changed to make `b` of `a` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * The name that was probably meant, as a message goes on with it: `; did you mean "linux"?` for `linus`.
 * @param known The names there are; their case does not matter.
 * @returns Nothing when more than half of the characters of each would have to change.
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const distances = known.map((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()));
  const least = Math.min(...distances);
  const meant = known[distances.indexOf(least)];
  return meant !== undefined && 2 * least <= Math.max(name.length, meant.length) ? `; did you mean "${meant}"?` : '';
}
