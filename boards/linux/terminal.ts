/** The board's front in a terminal: LEDs as lines, a button as a key. */
import { printLine } from './console';
import { lightLed } from './leds';

const LEDS = 4;
const KEY_B = 98;

const brightness = [0, 0, 0, 0];

/** See `Board.setLed`. Writes one line when the brightness changes, and lights a real LED if there is one. */
export function setLed(led: number, percent: number): void {
  if (led >= LEDS || brightness[led] === percent) return;
  brightness[led] = percent;
  lightLed(led, percent);
  const isColoured = process.stdout.isTTY && (process.env.NO_COLOR === undefined || process.env.NO_COLOR === '');
  printLine(ledLine(led, percent, isColoured));
}

/** As on hardware, a reset turns the LEDs off. */
export function turnLedsOff(): void {
  for (let led = 0; led < LEDS; led++) setLed(led, 0);
}

/** `LED 0  ●●●●●●○○○○  60 %`: a dot for each 10 % begun, so that even 1 % is seen. */
export function ledLine(led: number, percent: number, isColoured: boolean): string {
  const dots = Math.ceil(percent / 10);
  const lit = '●'.repeat(dots);
  return (
    'LED ' + led + '  ' + (isColoured ? '\u001b[33m' + lit + '\u001b[0m' : lit) + '○'.repeat(10 - dots) +
    String(percent).padStart(4) + ' %'
  );
}

let onButton: ((button: number, pressed: number) => void) | undefined;

/** Each `b` that is typed (and sent with Enter) presses and lets go button 0. */
export function listenForKeys(button: (button: number, pressed: number) => void): void {
  onButton = button;
  process.stdin.on('data', onKeys);
}

/** What is typed are lines from now on: see console.ts. */
export function stopListening(): void {
  process.stdin.removeListener('data', onKeys);
}

export function stopKeys(): void {
  onButton = undefined;
  process.stdin.removeListener('data', onKeys);
}

function onKeys(keys: Buffer): void {
  for (let index = 0; index < keys.length; index++) {
    if (keys[index] === KEY_B) pressKey();
  }
}

/** Presses button 0 and lets it go. */
export function pressKey(): void {
  if (onButton !== undefined) onButton(0, 1);
  if (onButton !== undefined) onButton(0, 0); // unless the press has rebooted the image
}
