/** LEDs and the button. */
import type { BoardEvents } from '../../src/board';
import type { Pin } from './engine';
import { fileSettings } from './settings';

declare const LED1: Pin | undefined;
declare const LED2: Pin | undefined;
declare const LED3: Pin | undefined;
declare const LED4: Pin | undefined;
declare const BTN1: Pin | undefined;
declare function setTimeout(callback: (isPressed: number) => void, milliseconds: number, isPressed: number): number;
declare function digitalWrite(pin: Pin, value: number): void;
declare function analogWrite(pin: Pin, value: number): void;
declare function pinMode(pin: Pin, mode: 'input_pullup' | 'input_pulldown'): void;
declare function setWatch(
  callback: (event: { readonly state: boolean }) => void,
  pin: Pin,
  options: { readonly repeat: boolean; readonly edge: 'both'; readonly debounce: number },
): void;

const enum Button {
  /** Milliseconds that a contact may bounce. */
  debounce = 25,
}

/** The pins of LED 0, 1 ...: those of the settings, otherwise those that the board's firmware knows. */
function ledPin(led: number): Pin | undefined {
  if (fileSettings.leds !== undefined) return fileSettings.leds[led];
  if (led === 0) return typeof LED1 === 'undefined' ? undefined : LED1;
  if (led === 1) return typeof LED2 === 'undefined' ? undefined : LED2;
  if (led === 2) return typeof LED3 === 'undefined' ? undefined : LED3;
  if (led === 3) return typeof LED4 === 'undefined' ? undefined : LED4;
  return undefined;
}

/** See `Board.setLed`. */
export function setLed(led: number, percent: number): void {
  const pin = ledPin(led);
  if (pin === undefined) return;
  if (percent === 0 || percent === 100) digitalWrite(pin, percent / 100);
  else analogWrite(pin, percent / 100);
}

/** @param pressedLevel Level of the board's own button, BTN1, while it is pressed. */
export function listenToButton(events: BoardEvents, pressedLevel: number): void {
  const own = typeof BTN1 === 'undefined' ? undefined : BTN1;
  const pin = fileSettings.button === undefined ? own : fileSettings.button;
  if (pin === undefined) return;
  const pressed = fileSettings.pressed === undefined ? pressedLevel : fileSettings.pressed;
  pinMode(pin, pressed === 0 ? 'input_pullup' : 'input_pulldown');
  function tell(isPressed: number): void {
    events.button(0, isPressed);
  }
  setWatch(
    function (event) {
      // Espruino takes a watch away in which stack or memory run out, so that nothing else is done here.
      setTimeout(tell, 0, event.state === (pressed === 1) ? 1 : 0);
    },
    pin,
    { repeat: true, edge: 'both', debounce: Button.debounce },
  );
}
