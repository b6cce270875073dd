/** LED 0 and button 0. */
import type { BoardEvents } from '../../src/board';
import type { GpioModule, LedcModule, LedChannel } from './engine';
import { fileSettings } from './settings';

declare const gpio: GpioModule;
declare const ledc: LedcModule;

const enum Pin {
  /** The LED of most boards, and the button BOOT. */
  led = 2,
  button = 0,
}

const enum Pwm {
  /** Hertz. */
  frequency = 1000,
  /** Duty of an LED that is always on, with 10 bits. */
  full = 1023,
}

let led: LedChannel | undefined;

/** See `Board.setLed`. */
export function setLed(number: number, percent: number): void {
  if (number !== 0) return;
  if (led === undefined) {
    led = ledc.newChannel({
      gpio: fileSettings.led === undefined ? Pin.led : fileSettings.led,
      bits: ledc.TIMER_10_BIT,
      mode: ledc.LOW_SPEED,
      timer: ledc.TIMER_0,
      channel: 0,
      frequency: Pwm.frequency,
      duty: 0,
    });
  }
  led.setduty(led, Math.floor((percent * Pwm.full) / 100));
}

export function listenToButton(events: BoardEvents): void {
  const pin = fileSettings.button === undefined ? Pin.button : fileSettings.button;
  gpio.config({ gpio: pin, dir: gpio.IN, pull: gpio.PULL_UP });
  gpio.trig(pin, gpio.INTR_UP_DOWN, function (_pin, level) {
    events.button(0, level === 0 ? 1 : 0);
  });
}
