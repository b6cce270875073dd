import vectors from '../vectors.json';

export interface Vector {
  readonly id: string;
  readonly input: string;
  readonly expect: string;
}

/** The vectors whose ids begin with `prefix`, by id. */
export function vectorsOf(prefix: string): Map<string, Vector> {
  return new Map(vectors.filter(({ id }) => id.startsWith(`${prefix}-`)).map((vector) => [vector.id, vector]));
}

/**
 * The vectors that a table of expectations is about, as rows for `test.each`. Fails when the two do not name the
 * same ids, so that no vector is left out in silence.
 */
export function paired<T>(prefix: string, expectations: Readonly<Record<string, T>>): [string, Vector, T][] {
  const known = vectorsOf(prefix);
  expect(Object.keys(expectations).sort()).toEqual([...known.keys()].sort());
  return [...known].map(([id, vector]) => [id, vector, expectations[id]]);
}
