/**
 * Real LEDs, where the machine has some that may be written (Linux, Documentation/leds/leds-class.rst): those in MOTE_LEDS,
 * otherwise in /sys/class/leds, by their names. Those of keyboards are left alone.
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

/** The folder of each LED by number; undefined until one is asked for. */
let folders: string[] | undefined;

function isWritable(folder: string): boolean {
  try {
    accessSync(join(folder, 'brightness'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isOfKeyboard(name: string): boolean {
  return name.indexOf('input') === 0;
}

function findFolders(): string[] {
  const own = process.env.MOTE_LEDS;
  const all = own !== undefined && own !== '' ? own : '/sys/class/leds';
  if (!existsSync(all)) return [];
  const found: string[] = [];
  const names = readdirSync(all).sort();
  for (let i = 0; i < names.length; i++) {
    if (!isOfKeyboard(names[i]) && isWritable(join(all, names[i]))) found.push(join(all, names[i]));
  }
  return found;
}

/** Lights LED number `led`, if there is one. */
export function lightLed(led: number, percent: number): void {
  if (folders === undefined) folders = findFolders();
  const folder = folders[led];
  if (folder === undefined) return;
  try {
    // A trigger, such as the heartbeat, would write over it.
    if (existsSync(join(folder, 'trigger'))) writeFileSync(join(folder, 'trigger'), 'none');
    const full = Number(readFileSync(join(folder, 'max_brightness'), 'utf8'));
    // As the drawn LED does, 1 % is seen.
    writeFileSync(join(folder, 'brightness'), String(Math.ceil((full * percent) / 100)));
  } catch (error) {
    console.error('LED ' + led + ': ' + (error as Error).message);
  }
}
