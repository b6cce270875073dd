import { newInt32s } from 'runtime';
import { Config } from 'config';
import { exchangeFree } from '../coap/endpoint';
import { momentIn, remaining, Tenths } from './clock';
import { ClientEvent, tellEvent } from './events';
import { isInUse, isQueued } from './registration-state';

/**
 * Queue mode (LwM2M 1.1 Core 6.5): a client that is registered so listens for a while after each message, and then
 * switches its radio off. The server waits for the next Update, which comes before all else.
 */
const enum Awake {
  tenths = Config.awakeSeconds * Tenths.second,
}

/** Until when each link is awake. */
const awakeUntil = /* @__PURE__ */ newInt32s(Config.servers);
let isRadioOn = true;

/** A message was sent or received. */
export function stayAwake(link: number): void {
  awakeUntil[link] = momentIn(Awake.tenths);
}

/** Whether the server of the link expects nothing, and waits with what it has. */
export function isAsleep(link: number): boolean {
  return isQueued(link) && exchangeFree(link) && remaining(awakeUntil[link]) === 0;
}

/** Tenths of a second until the link falls asleep. */
export function sleepDue(link: number): number {
  return isQueued(link) && !isAsleep(link) ? remaining(awakeUntil[link]) : Tenths.longest;
}

/** Tells the application when the radio may be off, since no server needs it, and when it has to be on again. */
export function tellRadio(): void {
  let asleep = -1;
  let needed = -1;
  for (let link = 0; link < Config.servers; link++) {
    if (isAsleep(link)) {
      asleep = link;
    } else if (isInUse(link)) {
      needed = link;
    }
  }
  if (isRadioOn && asleep >= 0 && needed < 0) {
    isRadioOn = false;
    tellEvent(ClientEvent.radioOff, asleep);
  } else if (!isRadioOn && needed >= 0) {
    isRadioOn = true;
    tellEvent(ClientEvent.radioOn, needed);
  }
}
