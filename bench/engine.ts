/** Figures of the client engine alone, measured in a process of their own. */
import type { Summary } from './statistics';

/** Cost of a READ beside the number of instances of the object that is read. */
export interface InstanceFigure { instances: number; nanoseconds: Summary }
/** Heap bytes a request. */
export interface GarbageFigure { request: string; compiler: string; bytes: number }

export interface EngineFigures {
  instances: InstanceFigure[];
  garbage: GarbageFigure[];
  reason?: string;
}

export async function measureEngine(repeats: number): Promise<EngineFigures> {
  return { instances: [], garbage: [], reason: `no image (${repeats})` };
}

export function engineText(figures: EngineFigures): string {
  return figures.reason ?? '';
}
