/** XS steps a request: what the meter of Moddable's engine counts, the same on every machine. */

/** Steps by kind of request, or why there are none. */
export type XsFigures = { ok: true; steps: { request: string; steps: number }[] } | { ok: false; reason: string };

export async function xsSteps(): Promise<XsFigures> {
  return { ok: false, reason: 'test/engines has no XS runner yet' };
}

export function xsText(figures: XsFigures): string {
  return figures.ok ? '' : `absent (${figures.reason})`;
}
