/** The boot stub. */
import { startSlot } from '../espruino/boot';
import { Slot } from './slots';

export function start(): void {
  startSlot(Slot.bytes);
}
